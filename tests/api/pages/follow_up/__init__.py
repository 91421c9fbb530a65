"""Follow-up of a case."""
