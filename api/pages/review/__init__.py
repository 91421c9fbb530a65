"""Double review."""
