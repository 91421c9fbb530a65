"""What is due after a sending, and which check an observation stands for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.rules.follow_up import open_followup
from api.transmissions.follow_up.deadlines import CHECKED, MEETS, after_sending, check_of, complaint

PARIS = ZoneInfo("Europe/Paris")
SENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RULES = open_followup(None)


def test_a_host_is_checked_reminded_then_escalated() -> None:
    due = after_sending("hebergeur", SENT, RULES, address=True)
    assert [(d.kind, (d.due_at - SENT) / timedelta(days=1)) for d in due] == [
        ("check_1", 1),
        ("check_3", 3),
        ("check_7", 7),
        ("reminder", 3),
        ("escalation", 7),
    ]
    assert not any(d.binding for d in due)


def test_what_has_no_address_is_not_checked() -> None:
    assert [d.kind for d in after_sending("hebergeur", SENT, RULES, address=False)] == ["reminder", "escalation"]
    assert after_sending("pharos", SENT, RULES, address=False) == []


@pytest.mark.parametrize("recipient", ["secours", "victime", "signalant"])
def test_help_and_replies_are_not_followed_by_checks(recipient: str) -> None:
    assert after_sending(recipient, SENT, RULES, address=True) == []


@pytest.mark.parametrize(
    ("hours", "stands_for"),
    [
        (-1, None),
        (0, None),
        (23.9, None),
        (24, "check_1"),
        (71, "check_1"),
        (72, "check_3"),
        (167, "check_3"),
        (168, "check_7"),
        (14 * 24 - 1, "check_7"),
        (14 * 24, None),
    ],
)
def test_a_check_stands_for_the_last_day_reached(hours: float, stands_for: str | None) -> None:
    assert check_of(SENT, SENT + timedelta(hours=hours)) == stands_for


@pytest.mark.parametrize(
    ("decided", "last_day"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "2026-09-02"),
        (datetime(2026, 8, 31, 12, 0, tzinfo=UTC), "2027-02-28"),  # no 31st of February
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "2026-10-01"),  # already April in Paris
    ],
)
def test_a_complaint_is_open_six_months_to_the_end_of_the_day(decided: datetime, last_day: str) -> None:
    due = complaint(decided, RULES, PARIS)
    assert due.binding
    assert due.due_at.isoformat()[:10] == last_day
    assert due.due_at.time().isoformat() == "23:59:59"


def test_nothing_meets_a_limitation_and_closing_gives_up_the_rest() -> None:
    assert not any("limitation" in kinds for kinds in MEETS.values())
    assert set(CHECKED) <= set(MEETS["closed"])
