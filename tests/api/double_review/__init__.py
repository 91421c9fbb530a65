"""Blind double review."""
