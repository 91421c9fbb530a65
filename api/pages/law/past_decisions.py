"""The latest decisions on an offence, ready to be shown."""

from __future__ import annotations

from api.pages.law.history import PastDecision
from api.pages.law.views import DecidedView
from api.pages.shell.parts import Link
from api.pages.shell.say import Say


def decision_views(decided: tuple[PastDecision, ...], say: Say, *, reads: bool) -> tuple[DecidedView, ...]:
    """Each decision; with the way to its report for somebody who reads reports."""
    return tuple(
        DecidedView(
            day=say.day(one.day),
            by=one.by,
            how=say.t(f"decided.{one.kind}"),
            report=Link(f"/signalements/{one.report}", one.name) if reads else None,
        )
        for one in decided
    )
