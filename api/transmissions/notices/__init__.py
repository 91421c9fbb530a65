"""Notices: prepared, confirmed, sent."""
