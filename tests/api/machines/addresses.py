"""State machine of addresses: reports come with one or without, people state, replace and withdraw exact ones while notices are
prepared, withdrawn, delivered; a model says what is refused, and what register, search and traces must hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, rule
from sqlalchemy import select

from api.db.reports import TraceRow
from api.kit.permissions import Role
from tests.api.machines.base import LONG, ServiceMachine, outcome_of
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import ADULT, NOON, SETTINGS, host
from tests.shared import shipped

HOST = "https://videos.hebergeur.exemple"
URLS = (f"{HOST}/v/1", f"{HOST}/v/2", f"{HOST}/reported", "https://blog.hebergeur.exemple/v/1")
DOMAINS = (HOST, "https://blog.hebergeur.exemple")
REPORTED = (None, f"{HOST}/reported", None)


@dataclass
class StatedAddress:
    """An address as somebody stated it; it is itself alone, whatever its words."""

    url: str


@dataclass
class CarryingNotice:
    """A notice to the host, and the stated address that it carries, None for the reporter's."""

    id: str
    address: StatedAddress | None
    state: str = "prepared"


@dataclass
class AddressedReport:
    """A decided report: the address that it came with, that in force, those before, its notices."""

    id: str
    reported: str | None
    traces: frozenset[str] = frozenset()
    address: StatedAddress | None = None
    before: list[str] = field(default_factory=list)
    notices: list[CarryingNotice] = field(default_factory=list)

    @property
    def url(self) -> str | None:
        return self.reported if self.address is None else self.address.url

    @property
    def addresses(self) -> set[str]:
        """Those by which it is found: the reporter's, and that which a person stated."""
        return {url for url in (self.reported, self.url) if url is not None}

    @property
    def standing(self) -> list[CarryingNotice]:
        return [one for one in self.notices if one.state != "withdrawn"]

    @property
    def carried(self) -> bool:
        """Whether a notice keeps the address from being changed."""
        if self.address is not None:
            return any(one.address is self.address for one in self.standing)
        return self.reported is not None and any(one.state == "prepared" for one in self.standing)


