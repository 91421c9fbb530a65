"""Health checks: whether the service lives, is ready, and how it does."""
