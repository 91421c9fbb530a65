"""State machine of the queue: reports come in, are taken, held, passed, handed over, decided, set aside; a model says who
must get which.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule
from sqlalchemy import select
from starlette.testclient import TestClient

from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.machines.base import LONG, ServiceMachine, outcome_of
from tests.api.service.reading import NOISE, texts
from tests.api.service.world import World

STATE_OF = {"noise": "noise", "none_applies": "decided", "out_of_scope": "out_of_scope"}
CLOSED = {*STATE_OF.values()}
TO_READ = {"open", "prequalified"}
PEOPLE = 3
MOST_REPORTS = 12


@dataclass
class QueuedReport:
    """What a report of the queue must be."""

    id: str
    url: str
    state: str
    priority: int
    lead: str | None = None
    holder: str | None = None
    until: datetime | None = None
    passed: dict[str, datetime] = field(default_factory=dict)

    def holder_at(self, now: datetime) -> str | None:
        return self.holder if self.until is not None and self.until > now else None


@dataclass
class ColleagueRequest:
    """What a request to a colleague must be."""

    id: str
    report: str
    kind: str
    by: str
    account: str
    reserved_for: str | None
    until: datetime
    state: str = "open"


class QueueLives(ServiceMachine):
    """Random lives of a queue that three people read."""

    reports, requests = Bundle("reports"), Bundle("requests")
    journaled: ClassVar[frozenset[str]] = frozenset(
        {"report.held", "report.decided", "request.made", "request.accepted", "request.answered", "request.cancelled"}
    )

    def open_world(self, url: str, folder: Path) -> World:
        return World(url, folder, texts=texts(), **LONG)

    @initialize(target=reports, number=st.integers(1, 3))
    def start(self, number: int) -> Any:
        self.people: list[tuple[str, TestClient]] = []
        for role in (Role.ANALYST, Role.ANALYST, Role.REVIEWER):
            client = self.world.signed_in(role)
            self.people.append((client.headers["x-test-account"], client))
        self.machine = self.world.machine()
        self.queue: dict[str, QueuedReport] = {}
        self.asked: dict[str, ColleagueRequest] = {}
        return multiple(*(self.send("plain") for _ in range(number)))

    def now(self) -> datetime:
        return self.world.clock.now()

    def midnight(self) -> datetime:
        return datetime.combine(self.world.clock.today(), time(), self.world.settings.zone)

    def read(self, name: str) -> tuple[dict[str, Any], str]:
        answer = self.people[0][1].get(f"/v1/reports/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json(), answer.headers["etag"]

    @rule(target=reports, kind=st.sampled_from(["plain", "threat", "noise"]))
    def send(self, kind: str) -> str:
        number = len(self.queue)
        body: dict[str, Any] = {"url": f"https://page.exemple/{number}", "facts": {"menace": kind == "threat"}}
        if kind == "noise":
            body = {"url": body["url"], "text": f"{NOISE} {number}", "reported_category": "haine"}
        return self.come_in(body)

    @rule(target=reports, name=reports)
    def send_again(self, name: str) -> str:
        """The same address, without a word: it follows the first while nobody has decided of the content."""
        url = self.queue[name].url
        alike = [one for one in self.queue.values() if one.url == url]
        other = self.queue[self.come_in({"url": url, "facts": {}})]
        first = alike[0]
        if not CLOSED & {one.state for one in alike}:
            assert (other.state, other.lead) == ("duplicate", first.id)
        else:
            assert other.state in ("prequalified", "duplicate")
        for one in alike:  # a content set aside comes back when it is reported twice
            one.state = "open" if one.state == "low_priority" else one.state
        return other.id

    def come_in(self, body: dict[str, Any]) -> str:
        answer = self.machine.post("/v1/reports", json=body)
        assert answer.status_code == 202, answer.text
        name = str(answer.json()["id"])
        whole, _ = self.read(name)
        lead = whole["same"]["report"] if whole["state"] == "duplicate" else None
        self.queue[name] = QueuedReport(name, body["url"], whole["state"], whole["priority"]["rank"], lead)
        assert whole["state"] == answer.json()["state"]
        return name

    def is_kept_from(self, who: str, report: QueuedReport) -> bool:
        """Whether a request keeps a report for others."""
        now = self.now()
        return any(
            one.until > now and one.reserved_for != who for one in self.asked.values() if one.report == report.id
        )

    def expected_next(self, who: str, leave: str | None) -> QueuedReport | None:
        now, since = self.now(), self.midnight()
        order = sorted(self.queue.values(), key=lambda one: (one.priority, one.id))
        mine = [one for one in order if one.state in TO_READ and one.holder_at(now) == who]
        if mine:
            return mine[0]
        free = [
            one
            for one in order
            if one.state in TO_READ
            and one.holder_at(now) is None
            and not self.is_kept_from(who, one)
            and one.id != leave
        ]
        seen = {one.id: one.passed[who] for one in free if who in one.passed and one.passed[who] >= since}
        unseen = [one for one in free if one.id not in seen]
        return unseen[0] if unseen else min(free, key=lambda one: (seen[one.id], one.id), default=None)

    def hold(self, who: str, report: QueuedReport, minutes: int) -> None:
        """What must follow when somebody takes a report: they hold it alone."""
        self.acts["report.held"] += report.holder != who
        report.holder, report.until = who, self.now() + timedelta(minutes=minutes)
        for other in self.queue.values():
            if other is not report and other.holder == who:
                other.holder = other.until = None

    @rule(who=st.integers(0, PEOPLE - 1), minutes=st.sampled_from([5, 20, 60]))
    def take_next(self, who: int, minutes: int) -> None:
        self.next(who, minutes, None)

    @rule(who=st.integers(0, PEOPLE - 1), name=reports)
    def pass_one(self, who: int, name: str) -> None:
        self.next(who, 20, name)

    @precondition(lambda self: len(self.queue) < MOST_REPORTS)
    @rule(who=st.integers(0, PEOPLE - 1))
    def leaf_through(self, who: int) -> None:
        """Somebody passes one report after the other: none that they passed comes back before the others."""
        for _ in range(PEOPLE):
            self.send("plain")
        leave = None
        for _ in range(PEOPLE):
            self.next(who, 20, leave)
            leave = next((name for name, one in self.queue.items() if one.holder == self.people[who][0]), None)

    def next(self, number: int, minutes: int, leave: str | None) -> None:
        who, client = self.people[number]
        left = self.queue[leave] if leave is not None else None
        if left is not None and left.state in {*TO_READ, "low_priority"}:
            left.passed[who] = self.now()
            if left.holder == who:
                left.holder = left.until = None
        expected = self.expected_next(who, leave)
        body = {"minutes": minutes} | ({"leave": leave} if leave is not None else {})
        found = client.post("/v1/queue/next", json=body).json()["report"]
        assert (found and found["id"]) == (expected and expected.id)
        if expected is not None:
            self.hold(who, expected, minutes)

    @rule(number=st.integers(0, PEOPLE - 1), name=reports, minutes=st.sampled_from([5, 60]))
    def take(self, number: int, name: str, minutes: int) -> None:
        (who, client), report = self.people[number], self.queue[name]
        outcome = outcome_of(client.put(f"/v1/queue/{name}/hold", json={"minutes": minutes}))
        if report.state not in {*TO_READ, "low_priority"}:
            assert outcome == "already-decided"
            return
        assert outcome == ("ok" if report.holder_at(self.now()) in (None, who) else "held")
        if outcome == "ok":
            self.hold(who, report, minutes)

    @rule(number=st.integers(0, PEOPLE - 1), name=reports)
    def release(self, number: int, name: str) -> None:
        (who, client), report = self.people[number], self.queue[name]
        assert outcome_of(client.delete(f"/v1/queue/{name}/hold")) == "ok"
        if report.holder == who:
            report.holder = report.until = None

    @rule(
        target=requests,
        number=st.integers(0, PEOPLE - 1),
        to=st.integers(0, PEOPLE - 1),
        name=reports,
        kind=st.sampled_from(["opinion", "handover"]),
        hours=st.sampled_from([1, 24]),
    )
    def ask_colleague(self, number: int, to: int, name: str, kind: str, hours: int) -> Any:
        (who, client), report, account = self.people[number], self.queue[name], self.people[to][0]
        body = {"kind": kind, "account": account, "body": "Un avis ?", "hours": hours}
        answer = client.post(f"/v1/reports/{name}/requests", json=body)
        outcome = outcome_of(answer)
        if report.holder_at(self.now()) not in (None, who):
            assert outcome == "held"
        elif report.state in CLOSED:
            assert outcome == "already-decided"
        else:
            assert outcome == ("invalid-request" if to == number else "ok")
        if outcome != "ok":
            return multiple()
        request = answer.json()["id"]
        same = [
            one.id
            for one in self.asked.values()
            if (one.report, one.by, one.account, one.kind, one.state) == (name, who, account, kind, "open")
        ]
        assert same in ([], [request])
        if not same:
            reserved = account if kind == "handover" else None
            until = self.now() + timedelta(hours=hours)
            self.asked[request] = ColleagueRequest(request, name, kind, who, account, reserved, until)
            self.acts["request.made"] += 1
            if report.holder == who:
                report.holder = report.until = None
        return request

    @rule(number=st.integers(0, PEOPLE - 1), name=requests)
    def accept_or_answer(self, number: int, name: str) -> None:
        (who, client), request = self.people[number], self.asked[name]
        report, kind = self.queue[request.report], request.kind
        if kind == "handover":
            outcome = outcome_of(client.post(f"/v1/requests/{name}/acceptance"))
        else:
            outcome = outcome_of(client.post(f"/v1/requests/{name}/answer", json={"body": "Mon avis."}))
        if request.account != who:
            assert outcome == "not-allowed"
        elif request.state != "open" or report.state in CLOSED:
            assert outcome == "wrong-state"
        elif kind == "handover" and report.state == "duplicate":
            assert outcome == "already-decided"
        elif kind == "handover" and report.holder_at(self.now()) not in (None, who):
            assert outcome == "held"
        else:
            assert outcome == "ok"
            request.state = "answered"
            if kind == "handover":
                request.until = self.now()
                self.acts["request.accepted"] += 1
                self.hold(who, report, 20)
            else:
                request.reserved_for, request.until = request.by, self.now() + timedelta(hours=4)
                self.acts["request.answered"] += 1

    @rule(number=st.integers(0, PEOPLE - 1), name=requests)
    def cancel(self, number: int, name: str) -> None:
        (who, client), request = self.people[number], self.asked[name]
        outcome = outcome_of(client.delete(f"/v1/requests/{name}"))
        if number != PEOPLE - 1 and who not in (request.by, request.account):
            assert outcome == "not-allowed"
        else:
            assert outcome == ("ok" if request.state == "open" else "wrong-state")
        if outcome == "ok":
            request.state, request.until = "cancelled", self.now()
            self.acts["request.cancelled"] += 1

    @rule(number=st.integers(0, PEOPLE - 1), name=reports, kind=st.sampled_from([*STATE_OF]))
    def decide(self, number: int, name: str, kind: str) -> None:
        (who, client), report = self.people[number], self.queue[name]
        headers = {"if-match": self.read(name)[1]}
        outcome = outcome_of(client.post(f"/v1/reports/{name}/decision", json={"kind": kind}, headers=headers))
        if report.holder_at(self.now()) not in (None, who):
            assert outcome == "held"
        else:
            assert outcome == ("already-decided" if report.state in CLOSED else "ok")
        if outcome == "ok":
            self.acts["report.decided"] += 1
            report.state, report.holder, report.until = STATE_OF[kind], None, None
            for other in self.queue.values():
                if other.lead == name and other.state == "duplicate":
                    other.state = STATE_OF[kind]

    @rule(minutes=st.sampled_from([4, 30, 70, 700]))
    def wait(self, minutes: int) -> None:
        self.world.clock.moment += timedelta(minutes=minutes)

    @precondition(lambda self: hasattr(self, "queue"))
    @invariant()
    def nobody_holds_two_and_counts_are_those_of_the_rows(self) -> None:
        now = self.now()
        with self.world.database.read() as session:
            columns = (ReportRow.id, ReportRow.state, ReportRow.held_by, ReportRow.held_until)
            rows = {row.id: row for row in session.execute(select(*columns))}
        assert {name: row.state for name, row in rows.items()} == {n: one.state for n, one in self.queue.items()}
        for name, row in rows.items():
            held = row.held_by if row.held_until is not None and row.held_until > now else None
            assert held == self.queue[name].holder_at(now), name
        held = Counter(row.held_by for row in rows.values() if row.held_until is not None and row.held_until > now)
        assert max(held.values(), default=0) <= 1
        who, client = self.people[len(self.acts) % PEOPLE]
        counts = client.get("/v1/queue").json()
        waiting = [one for one in self.queue.values() if one.state in TO_READ]
        mine = [one.id for one in waiting if one.holder_at(now) == who]
        taken = [one for one in waiting if one.holder_at(now) is not None]
        assert counts["states"] == dict(Counter(one.state for one in self.queue.values()))
        assert (counts["free"], counts["held"]) == (len(waiting) - len(taken), len(taken))
        assert counts["mine"] == next(iter(mine), None)
