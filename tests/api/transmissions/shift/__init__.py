"""Tests of the end of a shift."""
