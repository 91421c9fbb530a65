"""Races of notices and of publications: four services on one PostgreSQL, each with connections of
its own, asked at once.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import func, select
from starlette.testclient import TestClient

from api.db import migrate
from api.db.action import TransmissionRow
from api.db.changes import PublicationRow
from api.kit.permissions import Role
from campaign.databases import empty_database
from tests.api.changes.desk import NEW_PENALTY, OLD_PENALTY, Desk
from tests.api.service.racing import together
from tests.api.service.world import World
from tests.shared import shipped

SERVICES = 4
NOON = datetime(2026, 11, 26, 10, 0, 0, 123_456, tzinfo=UTC)
NOTIFIER: dict[str, Any] = {"notifier_name": "Hotline d'essai", "notifier_email": "contact@hotline.exemple"}
HOST = {
    "name": "Hébergement d'essai",
    "domains": ["hebergeur.exemple"],
    "country": "FR",
    "notice_email": "notifications@hebergeur.exemple",
    "read_at": "mentions légales du site",
    "verified_on": "2024-06-01",
}
FACTS: dict[str, Any] = {
    "caractere_pornographique": True,
    "acces": "ouvert",
    "controle_age": "clic_declaratif",
    "message_pour_mineur": [],
    "type_service": "site_adulte",
    "pays_editeur": "FR",
    "en_ligne_au_constat": True,
}
"""Facts of a report whose host is due a notice under the shipped law."""


class _FourWorlds:
    """Four services on one database."""

    def __init__(self, database: str, name: str, **settings: Any) -> None:
        self._opened = ExitStack()
        url, _ = self._opened.enter_context(empty_database(database, name))
        folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory()))
        self.worlds = []
        for number in range(SERVICES):
            world = World(url, folder / str(number), **settings)
            if not number:
                migrate.upgrade(world.database)
            self._opened.callback(world.close)
            self.worlds.append(world)
        self.rounds = 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def through(self, number: int, client: TestClient) -> TestClient:
        """The same caller at another service."""
        other = self.worlds[number].anonymous()
        other.headers.update(client.headers)
        other.cookies.update(client.cookies)
        return other


class NoticeRaces(_FourWorlds):
    """One notice prepared by four at once, then confirmed by four at once."""

    def __init__(self, database: str) -> None:
        super().__init__(database, "notices", engine=shipped(), **NOTIFIER)
        for world in self.worlds:
            world.clock.moment = NOON

    def __enter__(self) -> NoticeRaces:
        self._world = self.worlds[0]
        self._world.signed_in(Role.REVIEWER).post("/v1/hosts", json=HOST).raise_for_status()
        self._people = [self._world.signed_in(Role.ANALYST) for _ in range(SERVICES)]
        self._at = [self.through(number, client) for number, client in enumerate(self._people)]
        return self

    def round(self) -> list[str]:
        """One round; what went wrong."""
        self.rounds += 1
        url = f"https://videos.hebergeur.exemple/page/{self.rounds}"
        text = f"Site numéro {self.rounds}, ouvert à tous."
        report = str(self._world.report(url=url, text=text, date_of_facts="2026-11-20", facts=FACTS)["id"])
        analyst = self._people[0]
        headers = {"if-match": analyst.get(f"/v1/reports/{report}").headers["etag"]}
        analyst.post(f"/v1/reports/{report}/decision", json={"kind": "accept"}, headers=headers).raise_for_status()
        path, body = f"/v1/reports/{report}/transmissions", {"recipient": "hebergeur"}
        answers = together(*(partial(client.post, path, json=body) for client in self._at))
        wrong = _one_of(answers, 201, "prepared")
        with self._world.database.read() as session:
            query = select(func.count()).select_from(TransmissionRow).where(TransmissionRow.report == report)
            count = session.scalar(query)
        if count != 1:
            wrong.append(f"notices: {count} stored")
        names = [str(answer.json()["id"]) for answer in answers if answer.status_code == 201]
        if not names:
            return wrong
        etag = self._at[0].get(f"/v1/transmissions/{names[0]}").headers["etag"]
        path, headers = f"/v1/transmissions/{names[0]}/confirmation", {"if-match": etag}
        answers = together(*(partial(client.post, path, headers=headers) for client in self._at))
        wrong += _one_of(answers, 200, "confirmed")
        return [*wrong, *self._tried(names[0])]

    def _tried(self, name: str) -> list[str]:
        """The notice, once confirmed, can be tried dry."""
        analyst, path = self._people[0], f"/v1/transmissions/{name}"
        headers = {"if-match": analyst.get(path).headers["etag"]}
        answer = analyst.post(f"{path}/sending", json={"how": "dry_run"}, headers=headers)
        return [] if answer.status_code == 200 else [f"notices: {answer.status_code} {answer.text[:200]}"]


class PublicationRaces(_FourWorlds):
    """One change request published by four at once."""

    def __init__(self, database: str) -> None:
        super().__init__(database, "publications")

    def __enter__(self) -> PublicationRaces:
        self._desk = Desk(self.worlds[0])
        self._approvers = [self.through(number, self._desk.approver) for number in range(SERVICES)]
        return self

    def round(self) -> list[str]:
        """One round; what went wrong."""
        words = (OLD_PENALTY, NEW_PENALTY) if self.rounds % 2 == 0 else (NEW_PENALTY, OLD_PENALTY)
        self.rounds += 1
        moment = self.worlds[0].clock.moment + timedelta(minutes=1)
        for world in self.worlds:
            world.clock.moment = moment
        change = self._desk.submitted(*words)
        signed = self._desk.sign(change)
        if signed.status_code != 200:
            return [f"publications: {signed.status_code} {signed.text[:200]}"]
        answers = together(*(partial(self._desk.publish, change, client) for client in self._approvers))
        wrong = _one_of(answers, 201, "published")
        with self.worlds[0].database.read() as session:
            count = session.scalar(select(func.count()).select_from(PublicationRow))
        return wrong if count == self.rounds + 1 else [*wrong, f"publications: {count} after {self.rounds} rounds"]


def _one_of(answers: list[Any], status: int, what: str) -> list[str]:
    """One answer of this status, the others refused as what somebody else did meanwhile."""
    codes = Counter(answer.status_code for answer in answers)
    fine = codes[status] == 1 and codes[409] + codes[412] == len(answers) - 1
    return [] if fine else [f"{what}: {dict(codes)} {[a.text[:120] for a in answers if a.status_code >= 500]}"]
