"""Instances of the service that the state machine acts on: each follows publications by itself, and answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import Request

from api.answers.answerer import QualificationInput
from api.app import edition_follower
from api.app.edition_follower import EditionFollower
from api.app.edition_opening import EditionOpening
from api.db.sessions import Database
from api.http.live import LiveServices
from api.http.services import Services
from api.rules.edition_folders import EditionFolders
from api.rules.tree_rows import store_tree
from api.texts.readers import NO_TEXTS
from classifiers.text import french
from tests.api.changes.machine_law import EditionContent, contents, months, tree
from tests.api.changes.machine_store import empty_database, private, scratch_folder
from tests.api.service.world import World

QUESTION = QualificationInput(
    id="rapport",
    date_of_facts="2026-12-01",
    facts={"fichier_conserve": True},
    raised=[],
    text_length=0,
    decision_day="2026-12-15",
)


@dataclass(frozen=True)
class AnswerUnderWay:
    """An answer that an instance began: the services that it took, and the publication they were of."""

    services: Services
    number: int


class MachineInstance:
    """A process of the service on the machine's database; it may die, and starts again as it did first."""

    def __init__(self, database: Database, content: EditionContent) -> None:
        services = replace(service().services, database=database)
        self._first = openings()[tree(content).digest].services(services, 1)
        self.restart()

    def restart(self) -> None:
        """Starts on the folder of the installation; what it answered is lost with the process that answered."""
        self._live = LiveServices(self._first)
        self._follower = EditionFollower(self._live, lambda: 0.0)
        self.answers: list[AnswerUnderWay] = []

    @property
    def services(self) -> Services:
        """The services of now."""
        return self._live.current()

    def follow(self) -> None:
        """Steps until the edition in effect is served. Editions are open already, and no law is kept for replays: neither is
        what lives try.
        """
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(edition_follower, "EditionOpening", lambda _, __, digest: openings()[digest])
            patched.setattr(edition_follower, "keep_law", lambda _: True)
            for _ in range(10):
                if self._follower.step() > 0:
                    return
        raise AssertionError("it never settles")

    def begin_answer(self) -> None:
        """Takes the services of an answer, as the outermost layer of the application does for a request."""
        request = cast(Request, SimpleNamespace(state=SimpleNamespace()))
        self._live.capture(request)
        services = request.state.services
        self.answers.append(AnswerUnderWay(services, services.origin.publication))

    def end_answer(self, content: EditionContent) -> list[str]:
        """Answers what was begun first, as an edition of this content must: what is wrong."""
        services, digest = self.answers.pop(0).services, tree(content).digest
        whole = openings()[digest]
        assert whole._opened is not None
        offence = json.loads(services.answerer.answer(QUESTION).data)["offences"][0]
        parts = {
            "tree": services.origin.tree == digest,
            "law": services.editions.current() is whole._opened.engine,
            "rules": services.rules is whole._rules,
            "penalty": offence["penalty"]["prison_months"] == months(content[0]),
        }
        return [name for name, is_right in parts.items() if not is_right]


@cache
def service() -> World:
    """A service whose database is of no use but to open editions; its clock stands for all."""
    folder = Path(scratch_folder().name)
    file = private(folder / "service.sqlite3")
    file.write_bytes(empty_database())
    made = World(f"sqlite:///{file}", folder, texts=NO_TEXTS)
    made.close()  # no request goes through it, and its event loop would keep the process from ending
    return made


@cache
def openings() -> dict[str, EditionOpening]:
    """Every edition that a life may publish, open, by the digest of its tree: opened once a process."""
    world, found = service(), {}
    folders = EditionFolders(world.services.settings.data_dir / "open")
    for content in contents():
        with world.database.write() as session:
            digest = store_tree(session, tree(content), world.clock.now())
        opening = found[digest] = EditionOpening(world.services, folders, digest)
        while not opening.is_whole:
            opening.step()
    world.database.dispose()
    french._model.cache_clear()  # no life reads a text, and a child that is forked to be killed takes a copy of it all
    return found
