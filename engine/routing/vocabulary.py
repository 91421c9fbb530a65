"""The facts of routing that the router and the builder of situations read themselves."""

from __future__ import annotations

DECISION = "decision"
FAMILY = "famille"
EARLIER_RECIPIENTS = "deja_transmis"
DANGER = "danger_immediat"
"""Also a fact of reports, of which something is due before anybody decides."""
