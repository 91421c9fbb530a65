"""Faults on purpose, enumerated, beyond what the test suite can afford."""
