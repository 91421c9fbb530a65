"""Retention: erasure after a period, and the proof of it."""
