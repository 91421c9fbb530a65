"""Noise that was set aside."""
