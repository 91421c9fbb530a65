"""A stored answer."""
