"""Races over HTTP: what four instances on one PostgreSQL are asked at once, and what must come of
it. Each function runs one round, and gives what went wrong.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import httpx2
from sqlalchemy import func, select, update

from api.db.people import AccountRow
from api.db.reports import DecisionRow, ReportRow
from api.http.services import Services
from api.kit.permissions import Role
from campaign.people import Caller, link, person

LONG = (
    "Ce message assez long dit que la réunion aura lieu jeudi soir devant la gare, et demande à chacun de venir avec ses "
    "amis, ses voisins et tous ceux qui veulent voir ce que la ville fera ensuite de la place."
)
Answers: TypeAlias = list[httpx2.Response]


@dataclass(frozen=True, slots=True)
class RaceRound:
    """A round: its number, a client of each instance, who calls, and the services to look with."""

    number: str
    clients: list[httpx2.Client]
    services: Services
    machine: Caller
    people: list[Caller]

    def at_once(self, *calls: Callable[[], httpx2.Response]) -> Answers:
        """The answers to requests sent at the same moment."""
        start = threading.Barrier(len(calls))

        def go(call: Callable[[], httpx2.Response]) -> httpx2.Response:
            start.wait(60)
            return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(go, calls))

    def send(self, instance: int = 0, key: str | None = None, **body: Any) -> httpx2.Response:
        """A report that the machine sends to an instance."""
        headers = {**self.machine.headers, **({"idempotency-key": key} if key else {})}
        return self.clients[instance].post("/v1/reports", json=body, headers=headers)

    def stored(self, **body: Any) -> tuple[str, str]:
        """A report that is stored, and its version."""
        report = str(self.send(facts={"menace": True}, **body).json()["id"])
        read = self.clients[0].get(f"/v1/reports/{report}", headers=self.people[0].headers)
        return report, read.headers["etag"]

    def state(self, report: str) -> str | None:
        """The state of a report, as stored."""
        with self.services.database.read() as session:
            return session.scalar(select(ReportRow.state).where(ReportRow.id == report))


def same_content(race: RaceRound) -> list[str]:
    """One address sent to all: one report is the first, the others its duplicates."""
    url = f"https://a.exemple/{race.number}"
    answers = race.at_once(*(partial(race.send, one, url=url, facts={"menace": True}) for one in range(4)))
    states = sorted(str(answer.json().get("state")) for answer in answers)
    return [] if states == ["duplicate"] * 3 + ["open"] else [f"same content: {states}"]


def near_texts(race: RaceRound) -> list[str]:
    """Texts that differ by a word, sent to all: one report is the first."""
    long = " ".join(f"{word}{race.number}" for word in LONG.split())
    texts = [long, f"{long} hier", f"{long} demain", long]
    answers = race.at_once(*(partial(race.send, one, text=text) for one, text in enumerate(texts)))
    states = sorted(str(answer.json().get("state")) for answer in answers)
    return [] if states == ["duplicate"] * 3 + ["open"] else [f"near texts: {states}"]


def same_key(race: RaceRound) -> list[str]:
    """One idempotency key sent to all: the same answer, one report."""
    name = f"key-{race.number}"
    body = {"reference": name, "url": f"https://k.exemple/{race.number}"}
    answers = race.at_once(*(partial(race.send, one, key=name, **body) for one in range(4)))
    with race.services.database.read() as session:
        count = session.scalar(select(func.count()).select_from(ReportRow).where(ReportRow.reference == name))
    codes, bodies = [answer.status_code for answer in answers], {answer.content for answer in answers}
    return [] if codes == [202] * 4 and len(bodies) == 1 and count == 1 else [f"same key: {codes}, {count} stored"]


def same_form(race: RaceRound) -> list[str]:
    """One form sent to all, as a double click does: the same case, once."""
    url = f"https://f.exemple/{race.number}"
    form = {"key": f"clic-{race.number}", "channel": "phone", "url": url}
    headers = race.people[0].headers
    answers = race.at_once(
        *(partial(client.post, "/signalements/nouveau", data=form, headers=headers) for client in race.clients)
    )
    codes, places = [answer.status_code for answer in answers], {a.headers.get("location") for a in answers}
    with race.services.database.read() as session:
        count = session.scalar(select(func.count()).select_from(ReportRow).where(ReportRow.url == url))
    fine = codes == [303] * 4 and len(places) == 1 and count == 1
    return [] if fine else [f"same form: {codes}, {count} stored"]


def decisions(race: RaceRound) -> list[str]:
    """Four people decide of one version of a report: one does."""
    report, etag = race.stored(url=f"https://d.exemple/{race.number}")
    answers = race.at_once(
        *(
            partial(
                client.post,
                f"/v1/reports/{report}/decision",
                json={"kind": "noise"},
                headers={**caller.headers, "if-match": etag},
            )
            for client, caller in zip(race.clients, race.people, strict=True)
        )
    )
    codes = Counter(answer.status_code for answer in answers)
    with race.services.database.read() as session:
        count = session.scalar(select(func.count()).select_from(DecisionRow).where(DecisionRow.report == report))
    fine = codes[200] == 1 and codes[409] + codes[412] == 3 and count == 1
    return [] if fine else [f"decisions: {dict(codes)}, {count} stored"]


def queue(race: RaceRound) -> list[str]:
    """Four people ask for the next report: nobody gets that of another."""
    for one in range(4):
        race.stored(url=f"https://q.exemple/{race.number}/{one}")
    answers = race.at_once(
        *(
            partial(client.post, "/v1/queue/next", json={}, headers=caller.headers)
            for client, caller in zip(race.clients, race.people, strict=True)
        )
    )
    codes = [answer.status_code for answer in answers]
    if codes != [200] * 4:
        return [f"queue: {codes} {answers[0].text[:200]}"]
    names = [str(answer.json()["report"]["id"]) for answer in answers]
    wrong = [] if len(set(names)) == 4 else [f"queue: {names}"]
    for client, caller, report in zip(race.clients, race.people, names, strict=True):
        etag = client.get(f"/v1/reports/{report}", headers=caller.headers).headers["etag"]
        headers = {**caller.headers, "if-match": etag}
        told = client.post(f"/v1/reports/{report}/decision", json={"kind": "noise"}, headers=headers)
        if told.status_code != 200:
            wrong.append(f"queue: who has a report may decide it, {told.status_code} {told.text[:200]}")
    return wrong


def holds(race: RaceRound) -> list[str]:
    """Four people hold one report: one does, and the others cannot decide it."""
    report, etag = race.stored(url=f"https://h.exemple/{race.number}")
    pairs = list(zip(race.clients, race.people, strict=True))
    answers = race.at_once(
        *(partial(client.put, f"/v1/queue/{report}/hold", json={}, headers=caller.headers) for client, caller in pairs)
    )
    codes = [answer.status_code for answer in answers]
    winners = [place for place, code in enumerate(codes) if code < 300]
    if len(winners) != 1:
        return [f"holds: {codes}"]
    winner = winners[0]
    wrong = []
    for place in ((winner + 1) % 4, winner):
        client, caller = pairs[place]
        headers = {**caller.headers, "if-match": etag}
        told = client.post(f"/v1/reports/{report}/decision", json={"kind": "noise"}, headers=headers)
        if (told.status_code == 200) != (place == winner):
            wrong.append(f"holds: {told.status_code} to {'the holder' if place == winner else 'another'}")
    return wrong


def late_duplicate(race: RaceRound) -> list[str]:
    """A duplicate comes while the first is decided: it follows the decision."""
    url = f"https://l.exemple/{race.number}"
    report, etag = race.stored(url=url)
    headers = {**race.people[0].headers, "if-match": etag}
    answers = race.at_once(
        partial(race.send, 1, url=url, facts={"menace": True}),
        partial(race.send, 2, url=url, facts={"menace": True}),
        partial(race.clients[0].post, f"/v1/reports/{report}/decision", json={"kind": "noise"}, headers=headers),
    )
    codes = [answer.status_code for answer in answers]
    if codes != [202, 202, 200]:
        return [f"late duplicate: {codes}"]
    states = {race.state(answer.json()["id"]) for answer in answers[:2]}
    return [] if states <= {"noise", "prequalified"} else [f"late duplicate: {states}"]


def one_link(race: RaceRound) -> list[str]:
    """A sign-in link that works once, opened at all: one session."""
    token = link(race.services, race.people[0].account)
    headers = {"x-forwarded-for": _address(race.number, 1)}
    calls = [partial(one.post, "/v1/session", json={"link": token}, headers=headers) for one in race.clients]
    codes = sorted(answer.status_code for answer in race.at_once(*calls))
    return [] if codes[0] == 200 and all(code in (401, 429) for code in codes[1:]) else [f"one link: {codes}"]


def sign_in_limit(race: RaceRound) -> list[str]:
    """More attempts from one address than are allowed, at all: those allowed, no more."""
    headers = {"x-forwarded-for": _address(race.number, 2)}
    calls = [partial(one.post, "/v1/session", json={"link": "x"}, headers=headers) for one in race.clients * 3]
    codes = Counter(answer.status_code for answer in race.at_once(*calls))
    return [] if codes == {401: ATTEMPTS, 429: 12 - ATTEMPTS} else [f"sign-in limit: {dict(codes)}"]


ATTEMPTS = 5
"""Attempts a minute that the instances of the races allow."""


def closed_session(race: RaceRound) -> list[str]:
    """Somebody signs out, or is suspended, at one instance: none answers them any more."""
    caller = person(race.services, Role.ANALYST)
    if any(one.get("/v1/me", headers=caller.headers).status_code != 200 for one in race.clients):
        return ["closed session: refused before"]
    told = race.clients[0].delete("/v1/session", headers=caller.headers)
    calls = [partial(one.get, "/v1/me", headers=caller.headers) for one in race.clients]
    codes = {answer.status_code for answer in race.at_once(*calls)}
    return [] if told.status_code == 204 and codes == {401} else [f"closed session: {told.status_code}, then {codes}"]


def administrators(race: RaceRound) -> list[str]:
    """Four administrators suspend each other in a ring: one is left at least."""
    with race.services.database.write() as session:
        named = select(AccountRow.id).where(AccountRow.disabled_at.is_(None))
        rows = session.scalars(named.where(AccountRow.id.not_in([one.account for one in race.people]))).all()
        others = [row for row in rows if "administrator" in session.get_one(AccountRow, row).roles]
        moment = race.services.clock.now()
        session.execute(update(AccountRow).where(AccountRow.id.in_(others)).values(disabled_at=moment))
    ring = [person(race.services, Role.ADMINISTRATOR) for _ in range(4)]
    answers = race.at_once(
        *(
            partial(
                client.patch, f"/v1/accounts/{ring[(n + 1) % 4].account}", json={"disabled": True}, headers=one.headers
            )
            for n, (client, one) in enumerate(zip(race.clients, ring, strict=True))
        )
    )
    with race.services.database.read() as session:
        left = session.scalars(
            select(AccountRow.id).where(
                AccountRow.id.in_([one.account for one in ring]), AccountRow.disabled_at.is_(None)
            )
        ).all()
    codes = [answer.status_code for answer in answers]
    return [] if left and 200 in codes else [f"administrators: {len(left)} left, {codes}"]


def _address(number: str, kind: int) -> str:
    """An address of the documentation range of IPv6, its own /64 for each round."""
    return f"2001:db8:{kind:x}:{int(number) & 0xFFFF:x}::1"


RACES: tuple[Callable[[RaceRound], list[str]], ...] = (
    same_content,
    near_texts,
    same_key,
    same_form,
    decisions,
    queue,
    holds,
    late_duplicate,
    one_link,
    sign_in_limit,
    closed_session,
    administrators,
)
