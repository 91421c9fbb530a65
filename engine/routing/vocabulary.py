"""The facts of routing that the router and the builder of situations read themselves."""

from __future__ import annotations

DECISION = "decision"
FAMILY = "famille"
ALREADY_TOLD = "deja_transmis"
