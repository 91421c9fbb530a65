"""Trials that the service runs: under the edition in service where it stands, under a draft in a
bounded process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from secrets import token_hex
from typing import Any, TypeVar

from cachetools import LRUCache

from api.http.services import Services
from api.kit.bounded_worker import WorkStopped, outcome_of
from api.kit.clock import FixedClock
from api.kit.problems import Problem
from api.rules.tree import RulesTree
from api.transmissions.notices.case_files import notifier_of
from api.trial.drafts import DraftSource
from api.trial.editions import ROOM, TrialEdition
from api.trial.running import run_trial
from api.trial.schemas import TrialCreate
from api.trial.sides import DraftTrial, TrialSides

T = TypeVar("T")
PROCESSOR_SECONDS = 30
"""Most seconds of processor of the trial of a draft, opening it included."""
FIRST_TEXT = "Je te retrouve et je te frappe."
"""What a process of drafts reads before anybody tries one there."""
TRIAL_SECONDS = 60.0
"""Seconds by the clock that whoever tries a draft waits for."""


class Trials:
    """Trials under the edition in service and under drafts. Any thread may ask."""

    def __init__(self, drafts: DraftSource, room: int = ROOM) -> None:
        self.drafts = drafts
        self._trees: LRUCache[str, RulesTree] = LRUCache(room)
        self._shelf = threading.Lock()

    def tree(self, draft: str) -> RulesTree | None:
        """The files of a draft as it stands; None when there is none of that identifier.

        Raises:
            Problem: they are not stored, or damaged.
        """
        digest = self.drafts.tree_digest(draft)
        if digest is None:
            return None
        with self._shelf:
            found = self._trees.get(digest)
        if found is None:
            found = self.drafts.tree(digest)
            with self._shelf:
                self._trees[digest] = found
        return found

    def run_live(self, services: Services, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` makes of the edition in service and of arguments."""
        live = live_edition(services)
        return work(TrialSides(live, live, services.clock), *arguments)

    def run_draft(self, services: Services, tree: RulesTree, work: Callable[..., T], *arguments: Any) -> T:
        """What `work`, a function of a module, makes of a draft apart; nothing of it is remembered.

        Raises:
            Problem: it takes too long or too much (`work-too-long`), or as `work` raises.
        """
        trial, key = _draft_trial(services, tree), token_hex(16)
        try:
            future: Future[T] = services.trier.start(key, trial.run, work, *arguments)
            return outcome_of(future, TRIAL_SECONDS)
        except (WorkStopped, TimeoutError) as error:
            services.trier.forget(_ready_key(trial.base))
            self.prepare(services)
            raise Problem("work-too-long") from error
        finally:
            services.trier.forget(key)

    def prepare(self, services: Services) -> None:
        """Starts the process of drafts and reads a text there under the edition in service, once,
        where there are drafts to try: whoever tries one then does not wait for it.

        Pages from which one tries a draft ask for it, and not the start of the service: one that
        tries none is spared a second copy of the law and of its readers.
        """
        if self.drafts.names():
            base = services.origin.rules_tree
            services.trier.start(_ready_key(base), _draft_trial(services, base).run, read_a_text)


def _ready_key(base: RulesTree) -> str:
    return f"ready:{base.digest}"


def _draft_trial(services: Services, tree: RulesTree) -> DraftTrial:
    settings = services.settings
    return DraftTrial(
        base=services.origin.rules_tree,
        tree=tree,
        hosting=(settings.hosting_database, settings.hosting_delegations),
        notifier=notifier_of(settings),
        clock=FixedClock(services.clock.zone, services.clock.now()),
    )


def read_a_text(sides: TrialSides) -> None:
    """Reads a text, so that all which opens with the first one is open: the words and the weights
    of the second reader are half of what a first trial would wait for.
    """
    run_trial(sides.live, TrialCreate(text=FIRST_TEXT), sides.clock)


def live_edition(services: Services) -> TrialEdition:
    """The edition in service now."""
    return TrialEdition(
        services.editions.current(),
        services.answerer,
        services.texts,
        services.rules,
        services.hosting,
        notifier_of(services.settings),
    )
