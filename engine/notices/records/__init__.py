"""Notices as data: exact names and codes of each format, raw addresses. One format a file."""
