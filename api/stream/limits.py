"""Bounds of a stream that its command tells."""

from __future__ import annotations

MOST = 1_000_000
"""Contents remembered by default: some 500 MB."""
