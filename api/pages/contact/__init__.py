"""The contact of who reported."""
