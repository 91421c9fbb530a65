"""State machine of decisions: taken, undone, reopened, read a second time in the blind, settled by a third person; a model
says which stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, precondition, rule
from sqlalchemy import select
from starlette.testclient import TestClient

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, ReportRow
from api.kit.permissions import Role
from tests.api.machines.base import LONG, ServiceMachine, outcome_of
from tests.api.reports.double_review.test_double_review import ALL, rereading
from tests.api.service.world import World

ROLES = (Role.ANALYST, Role.ANALYST, Role.REVIEWER, Role.REVIEWER)
PEOPLE = st.integers(0, len(ROLES) - 1)
KINDS = st.sampled_from(["accept", "correct", "none_applies", "noise", "out_of_scope"])
CHOICES = st.sampled_from(["first", "second", "other"])
STATE_OF = {"accept": "decided", "correct": "decided", "none_applies": "decided"}
OTHER = "menace"
"""The offence that a correction names."""
HELD = timedelta(minutes=20)


@dataclass
class ModelDecision:
    """A decision: it never goes, and is undone once at most."""

    kind: str
    offence: str | None
    by: str
    at: datetime
    undone_by: str | None = None
    settled: bool = False

    @property
    def conclusion(self) -> str:
        return self.offence or self.kind


@dataclass
class ModelReading:
    """A second reading: whose it is, what it concluded, what was settled."""

    id: str
    report: str
    decision: ModelDecision
    holder: str | None = None
    until: datetime | None = None
    conclusion: str | None = None
    by: str | None = None
    is_settled: bool = False

    @property
    def disagrees(self) -> bool:
        return self.conclusion is not None and self.conclusion != self.decision.conclusion


@dataclass
class DecidedReport:
    """A report, its decisions, and who may know of them."""

    id: str
    main: str | None
    decisions: list[ModelDecision] = field(default_factory=list)
    known_to: set[str] = field(default_factory=set)

    @property
    def live(self) -> ModelDecision | None:
        return next((one for one in self.decisions if one.undone_by is None), None)


class DecisionLives(ServiceMachine):
    """Random lives of decisions, each of which is read twice."""

    reports = Bundle("reports")
    journaled: ClassVar[frozenset[str]] = frozenset(
        {
            "report.decided",
            "decision.undone",
            "decision.reopened",
            "decision.replaced",
            "second_reading.held",
            "second_reading.decided",
            "second_reading.settled",
        }
    )

    def open_world(self, url: str, folder: Path) -> World:
        return rereading(World(url, folder, **LONG), ALL)

    @initialize(target=reports)
    def start(self) -> Any:
        self.people: list[tuple[str, TestClient]] = []
        for role in ROLES:
            client = self.world.signed_in(role)
            self.people.append((client.headers["x-test-account"], client))
        self.onlooker = self.world.signed_in(Role.REVIEWER)
        self.machine = self.world.machine()
        self.cases: dict[str, DecidedReport] = {}
        self.readings: list[ModelReading] = []
        return self.send()

    def now(self) -> datetime:
        return self.world.clock.now()

    def is_today(self, moment: datetime) -> bool:
        return self.world.clock.day_of(moment) == self.world.clock.today()

    def look(self, name: str) -> tuple[dict[str, Any], dict[str, str]]:
        answer = self.onlooker.get(f"/v1/reports/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json(), {"if-match": answer.headers["etag"]}

    def is_blind(self, who: str, name: str) -> bool:
        return any(one.holder == who and one.conclusion is None for one in self.readings if one.report == name)

    @precondition(lambda self: len(self.cases) < 4)
    @rule(target=reports)
    def send(self) -> str:
        body = {"url": f"https://page.exemple/{len(self.cases)}", "facts": {"menace": True, "age_victime": 30}}
        name = str(self.machine.post("/v1/reports", json=body).json()["id"])
        self.cases[name] = DecidedReport(name, self.look(name)[0]["qualification"]["main"])
        return name

    @rule(name=reports, who=PEOPLE, standing=st.sampled_from(["confirmed", "disputed"]))
    def state_fact(self, name: str, who: int, standing: str) -> None:
        (account, client), case = self.people[who], self.cases[name]
        if case.live is not None:
            return
        body = {"state": {"menace": {"value": True, "standing": standing}}}
        outcome = outcome_of(client.post(f"/v1/reports/{name}/facts", json=body, headers=self.look(name)[1]))
        assert outcome == ("read-again" if self.is_blind(account, name) else "ok")
        suggestion = self.look(name)[0]["qualification"]["main"]
        case.main = suggestion
        assert (suggestion is None) == (standing == "disputed") or outcome != "ok"

    @rule(name=reports, who=PEOPLE, kind=KINDS)
    def decide(self, name: str, who: int, kind: str) -> None:
        (account, client), case = self.people[who], self.cases[name]
        body = {"kind": kind} | ({"offence": OTHER, "reason": "Lu autrement."} if kind == "correct" else {})
        outcome = outcome_of(client.post(f"/v1/reports/{name}/decision", json=body, headers=self.look(name)[1]))
        if self.is_blind(account, name):
            assert outcome == "read-again"
        elif case.live is not None:
            assert outcome == "already-decided"
        else:
            assert outcome == ("nothing-to-accept" if kind == "accept" and case.main is None else "ok")
        if outcome == "ok":
            offence = {"accept": case.main, "correct": OTHER}.get(kind)
            decision = ModelDecision(kind, offence, account, self.now())
            case.decisions.append(decision)
            case.known_to.add(account)
            self.acts["report.decided"] += 1
            with self.world.database.read() as session:
                drawn = set(session.scalars(select(SecondReadingRow.id)))
            (new,) = drawn - {one.id for one in self.readings}
            self.readings.append(ModelReading(new, name, decision))

    @rule(name=reports, who=PEOPLE)
    def undo(self, name: str, who: int) -> None:
        (account, client), case = self.people[who], self.cases[name]
        outcome = outcome_of(client.delete(f"/v1/reports/{name}/decision", headers=self.look(name)[1]))
        decision = case.live
        if self.is_blind(account, name):
            assert outcome == "read-again"
        elif decision is None:
            assert outcome == "not-decided"
        elif refused := self.refusal(decision, who):
            assert outcome == refused
        else:
            assert outcome == ("ok" if self.is_today(decision.at) else "undo-too-late")
        if outcome == "ok" and decision is not None:
            decision.undone_by = account
            self.acts["decision.undone"] += 1

    def refusal(self, decision: ModelDecision, who: int) -> str | None:
        if decision.by != self.people[who][0] and ROLES[who] is not Role.REVIEWER:
            return "not-allowed"
        return "settled-decision" if decision.settled else None

    @rule(name=reports, who=PEOPLE)
    def reopen(self, name: str, who: int) -> None:
        (account, client), case = self.people[who], self.cases[name]
        body = {"reason": "Un élément nouveau."}
        outcome = outcome_of(client.post(f"/v1/reports/{name}/reopening", json=body, headers=self.look(name)[1]))
        decision = case.live
        second = next((one for one in self.readings if one.decision is decision), None)
        if self.is_blind(account, name):
            assert outcome == "read-again"
        elif decision is None:
            assert outcome == "not-decided"
        elif refused := self.refusal(decision, who):
            assert outcome == refused
        else:
            under_way = second is not None and second.conclusion is None and second.until is not None
            busy = under_way and second is not None and second.until is not None and second.until > self.now()
            to_settle = second is not None and second.disagrees and not second.is_settled
            assert outcome == ("second-reading-open" if busy or to_settle else "ok")
        if outcome == "ok" and decision is not None:
            decision.undone_by = account
            self.acts["decision.reopened"] += 1
            if second is not None and second.conclusion is None:
                second.holder = second.until = None

    @rule(who=PEOPLE)
    def take_second(self, who: int) -> None:
        account, client = self.people[who]
        waiting = [
            one
            for one in self.readings
            if one.conclusion is None and one.decision.undone_by is None and not self.is_today(one.decision.at)
        ]
        mine = [one for one in waiting if one.holder == account]
        free = [
            one
            for one in waiting
            if (one.until is None or one.until <= self.now())
            and account not in self.cases[one.report].known_to
            and one.decision.by != account
        ]
        expected = next(iter([*mine, *sorted(free, key=lambda one: (one.decision.at, one.id))]), None)
        reading = client.post("/v1/second-readings/next").json()["reading"]
        assert (reading and reading["id"]) == (expected and expected.id)
        if expected is not None:
            self.acts["second_reading.held"] += expected.holder != account
            expected.holder, expected.until = account, self.now() + HELD
            self.cases[expected.report].known_to.add(account)

    @precondition(lambda self: self.readings)
    @rule(which=st.integers(0, 20), who=PEOPLE, kind=KINDS)
    def decide_second(self, which: int, who: int, kind: str) -> None:
        (account, client), one = self.people[who], self.readings[which % len(self.readings)]
        body = {"kind": kind} | ({"offence": OTHER, "reason": "Lu autrement."} if kind == "correct" else {})
        held = client.get(f"/v1/second-readings/{one.id}")
        headers = {"if-match": held.headers.get("etag", '"1"')}
        answer = client.post(f"/v1/second-readings/{one.id}/decision", json=body, headers=headers)
        outcome = outcome_of(answer)
        if one.conclusion is not None:
            assert outcome == "already-decided"
        elif one.holder != account:
            assert outcome == ("held" if one.holder is not None else "not-found")
        else:
            assert outcome == ("ok" if one.decision.undone_by is None else "not-found")
        if outcome == "ok":
            offence = {"accept": held.json()["qualification"]["main"], "correct": OTHER}.get(kind)
            one.conclusion, one.by = offence or kind, account
            one.until = None
            self.acts["second_reading.decided"] += 1
            assert answer.json()["agrees"] is not one.disagrees

    @rule(name=reports, first=PEOPLE, kind=KINDS, second=PEOPLE, other=KINDS, third=PEOPLE, chosen=CHOICES)
    def read_twice(self, name: str, first: int, kind: str, second: int, other: str, third: int, chosen: str) -> None:
        """What a quiet desk does, so that settlements are common enough to be upset by the other rules."""
        self.decide(name, first, kind)
        self.wait(timedelta(days=1))
        self.take_second(second)
        account = self.people[second][0]
        for which, one in enumerate(self.readings):
            if one.holder == account and one.conclusion is None:
                self.the_second_reader_is_blind(one.report, second)
                self.reopen(one.report, third)
                self.decide_second(which, second, other)
                self.settle(which, third, chosen)

    @precondition(lambda self: self.readings)
    @rule(which=st.integers(0, 20), who=PEOPLE)
    def leave_second(self, which: int, who: int) -> None:
        (account, client), one = self.people[who], self.readings[which % len(self.readings)]
        outcome = outcome_of(client.delete(f"/v1/second-readings/{one.id}/hold"))
        if one.conclusion is not None:
            assert outcome == "already-decided"
        elif one.holder != account:
            assert outcome == ("held" if one.holder is not None else "not-found")
        else:
            assert outcome == "ok"
            one.holder = one.until = None

    @precondition(lambda self: self.readings)
    @rule(which=st.integers(0, 20), who=PEOPLE, chosen=CHOICES)
    def settle(self, which: int, who: int, chosen: str) -> None:
        (account, client), one = self.people[who], self.readings[which % len(self.readings)]
        body = {"conclusion": chosen, "reason": "Vu."} | ({"wanted": "noise"} if chosen == "other" else {})
        outcome = outcome_of(client.post(f"/v1/second-readings/{one.id}/settlement", json=body))
        first = one.decision
        if ROLES[who] is not Role.REVIEWER:
            assert outcome == "not-allowed"
        elif not one.disagrees:
            assert outcome == "not-found"
        elif one.is_settled:
            assert outcome == "already-decided"
        elif account in (first.by, one.by):
            assert outcome == "own-reading"
        else:
            assert outcome == ("read-again" if self.is_blind(account, one.report) else "ok")
        if outcome == "ok":
            one.is_settled = True
            self.acts["second_reading.settled"] += 1
            concluded = {"first": first.conclusion, "second": one.conclusion, "other": "noise"}[chosen]
            assert concluded is not None
            stands = first
            if concluded != first.conclusion:
                self.acts["decision.replaced"] += 1
                first.undone_by = account
                stands = ModelDecision(*self.kept_as(one.id, concluded), account, self.now())
                self.cases[one.report].decisions.append(stands)
            stands.settled = True

    def kept_as(self, reading: str, concluded: str) -> tuple[str, str | None]:
        """The kind and offence of a conclusion: how the reading put it, which the model does not follow."""
        with self.world.database.read() as session:
            row = session.get_one(SecondReadingRow, reading)
            stored = session.get_one(DecisionRow, row.settled_decision)
            assert (stored.offence or stored.kind) == concluded
            return stored.kind, stored.offence

    @rule(wait=st.sampled_from([timedelta(minutes=8), timedelta(minutes=25), timedelta(days=1)]))
    def wait(self, wait: timedelta) -> None:
        self.world.clock.moment += wait

    @rule(name=reports, who=PEOPLE)
    def the_second_reader_is_blind(self, name: str, who: int) -> None:
        """Whoever reads a report a second time is shown nothing of the first reading."""
        account, client = self.people[who]
        if self.is_blind(account, name):
            assert outcome_of(client.get(f"/v1/reports/{name}")) == "read-again"

    @precondition(lambda self: hasattr(self, "cases"))
    @invariant()
    def no_decision_is_lost_and_one_stands(self) -> None:
        with self.world.database.read() as session:
            rows = list(session.scalars(select(DecisionRow).order_by(DecisionRow.id)))
            states = {row.id: row.state for row in session.scalars(select(ReportRow))}
            seconds = list(session.scalars(select(SecondReadingRow)))
        kept = [(row.report, row.kind, row.offence, row.decided_by, row.decided_at, row.undone_by) for row in rows]
        expected = [
            (name, one.kind, one.offence, one.by, one.at, one.undone_by)
            for name, case in self.cases.items()
            for one in case.decisions
        ]
        assert sorted(kept, key=str) == sorted(expected, key=str)
        for name, case in self.cases.items():
            assert sum(one.undone_by is None for one in case.decisions) <= 1
            assert states[name] == (STATE_OF.get(case.live.kind, case.live.kind) if case.live else "open")
        first_by = {row.id: row.decided_by for row in rows}
        for second in seconds:
            eyes = [who for who in (first_by[second.decision], second.decided_by, second.settled_by) if who]
            assert len(eyes) == len(set(eyes)), "one person had two of the three parts"

    def check_whole(self) -> None:
        """A report tells all its decisions, the latest first."""
        for name, case in getattr(self, "cases", {}).items():
            shown = self.look(name)[0]["decisions"]
            assert [(one["kind"], one["undone_by"] is None) for one in shown] == [
                (one.kind, one.undone_by is None) for one in reversed(case.decisions)
            ]
