"""Deadlines, and what meets them. Moments in, moments out: no database, no clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.rules.follow_up import FollowUp
from engine.model.law import Delay
from engine.reasoning.limitation import add

CHECK_DAYS = (1, 3, 7)
"""After how many days an address is checked: those of the annual report, which has a column for
each.
"""
CHECKED = ("check_1", "check_3", "check_7")
MEETS: dict[str, tuple[str, ...]] = {
    "receipt": (),
    "host_decision": ("reminder", "escalation", "authority_request", "complaint"),
    "reminder": ("reminder",),
    "escalation": ("escalation",),
    "contestation_review": ("contestation",),
    "complaint": ("complaint",),
    "closed": ("reminder", "escalation", "authority_request", "contestation", "complaint", *CHECKED),
}
"""Which deadlines an event of each kind meets; checks are met by their day. Nothing meets a
limitation: it runs out.
"""
LAST_CHECK_DAYS = 14
"""A check later than that no longer speaks of the seventh day."""


class DueItem(NamedTuple):
    """Deadline to set: what is due, whether a text sets it, by when."""

    kind: str
    binding: bool
    due_at: datetime


def after_sending(recipient: str, sent_at: datetime, parameters: FollowUp, *, address: bool) -> list[DueItem]:
    """Deadlines once a notice left. Only a content that has an address is checked."""
    found = []
    if address and recipient in ("hebergeur", "iccam", "pharos"):
        found += [
            DueItem(name, False, sent_at + timedelta(days=days)) for name, days in zip(CHECKED, CHECK_DAYS, strict=True)
        ]
    answers = parameters.answers.get(recipient)
    if answers is not None:
        found.append(DueItem("reminder", False, sent_at + timedelta(hours=answers.reminder_hours)))
        found.append(DueItem("escalation", False, sent_at + timedelta(hours=answers.escalation_hours)))
    return found


def complaint(decided_at: datetime, parameters: FollowUp, zone: ZoneInfo) -> DueItem:
    """The last moment to complain of a provider's decision: the end of the same day, some months
    later.
    """
    day = add(
        decided_at.astimezone(zone).date(),
        Delay(years=parameters.complaint.months // 12, months=parameters.complaint.months % 12),
    )
    return DueItem("complaint", True, end_of(day, zone))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day at the hotline."""
    return datetime.combine(day, time(23, 59, 59), zone)


def checks_met(sent_at: datetime, checked_at: datetime) -> tuple[str, ...]:
    """The checks whose day was reached at an observation, the first day first: none of them is to
    be made any more.

    Days are whole periods of 24 hours.
    """
    days = (checked_at - sent_at) / timedelta(days=1)
    return tuple(name for name, due in zip(CHECKED, CHECK_DAYS, strict=True) if days >= due)


def check_of(sent_at: datetime, checked_at: datetime) -> str | None:
    """Check that an observation stands for: that of the last day reached since the sending, or
    None before the first and long after.
    """
    if checked_at - sent_at >= timedelta(days=LAST_CHECK_DAYS):
        return None
    reached = checks_met(sent_at, checked_at)
    return reached[-1] if reached else None
