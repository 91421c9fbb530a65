"""Readers of texts: they know nothing of offences."""
