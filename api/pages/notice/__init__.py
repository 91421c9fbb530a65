"""A notice."""
