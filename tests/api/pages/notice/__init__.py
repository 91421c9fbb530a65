"""A notice, as a page shows it."""
