"""Invented reports, to try the service with."""
