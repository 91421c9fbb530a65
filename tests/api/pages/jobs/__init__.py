"""Tests of the page of jobs."""
