"""State machine of transmissions: notices prepared, confirmed by one person or two, tried dry, mailed or delivered, answered,
checked, contested, while their decision may be undone; a model says what may leave, and the mailbox what did.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule
from sqlalchemy import select
from starlette.testclient import TestClient

from api.db.action import TransmissionRow
from api.kit.mail import MailRefused, MailUnsure
from api.kit.permissions import Role
from tests.api.machines.base import LONG, ServiceMachine, outcome_of
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import ADULT, NOON, SETTINGS, host, with_mail
from tests.shared import shipped

ROLES = (Role.ANALYST, Role.ANALYST, Role.REVIEWER, Role.REVIEWER)
PEOPLE = st.integers(0, len(ROLES) - 1)
ONCE = ("hebergeur", "pharos")
UNDER_WAY = timedelta(minutes=10)
MOST_REPORTS = 6
HOWS = st.sampled_from(["dry_run", "dry_run", "mail", "mail", "manual"])


class UncertainMailbox:
    """Mailbox that takes a mail, refuses it, or goes away before or after it took it, as it is told to."""

    def __init__(self) -> None:
        self.mood = "up"
        self.mails: Counter[str] = Counter()

    def send(self, message: EmailMessage) -> None:
        if self.mood == "away":
            raise MailRefused("ConnectionRefusedError")
        if self.mood != "unsure":
            self.mails[str(message["Message-ID"]).partition("@")[0].removeprefix("<")] += 1
        if self.mood != "up":
            raise MailUnsure("TimeoutError")


@dataclass
class NoticedReport:
    """A report, and the decision that stands on it: its number among those of the run, who took it."""

    id: str
    danger: bool
    decision: int | None = None
    decided_by: str = ""


@dataclass
class ModelNotice:
    """What a notice must be."""

    id: str
    report: NoticedReport
    recipient: str
    decision: int | None
    decided_by: str
    prepared_by: str
    two_persons: bool
    state: str = "prepared"
    confirmed_by: str | None = None
    seconded_by: str | None = None
    sent_by: str | None = None
    sent_at: datetime | None = None
    mails: int = 0
    contested: str | None = None
    contestation: str | None = None

    @property
    def stands(self) -> bool:
        return self.decision is None or self.report.decision == self.decision


class TransmissionLives(ServiceMachine):
    """Random lives of notices on a few reports."""

    reports, notices = Bundle("reports"), Bundle("notices")
    journaled: ClassVar[frozenset[str]] = frozenset(
        {
            "notice.prepared",
            "notice.confirmed",
            "notice.withdrawn",
            "notice.sent",
            "notice.not_mailed",
            "notice.maybe_mailed",
            "file.check",
            "file.receipt",
            "file.host_decision",
            "file.contestation",
            "file.contestation_review",
        }
    )

    def open_world(self, url: str, folder: Path) -> World:
        options = {**SETTINGS, **LONG}
        made = World(url, folder, engine=shipped(), **options)
        made.clock.moment = NOON
        return made

    @initialize(target=reports)
    def start(self) -> Any:
        self.people: list[tuple[str, TestClient]] = []
        for role in ROLES:
            client = self.world.signed_in(role)
            self.people.append((client.headers["x-test-account"], client))
        host(self.world)
        self.mailbox = UncertainMailbox()
        with_mail(self.world, self.mailbox)
        self.onlooker = self.world.signed_in(Role.REVIEWER)
        self.machine = self.world.machine()
        self.known: dict[str, NoticedReport] = {}
        self.all: dict[str, ModelNotice] = {}
        self.decisions = 0
        return multiple(self.send_report(False), self.send_report(True), self.send_report(False))

    def send_report(self, danger: bool) -> str:
        facts = {**ADULT["facts"], **({"danger_immediat": True} if danger else {})}
        url = f"https://videos.hebergeur.exemple/{len(self.known)}"
        answer = self.machine.post("/v1/reports", json={"url": url, "facts": facts, "date_of_facts": "2026-11-20"})
        name = str(answer.json()["id"])
        self.known[name] = NoticedReport(name, danger)
        return name

    def now(self) -> datetime:
        return self.world.clock.now()

    def match(self, path: str) -> dict[str, str]:
        return {"if-match": self.onlooker.get(path).headers["etag"]}

    @rule(name=reports, who=PEOPLE)
    def decide(self, name: str, who: int) -> None:
        (account, client), report = self.people[who], self.known[name]
        headers = self.match(f"/v1/reports/{name}")
        outcome = outcome_of(client.post(f"/v1/reports/{name}/decision", json={"kind": "accept"}, headers=headers))
        assert outcome == ("ok" if report.decision is None else "already-decided")
        if outcome == "ok":
            self.decisions += 1
            report.decision, report.decided_by = self.decisions, account

    @precondition(lambda self: any(one.decision is not None for one in self.known.values()))
    @rule(name=reports)
    def reopen(self, name: str) -> None:
        report, headers = self.known[name], self.match(f"/v1/reports/{name}")
        body = {"reason": "Un élément nouveau."}
        outcome = outcome_of(self.onlooker.post(f"/v1/reports/{name}/reopening", json=body, headers=headers))
        assert outcome == ("ok" if report.decision is not None else "not-decided")
        report.decision = None

    @rule(
        target=notices,
        name=reports,
        who=PEOPLE,
        recipient=st.sampled_from(["hebergeur", "hebergeur", "secours", "pharos"]),
    )
    def prepare(self, name: str, who: int, recipient: str) -> Any:
        (account, client), report = self.people[who], self.known[name]
        if recipient != "hebergeur" and not report.danger:
            return multiple()
        answer = client.post(f"/v1/reports/{name}/transmissions", json={"recipient": recipient})
        outcome = outcome_of(answer)
        decided = report.decision is not None
        others = [
            one
            for one in self.all.values()
            if (one.report, one.recipient) == (report, recipient) and one.state != "withdrawn"
            if (one.decision is not None) == decided
        ]
        if others and recipient in ONCE:
            assert outcome == "already-sent"
        elif not decided and recipient == "hebergeur":
            assert outcome == "wrong-state"
        else:
            assert outcome == "ok"
        if outcome != "ok":
            return multiple()
        made = answer.json()
        assert made["two_persons"] or recipient == "hebergeur"
        self.acts["notice.prepared"] += 1
        notice = ModelNotice(
            made["id"], report, recipient, report.decision, report.decided_by, account, made["two_persons"]
        )
        self.all[notice.id] = notice
        return notice.id

    @rule(name=notices, who=PEOPLE)
    def confirm(self, name: str, who: int) -> None:
        (account, client), notice = self.people[who], self.all[name]
        address = f"/v1/transmissions/{name}"
        outcome = outcome_of(client.post(f"{address}/confirmation", headers=self.match(address)))
        if notice.state != "prepared" or not notice.stands:
            assert outcome == "wrong-state"
        elif notice.confirmed_by == account:
            assert outcome == "second-person-needed"
        else:
            assert outcome == "ok"
            self.acts["notice.confirmed"] += 1
            if notice.confirmed_by is None:
                notice.confirmed_by = account
            else:
                notice.seconded_by = account
            if notice.seconded_by is not None or not notice.two_persons:
                notice.state = "confirmed"

    @rule(name=notices, who=PEOPLE)
    def withdraw(self, name: str, who: int) -> None:
        client, notice = self.people[who][1], self.all[name]
        address = f"/v1/transmissions/{name}"
        outcome = outcome_of(client.delete(address, headers=self.match(address)))
        may = notice.state in ("prepared", "confirmed", "dry_run") or self.is_stuck(notice)
        assert outcome == ("ok" if may else "wrong-state")
        if may:
            notice.state, notice.sent_by, notice.sent_at = "withdrawn", None, None
            self.acts["notice.withdrawn"] += 1

    def is_stuck(self, notice: ModelNotice) -> bool:
        return notice.state == "sending" and notice.sent_at is not None and self.now() - notice.sent_at > UNDER_WAY

    @rule(
        name=notices, who=PEOPLE, how=HOWS, mood=st.sampled_from(["up", "up", "away", "unsure", "unsure, but it left"])
    )
    def send(self, name: str, who: int, how: str, mood: str) -> None:
        (account, client), notice = self.people[who], self.all[name]
        address = f"/v1/transmissions/{name}"
        headers, before = self.match(address), notice.state
        self.mailbox.mood = mood
        outcome = outcome_of(client.post(f"{address}/sending", json={"how": how}, headers=headers))
        if how == "mail":
            self.mailed(notice, account, outcome, mood)
        elif how == "dry_run":
            may = (before == "confirmed" or self.is_stuck(notice)) and notice.stands
            assert outcome == ("ok" if may else "wrong-state")
            if may:
                notice.state, notice.sent_by, notice.sent_at = "dry_run", account, self.now()
                self.acts["notice.sent"] += 1
        else:
            may = before == "sending" or (before in ("confirmed", "dry_run") and notice.stands)
            assert outcome == ("ok" if may else "wrong-state")
            if may:
                self.depart(notice, account)

    def mailed(self, notice: ModelNotice, account: str, outcome: str, mood: str) -> None:
        """What must follow when somebody asks for a notice to be mailed."""
        if notice.state != "dry_run" or not notice.stands:
            assert outcome == "wrong-state"
        elif notice.recipient != "hebergeur":
            assert outcome == "no-contact"
        elif mood == "away":
            assert outcome == "mail-failed"
            self.acts["notice.not_mailed"] += 1
            notice.sent_by, notice.sent_at = account, self.now()
        elif mood == "up":
            assert outcome == "ok"
            notice.mails += 1
            self.depart(notice, account)
        else:
            assert outcome == "mail-unsure"
            self.acts["notice.maybe_mailed"] += 1
            notice.state, notice.sent_by, notice.sent_at = "sending", account, self.now()
            notice.mails += mood != "unsure"

    def depart(self, notice: ModelNotice, account: str) -> None:
        notice.state, notice.sent_by, notice.sent_at = "sent", account, self.now()
        self.acts["notice.sent"] += 1

    @rule(target=notices, name=reports, one=PEOPLE, other=PEOPLE, how=HOWS)
    def tell_host(self, name: str, one: int, other: int, how: str) -> Any:
        """What a quiet desk does of a whole case: decided, and its host told of it."""
        self.decide(name, one)
        notice = self.prepare(name, other, "hebergeur")
        if isinstance(notice, str):
            self.bring_out(notice, one, other, how)
        return notice

    @rule(target=notices, name=reports, one=PEOPLE, other=PEOPLE, how=HOWS)
    def break_off(self, name: str, one: int, other: int, how: str) -> Any:
        """A case that is reopened while its notice is on its way: nothing leaves any more."""
        self.decide(name, one)
        notice = self.prepare(name, other, "hebergeur")
        if isinstance(notice, str):
            self.confirm(notice, one)
            self.reopen(name)
            self.send(notice, other, "dry_run", "up")
            self.send(notice, other, how, "up")
        return notice

    @rule(name=notices, one=PEOPLE, other=PEOPLE, how=HOWS)
    def bring_out(self, name: str, one: int, other: int, how: str) -> None:
        """What a quiet desk does, so that departures are common enough to be upset by the other rules."""
        self.confirm(name, one)
        self.confirm(name, other)
        self.send(name, one, "dry_run", "up")
        self.send(name, other, how, "up")

    @rule(name=notices, who=PEOPLE, answer=st.sampled_from(["receipt", "removed", "refused"]))
    def answer(self, name: str, who: int, answer: str) -> None:
        notice = self.all[name]
        body = {"kind": "receipt"} if answer == "receipt" else {"kind": "host_decision", "outcome": answer}
        outcome = outcome_of(self.people[who][1].post(f"/v1/transmissions/{name}/events", json=body))
        assert outcome == ("ok" if notice.sent_at is not None else "wrong-state")
        if outcome == "ok":
            self.acts[f"file.{body['kind']}"] += 1

    @rule(name=reports, who=PEOPLE, found=st.sampled_from(["online", "offline"]))
    def check(self, name: str, who: int, found: str) -> None:
        left = [one for one in self.all.values() if one.report.id == name and one.sent_at is not None]
        body = {"checks": [{"report": name, "found": found}]}
        outcome = outcome_of(self.people[who][1].post("/v1/checks", json=body))
        assert outcome == ("ok" if left else "wrong-state")
        self.acts["file.check"] += outcome == "ok"

    @rule(name=notices, who=PEOPLE)
    def contest(self, name: str, who: int) -> None:
        notice = self.all[name]
        body = {"by": "host", "grounds": "Ce contenu n'est pas celui que vous dites."}
        answer = self.people[who][1].post(f"/v1/transmissions/{name}/contestations", json=body)
        outcome = outcome_of(answer)
        assert outcome == ("ok" if notice.state == "sent" and notice.contested != "open" else "wrong-state")
        if outcome == "ok":
            notice.contested, notice.contestation = "open", answer.json()["id"]
            self.acts["file.contestation"] += 1

    @rule(name=notices, who=PEOPLE, concluded=st.sampled_from(["upheld", "rejected"]))
    def review(self, name: str, who: int, concluded: str) -> None:
        (account, client), notice = self.people[who], self.all[name]
        if notice.contestation is None:
            return
        body = {"outcome": concluded, "reason": "Vu."}
        outcome = outcome_of(client.post(f"/v1/events/{notice.contestation}/review", json=body))
        took_part = {notice.prepared_by, notice.confirmed_by, notice.seconded_by, notice.sent_by, notice.decided_by}
        if ROLES[who] is not Role.REVIEWER:
            assert outcome == "not-allowed"
        elif notice.contested != "open":
            assert outcome == "wrong-state"
        else:
            assert outcome == ("second-person-needed" if account in took_part else "ok")
        if outcome == "ok":
            notice.contested = concluded
            self.acts["file.contestation_review"] += 1

    @precondition(lambda self: len(self.known) < MOST_REPORTS)
    @rule(target=notices, decider=PEOPLE, one=PEOPLE, other=PEOPLE, concluded=st.sampled_from(["upheld", "rejected"]))
    def look_again(self, decider: int, one: int, other: int, concluded: str) -> str:
        """A whole case that its host contests, on which each person then wants to conclude."""
        notice = self.tried_case(decider, one, other)
        self.send(notice, other, "manual", "up")
        self.contest(notice, one)
        for who in range(len(ROLES)):
            self.review(notice, who, concluded)
        return notice

    @precondition(lambda self: len(self.known) < MOST_REPORTS)
    @rule(target=notices, one=PEOPLE, other=PEOPLE, mood=st.sampled_from(["unsure", "unsure, but it left"]))
    def lose_sight(self, one: int, other: int, mood: str) -> str:
        """A mail server that goes away once it was told: the notice may have left, and is not mailed again."""
        notice = self.tried_case(one, one, other)
        self.send(notice, other, "mail", mood)
        self.send(notice, one, "mail", "up")
        return notice

    def tried_case(self, decider: int, one: int, other: int) -> str:
        """A new case, decided and prepared by two people, confirmed and tried dry."""
        name = self.send_report(False)
        self.decide(name, decider)
        notice = str(self.prepare(name, other, "hebergeur"))
        self.confirm(notice, one)
        self.send(notice, one, "dry_run", "up")
        return notice

    @rule(minutes=st.sampled_from([3, 15, 2000]))
    def wait(self, minutes: int) -> None:
        self.world.clock.moment += timedelta(minutes=minutes)

    @precondition(lambda self: hasattr(self, "all"))
    @invariant()
    def nothing_leaves_unconfirmed_nor_twice(self) -> None:
        with self.world.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(TransmissionRow))}
        assert rows.keys() == self.all.keys()
        for name, notice in self.all.items():
            row = rows[name]
            kept = (row.state, row.confirmed_by, row.seconded_by, row.contested, row.two_persons)
            expected = (notice.state, notice.confirmed_by, notice.seconded_by, notice.contested, notice.two_persons)
            assert kept == expected, (name, kept, expected)
            if notice.state in ("confirmed", "dry_run", "sending", "sent"):
                assert row.confirmed_by is not None
                assert not row.two_persons or row.seconded_by not in (None, row.confirmed_by)
        assert +self.mailbox.mails == +Counter({name: one.mails for name, one in self.all.items()})
        counts = self.onlooker.get("/v1/board").json()
        states = Counter(one.state for one in self.all.values())
        assert counts["to_confirm"] == states["prepared"]
        assert counts["to_send"] == states["confirmed"] + states["dry_run"] + states["sending"]
        assert counts["open_contestations"] == sum(one.contested == "open" for one in self.all.values())
