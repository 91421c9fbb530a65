"""The follow-up of a report."""
