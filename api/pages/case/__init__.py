"""A case: one report, read and decided."""
