"""Statistics: counts, tables, secrets, reports."""
