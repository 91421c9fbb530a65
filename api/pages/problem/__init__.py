"""A problem shown to a browser."""
