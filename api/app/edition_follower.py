"""Follower of publications: opens the edition in effect and the next one beside the service, and
swaps each in at its date.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from api.app.edition_opening import EditionOpening, UnusableTexts
from api.db.changes import PublicationRow
from api.http.live import LiveServices
from api.http.services import Services
from api.kit.background import background
from api.kit.problems import Problem
from api.law.archive import keep_law
from api.rules.edition_folders import EditionFolders
from api.rules.edition_standing import EditionFault, EditionStanding
from api.rules.publication_rows import live_publication, upcoming_publication
from textfile.diagnostics import RulesetError

log = logging.getLogger("qualif.laws")

AGAIN = 30.0
"""Seconds before an edition that could not be opened is tried again."""
SWEEP = 60.0
"""Seconds between two removals of the folders that nobody reads any more."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication to be served: its number, its tree, since when."""

    number: int
    tree: str
    effect_at: datetime


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an edition could not be opened, and when it is tried again."""

    fault: EditionFault
    until: float


class EditionFollower:
    """Has a process serve what is published. Each one does so on its own, whatever others do."""

    def __init__(self, live: LiveServices, timer: Callable[[], float] = time.monotonic) -> None:
        self._live, self._timer = live, timer
        services = live.current()
        self._folders = EditionFolders(services.settings.data_dir)
        self._pause = services.settings.publications_seconds
        self._openings: dict[str, EditionOpening] = {}
        self._failures: dict[str, _Failure] = {}
        self._swept = float("-inf")

    def step(self) -> float:
        """Looks what is published, and does a little of what follows; the seconds of rest before
        the next step.
        """
        services = self._live.current()
        now = services.clock.now()
        with services.database.read() as session:
            asked, coming = (
                _publication_of(live_publication(session, now)),
                _publication_of(upcoming_publication(session, now)),
            )
        if asked is not None and self._is_ready(services, asked):
            services = self._serve(services, asked)
        wanted = [one for one in (asked, coming) if one is not None and self._is_to_open(services, one)]
        self._forget({one.tree for one in wanted})
        rest = self._open_some(services, wanted)
        self._say(asked, coming)
        if self._timer() - self._swept >= SWEEP:
            self._swept = self._timer()
            self._folders.sweep()
        if asked is not None and self._is_ready(services, asked):
            return 0.0
        if rest is not None:
            return rest
        until = (coming.effect_at - now).total_seconds() if coming is not None else self._pause
        return max(min(self._pause, until), 0.0)

    def _is_ready(self, services: Services, asked: Publication) -> bool:
        if asked.number == services.origin.publication:
            return False
        opening = self._openings.get(asked.tree)
        return asked.tree == services.origin.tree or (opening is not None and opening.is_usable)

    def _is_to_open(self, services: Services, one: Publication) -> bool:
        """Whether something is left to open of a publication, or it waits for its date."""
        opening = self._openings.get(one.tree)
        return one.tree != services.origin.tree or (opening is not None and not opening.is_whole)

    def _serve(self, services: Services, asked: Publication) -> Services:
        """Serves a publication from now on. What answered until then stays at hand, for old answers
        are asked for most just after.
        """
        opening = self._openings.get(asked.tree)
        if asked.tree == services.origin.tree:
            served = replace(services, origin=replace(services.origin, publication=asked.number))
        else:
            assert opening is not None
            served = opening.services(services, asked.number)
            served.editions.shelve(services.editions.current())
            keep_law(served)
        self._live.swap(served)
        served.metrics.law(served.editions.current().ruleset.digest)
        log.info("publication %d of the rules is served (tree %s)", asked.number, asked.tree[:12])
        return served

    def _open_some(self, services: Services, wanted: list[Publication]) -> float | None:
        """Goes on opening the first edition that is not whole; None when nothing can be now."""
        for one in wanted:
            failure, opening = self._failures.get(one.tree), self._openings.get(one.tree)
            if (opening is not None and opening.is_whole) or (failure is not None and self._timer() < failure.until):
                continue
            if opening is None:
                opening = self._openings[one.tree] = EditionOpening(services, self._folders, one.tree)
            rest = self._step(one, opening)
            if rest is not None:
                return rest
        return None

    def _step(self, one: Publication, opening: EditionOpening) -> float | None:
        try:
            rest = opening.step()
        except Exception as error:  # whatever it met: the edition that is served goes on, this one is tried again
            self._fail(one, error)
            return None
        if opening.is_usable and self._failures.pop(one.tree, None) is not None:
            log.info("publication %d of the rules could be opened at last", one.number)
        return rest if not opening.is_usable or rest is None else min(rest, self._pause)

    def _fail(self, one: Publication, error: Exception) -> None:
        del self._openings[one.tree]
        fault, before = _fault_of(error), self._failures.get(one.tree)
        self._failures[one.tree] = _Failure(fault, self._timer() + AGAIN)
        if before is None or before.fault != fault:
            log.error("publication %d of the rules cannot be opened: %s (%s)", one.number, fault, _place_of(error))

    def _forget(self, trees: set[str]) -> None:
        """Lets go of editions that nobody asks for any more: served, or withdrawn."""
        for tree in {*self._openings, *self._failures} - trees:
            self._openings.pop(tree, None)
            self._failures.pop(tree, None)

    def _say(self, asked: Publication | None, coming: Publication | None) -> None:
        services = self._live.current()
        opening = self._openings.get(coming.tree) if coming is not None else None
        faults = [self._failures[one.tree].fault for one in (asked, coming) if one and one.tree in self._failures]
        services.monitor.say(
            EditionStanding(
                effective=asked.number if asked is not None else None,
                upcoming=coming.number if coming is not None else None,
                upcoming_at=coming.effect_at if coming is not None else None,
                is_upcoming_open=coming is not None
                and (coming.tree == services.origin.tree or (opening is not None and opening.is_usable)),
                fault=faults[0] if faults else None,
            ),
            services.origin.publication,
        )
        services.metrics.publications(services.origin.publication, asked.number if asked is not None else None)


@contextmanager
def following(live: LiveServices) -> Iterator[None]:
    """While the service runs, has it serve what is published; stops with it."""
    services = live.current()
    retry = max(services.settings.publications_seconds, 1.0)
    with (
        services.monitor.following() as bell,
        background("editions", EditionFollower(live).step, retry=retry, bell=bell),
    ):
        yield


def _publication_of(row: PublicationRow | None) -> Publication | None:
    return Publication(row.number, row.tree, row.effect_at) if row is not None else None


def _fault_of(error: Exception) -> EditionFault:
    match error:
        case UnusableTexts():
            return "texts"
        case Problem():
            return "damaged"
        case RulesetError() | ValueError():
            return "unreadable"
        case OSError():
            return "disk"
        case _:
            return "other"


def _place_of(error: Exception) -> str:
    """What the log says of an error: the first fault of rules and its place, else its kind."""
    if isinstance(error, RulesetError):
        first = error.diagnostics[0]
        return f"{first.code} {first.place}, {len(error.diagnostics)} faults"
    return type(error).__name__