class AddressLives(ServiceMachine):
    """Random lives of the addresses of a few decided reports."""

    reports = Bundle("reports")
    journaled: ClassVar[frozenset[str]] = frozenset(
        {"address.stated", "address.withdrawn", "notice.prepared", "notice.withdrawn", "notice.sent"}
    )

    def open_world(self, url: str, folder: Path) -> World:
        options = {**SETTINGS, **LONG}
        made = World(url, folder, engine=shipped(), **options)
        made.clock.moment = NOON
        return made

    @initialize(target=reports)
    def start(self) -> Any:
        host(self.world)
        self.people = [self.world.signed_in(Role.ANALYST) for _ in range(2)]
        self.known: dict[str, AddressedReport] = {}
        machine = self.world.machine()
        for url in REPORTED:
            body = {"facts": ADULT["facts"], "date_of_facts": "2026-11-20", **({"url": url} if url else {})}
            name = str(machine.post("/v1/reports", json=body).json()["id"])
            path = f"/v1/reports/{name}"
            told = self.people[0].post(f"{path}/decision", json={"kind": "accept"}, headers=self.match(path))
            assert told.status_code == 200, told.text
            self.known[name] = AddressedReport(name, url, self.traces(name))
        return multiple(*self.known)

    def match(self, path: str) -> dict[str, str]:
        return {"if-match": self.people[0].get(path).headers["etag"]}

    def traces(self, name: str) -> frozenset[str]:
        with self.world.database.read() as session:
            return frozenset(session.scalars(select(TraceRow.key).where(TraceRow.report == name)))

    @rule(name=reports, url=st.sampled_from(URLS), who=st.integers(0, 1))
    def state_address(self, name: str, url: str, who: int) -> None:
        report, path = self.known[name], f"/v1/reports/{name}"
        answer = self.people[who].put(f"{path}/address", json={"url": url}, headers=self.match(path))
        if report.address is not None and report.address.url == url:
            assert outcome_of(answer) == "ok"
            return
        assert outcome_of(answer) == ("notice-carries-it" if report.carried else "ok")
        if not report.carried:
            report.before += [report.address.url] if report.address is not None else []
            report.address = StatedAddress(url)
            self.acts["address.stated"] += 1

    @rule(name=reports, who=st.integers(0, 1))
    def withdraw(self, name: str, who: int) -> None:
        report, path = self.known[name], f"/v1/reports/{name}"
        outcome = outcome_of(self.people[who].delete(f"{path}/address", headers=self.match(path)))
        if report.address is None:
            assert outcome == "nothing-to-undo"
            return
        assert outcome == ("notice-carries-it" if report.carried else "ok")
        if outcome == "ok":
            report.before.append(report.address.url)
            report.address = None
            self.acts["address.withdrawn"] += 1

    @rule(name=reports, who=st.integers(0, 1))
    def prepare(self, name: str, who: int) -> None:
        report = self.known[name]
        answer = self.people[who].post(f"/v1/reports/{name}/transmissions", json={"recipient": "hebergeur"})
        same = [one for one in self.known.values() if one is report or (one.url == report.url and report.url)]
        outcome = outcome_of(answer)
        if any(one.standing for one in same):
            assert outcome == "already-sent"
        else:
            assert outcome == ("ok" if report.url is not None else "notice-refused")
        if outcome == "ok":
            made = CarryingNotice(answer.json()["id"], report.address)
            content = self.people[who].get(f"/v1/transmissions/{made.id}/content", params={"form": "json"})
            assert str(report.url) in content.text
            report.notices.append(made)
            self.acts["notice.prepared"] += 1

    @rule(name=reports)
    def take_back(self, name: str) -> None:
        for notice in self.known[name].notices:
            if notice.state == "prepared":
                path = f"/v1/transmissions/{notice.id}"
                assert outcome_of(self.people[0].delete(path, headers=self.match(path))) == "ok"
                notice.state = "withdrawn"
                self.acts["notice.withdrawn"] += 1

    @rule(name=reports)
    def deliver(self, name: str) -> None:
        for notice in self.known[name].notices:
            if notice.state == "prepared":
                path = f"/v1/transmissions/{notice.id}"
                assert outcome_of(self.people[0].post(f"{path}/confirmation", headers=self.match(path))) == "ok"
                body = {"how": "manual", "reference": "R1"}
                assert outcome_of(self.people[0].post(f"{path}/sending", json=body, headers=self.match(path))) == "ok"
                notice.state = "sent"
                self.acts["notice.sent"] += 1

    @invariant()
    def all_that_goes_by_the_address_does(self) -> None:
        known = getattr(self, "known", {})
        for url in URLS:
            named = {one.id for one in known.values() if url in one.addresses}
            assert self.found(url) == named, url
        for domain in DOMAINS:
            under = {one.id for one in known.values() if any(url.startswith(domain) for url in one.addresses)}
            assert self.found(domain) == under, domain
        for report in known.values():
            entry = self.people[0].get(f"/v1/reports/{report.id}/register").json()
            assert (entry["tld"], entry["host"] is not None) == (("exemple", True) if report.url else (None, False))
            assert self.traces(report.id) == report.traces

    def found(self, address: str) -> set[str]:
        answer = self.people[0].post("/v1/queue/search", json={"address": address, "state": "all"})
        return {item["id"] for item in answer.json()["items"]} if answer.status_code == 200 else set()

    def check_whole(self) -> None:
        for report in self.known.values():
            told = self.people[0].get(f"/v1/reports/{report.id}").json()
            assert told["url"] == report.reported
            assert [one["url"] for one in told["addresses"] if one["withdrawn_at"] is None] == (
                [report.address.url] if report.address is not None else []
            )
            assert [one["url"] for one in told["addresses"] if one["withdrawn_at"] is not None] == report.before[::-1]
