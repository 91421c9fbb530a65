"""State of the service."""
