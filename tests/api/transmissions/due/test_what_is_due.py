"""What stays on the board, and what leaves it: a board full of what nobody can do any more is read by nobody."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from api.db.action import DeadlineRow
from api.kit.ids import new_id
from api.kit.permissions import Role
from tests.api.service.world import World, problem
from tests.api.transmissions.follow_up.test_follow_up import Sent, contest


@pytest.fixture
def sent(world: World) -> Sent:
    return Sent(world)


def later(sent: Sent, **time: int) -> None:
    sent.world.clock.moment += timedelta(**time)
    sent.analyst = sent.world.signed_in(Role.ANALYST)


def test_a_limitation_is_due_before_it_runs_out_and_never_late(sent: Sent) -> None:
    now = sent.world.clock.now()
    with sent.world.database.write() as session:
        due = DeadlineRow(
            id=new_id("due", now),
            report=sent.report,
            kind="limitation",
            binding=True,
            due_at=now + timedelta(hours=20),
        )
        session.add(due)
    assert "limitation" in sent.late(within=24)
    assert sent.analyst.get("/v1/board").json()["soon"] == {"limitation": 1}
    later(sent, days=2)
    assert "limitation" not in sent.late(within=24)
    assert "limitation" not in sent.analyst.get("/v1/board").json()["late"]


def test_a_check_made_long_after_ends_the_wait_and_says_nothing_of_the_seventh_day(sent: Sent) -> None:
    later(sent, days=20)
    body = {"checks": [{"report": sent.report, "found": "offline"}]}
    assert sent.analyst.post("/v1/checks", json=body).status_code == 201
    row = sent.row()
    assert (row.check_1, row.check_3, row.check_7) == (None, None, None)
    assert row.removed_at == sent.world.clock.now()
    assert not any(kind.startswith("check") for kind in sent.late())


def test_nothing_is_to_be_complained_of_once_it_is_removed(sent: Sent) -> None:
    assert sent.event(kind="host_decision", outcome="removed").status_code == 201
    assert "complaint" not in sent.late(within=24 * 30)
    later(sent, days=170)
    assert "complaint" not in sent.late(within=24 * 30)


def test_a_new_refusal_opens_one_delay_and_a_removal_ends_it(sent: Sent) -> None:
    sent.event(kind="host_decision", outcome="refused")
    later(sent, days=10)
    sent.event(kind="host_decision", outcome="restricted")
    later(sent, days=165)
    assert sent.late(within=24 * 30).count("complaint") == 1
    sent.event(kind="host_decision", outcome="removed")
    assert sent.late(within=24 * 30).count("complaint") == 0


@pytest.mark.parametrize("state", ["prepared", "confirmed", "dry_run", "sending"])
def test_a_file_is_not_closed_while_a_notice_waits_for_somebody(sent: Sent, state: str) -> None:
    with sent.world.database.write() as session:
        row = sent.row()
        row.state = state
        session.merge(row)
    problem(sent.analyst.post(f"/v1/reports/{sent.report}/closing", json={"because": "removed"}), "wrong-state")


def test_of_two_reviews_at_once_one_is_kept(sent: Sent) -> None:
    event = contest(sent).json()["id"]
    people = [sent.world.signed_in(Role.REVIEWER) for _ in range(4)]

    def review(number: int) -> int:
        body = {"outcome": "upheld", "reason": "Vu."}
        return people[number].post(f"/v1/events/{event}/review", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(review, range(4)))
    assert answers[201] == 1
    assert answers[409] + answers[412] == 3
    kinds = [told["kind"] for told in sent.analyst.get(f"/v1/reports/{sent.report}/events").json()]
    assert sorted(kinds) == ["contestation", "contestation_review"]
