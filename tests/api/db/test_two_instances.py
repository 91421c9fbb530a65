"""Two instances on one database: what a lock of one process would protect, the database protects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.accounts import repository as accounts
from api.db.people import AccountRow
from api.db.reports import ReportRow
from api.kit.permissions import Role
from api.reports import intake, repository, twins
from api.reports.queue import repository as queue
from tests.api.reports.test_reports import decide, read
from tests.api.reports.test_twins import LONG
from tests.api.service.racing import ROUNDS, meeting, together
from tests.api.service.world import World

BATCH = 20
"""Reports enough for their locks to be replaced by one."""


@pytest.fixture
def two(world: World, database_url: str, tmp_path: Path) -> Iterator[tuple[World, World]]:
    """Two instances."""
    other = World(database_url, tmp_path)
    yield world, other
    other.close()


def through(world: World, client: TestClient) -> TestClient:
    """The same caller at another instance."""
    found = world.anonymous()
    found.headers.update(client.headers)
    found.cookies.update(client.cookies)
    return found


def post(client: TestClient, body: dict[str, Any], key: str | None = None) -> Any:
    """A report, or several."""
    headers = {"idempotency-key": key} if key is not None else {}
    return client.post("/v1/reports", json=body, headers=headers)


def states(world: World) -> dict[str, str]:
    """The state of each report, by its reference."""
    with world.database.read() as session:
        return {row.reference or "": row.state for row in session.scalars(select(ReportRow))}


def test_f3_two_instances_that_get_the_same_content_at_once_see_one_duplicate(two: tuple[World, World]) -> None:
    machine = two[0].machine()
    clients = (machine, through(two[1], machine))
    for number in range(ROUNDS):
        body = {"url": f"https://a.exemple/{number}", "facts": {"menace": True}}
        with meeting(repository, "candidates"):
            answers = together(*(partial(post, client, body) for client in clients))
        assert sorted(answer.json()["state"] for answer in answers) == ["duplicate", "open"], number


def test_f3_texts_that_are_near_meet_when_they_come_at_once(two: tuple[World, World]) -> None:
    machine = two[0].machine()
    clients = (machine, through(two[1], machine))
    for number in range(ROUNDS):
        long = " ".join(f"{word}{number}" for word in LONG.split())
        bodies = ({"text": long}, {"text": f"{long} hier"})
        with meeting(repository, "candidates"):
            answers = together(*(partial(post, *one) for one in zip(clients, bodies, strict=True)))
        assert sorted(answer.json()["state"] for answer in answers) == ["duplicate", "open"], number
    with two[0].database.read() as session:
        assert {row.same_by for row in session.scalars(select(ReportRow).where(ReportRow.state == "duplicate"))} == {
            "near_text"
        }


@pytest.mark.parametrize("size", [3, BATCH])
def test_f3_batches_that_cross_see_each_other_and_none_is_undone(size: int, two: tuple[World, World]) -> None:
    machine = two[0].machine()
    clients = (machine, through(two[1], machine))
    for number in range(3):
        names = [f"{size}n{number}n{n}" for n in range(size)]
        reports = [
            {"url": f"https://b.exemple/{name}", "text": " ".join(f"{word}{name}" for word in LONG.split())}
            for name in names
        ]
        bodies = [{"reports": reports}, {"reports": reports[::-1]}]
        with meeting(repository, "candidates"):
            answers = together(*(partial(post, *one) for one in zip(clients, bodies, strict=True)))
        assert [answer.status_code for answer in answers] == [202, 202]
        told = Counter(report["state"] for answer in answers for report in answer.json()["reports"])
        assert told == {"open": size, "duplicate": size}


def test_f3_batches_that_meet_the_same_reports_by_other_traces_in_another_order_both_pass(
    two: tuple[World, World],
) -> None:
    """Nothing keeps them apart but the reports that speak for theirs, which each locks until it is stored."""
    machine = two[0].machine()
    there = through(two[1], machine)
    for number in range(2):
        urls = [f"https://f.exemple/{number}/{n}" for n in range(2)]
        hashes = [[{"algorithm": "sha256", "value": f"{number}{n}".zfill(64)}] for n in range(2)]
        for url, one in zip(urls, hashes, strict=True):
            assert post(machine, {"url": url, "hashes": one}).json()["state"] == "open"
        bodies = [
            {"reports": [{"url": url} for url in urls]},
            {"reports": [{"hashes": one} for one in hashes[::-1]]},
        ]
        with meeting(repository, "decision_under_lock"):
            answers = together(partial(post, machine, bodies[0]), partial(post, there, bodies[1]))
        assert [answer.status_code for answer in answers] == [202, 202]
        assert {report["state"] for answer in answers for report in answer.json()["reports"]} == {"duplicate"}


def test_f3_a_report_chosen_once_another_changed_is_locked_too(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided, other = (twins.Twin(ReportRow(id=name), "url", 1.0, None) for name in ("rep_a", "rep_b"))
    choices, locked = iter([decided, other]), list[str]()

    def decision(_: Any, report: str) -> str | None:
        locked.append(report)
        return "dec_x" if report == "rep_a" else None

    monkeypatch.setattr(twins, "_best", lambda *_: next(choices))
    monkeypatch.setattr(repository, "decision_under_lock", decision)
    with sqlite_world.database.write() as session:
        found = twins.find_twin(session, twins.Traces([], None, False), [], True)
    assert (found, locked) == (other, ["rep_a", "rep_b"])


def test_f3_a_duplicate_that_comes_while_the_first_is_decided_follows_the_decision(two: tuple[World, World]) -> None:
    machine, person = two[0].machine(), two[0].signed_in(Role.ANALYST)
    there = through(two[1], person)
    for number in range(ROUNDS):
        body = {"url": f"https://c.exemple/{number}", "facts": {"menace": True}}
        first = post(machine, body).json()["id"]
        with meeting(repository, "live_decision"):
            later, decided = together(partial(post, machine, body), partial(decide, there, first, kind="noise"))
        assert (later.status_code, decided.status_code) == (202, 200)
        assert read(person, later.json()["id"])[0]["state"] in ("noise", "prequalified"), number


def administrators(world: World, among: list[str]) -> list[str]:
    """Those of these accounts that can still administer."""
    with world.database.read() as session:
        rows = session.scalars(select(AccountRow).where(AccountRow.id.in_(among))).all()
        return [row.id for row in rows if row.disabled_at is None and "administrator" in row.roles]


def test_f7_two_administrators_who_suspend_each_other_at_once_leave_one(two: tuple[World, World]) -> None:
    for number in range(ROUNDS):
        with two[0].database.write() as session:
            session.execute(update(AccountRow).values(disabled_at=two[0].clock.now()))
        one, other = two[0].signed_in(Role.ADMINISTRATOR), two[0].signed_in(Role.ADMINISTRATOR)
        names = [client.headers["x-test-account"] for client in (one, other)]
        change: dict[str, Any] = {"disabled": True} if number % 2 else {"roles": ["analyst"]}
        with meeting(accounts, "other_with_role"):
            answers = together(
                partial(one.patch, f"/v1/accounts/{names[1]}", json=change),
                partial(through(two[1], other).patch, f"/v1/accounts/{names[0]}", json=change),
            )
        assert len(administrators(two[0], names)) == 1, number
        assert min(answer.status_code for answer in answers) == 200


def test_f7_the_page_of_an_account_leaves_one_administrator_too(two: tuple[World, World]) -> None:
    one, other = two[0].signed_in(Role.ADMINISTRATOR), two[0].signed_in(Role.ADMINISTRATOR)
    names = [client.headers["x-test-account"] for client in (one, other)]
    with meeting(accounts, "other_with_role"):
        together(
            partial(one.post, f"/administration/{names[1]}", data={"disabled": "true"}),
            partial(through(two[1], other).post, f"/administration/{names[0]}", data={"roles": "analyst"}),
        )
    assert len(administrators(two[0], names)) == 1


def test_f10_a_key_sent_to_both_at_once_gets_the_same_answer_twice(two: tuple[World, World]) -> None:
    machine = two[0].machine()
    clients = (machine, through(two[1], machine))
    for number in range(ROUNDS):
        body = {"reference": f"r{number}", "url": f"https://d.exemple/{number}"}
        with meeting(intake, "already_answered"):
            answers = together(*(partial(post, client, body, f"k{number}") for client in clients))
        assert [answer.status_code for answer in answers] == [202, 202], number
        assert answers[0].content == answers[1].content
    assert len(states(two[0])) == ROUNDS


def test_f10_what_the_filter_is_watched_by_is_counted_once_whatever_the_instances(two: tuple[World, World]) -> None:
    machine = two[0].machine()
    for number, client in enumerate((machine, through(two[1], machine)) * 3):
        assert post(client, {"reference": f"r{number}", "url": f"https://e.exemple/{number}"}).status_code == 202
    with two[0].database.read() as one, two[1].database.read() as other:
        assert queue.states(one) == queue.states(other) == {"open": 6}
