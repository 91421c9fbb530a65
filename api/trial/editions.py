"""Editions of the rules on which a report can be tried: the one in service, and drafts, opened from
their files.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from cachetools import LRUCache

from api.answers.answerer import Answerer
from api.changes.translations import faults_in_tree, readable_tree
from api.hosting.locator import Locator
from api.http.services import Services
from api.law.rules_check import check_rules
from api.rules.rulebook import Rulebook, open_rulebook
from api.rules.tree import RulesTree, path_in_tree
from api.texts.lexicons import open_reader
from api.texts.readers import Texts, is_of_lexicons, is_of_readers, texts_of
from api.transmissions.notices.case_files import notifier_of
from engine.reasoning.qualify import Engine
from textfile.diagnostics import Diagnostic, Place, RulesetError

ROOM = 4
"""Drafts that stay open, those asked for last."""


@dataclass(frozen=True)
class TrialEdition:
    """Everything that one edition of the rules answers with."""

    engine: Engine
    answerer: Answerer
    texts: Texts
    rules: Rulebook
    hosting: Locator
    notifier: Mapping[str, Any] | None

    @property
    def digest(self) -> str:
        """Digest of its law."""
        return self.engine.ruleset.digest


@dataclass(frozen=True, slots=True)
class DraftName:
    """A draft that somebody may try: its identifier, and its name for a person."""

    id: str
    label: str


class DraftSource(Protocol):
    """Port on the drafts of the rules."""

    def names(self) -> tuple[DraftName, ...]:
        """Every draft, the latest first."""
        ...

    def tree_digest(self, draft: str) -> str | None:
        """The digest of a draft as it stands; None when there is none of that identifier."""
        ...

    def tree(self, digest: str) -> RulesTree:
        """The files of a draft, by their digest.

        Raises:
            Problem: they are not stored, or damaged.
        """
        ...


@dataclass(frozen=True, slots=True)
class SingleEdition:
    """One ruleset as the source of answers: that of a draft, which nothing else answers with."""

    engine: Engine

    def current(self) -> Engine:
        """The engine on it."""
        return self.engine

    def by_digest(self, digest: str) -> Engine | None:
        """The same, when its digest is asked for."""
        return self.engine if digest == self.engine.ruleset.digest else None


class TrialEditions:
    """The edition in service, and the drafts opened last. Any thread may ask.

    What a draft changes alone is opened again: its law where its files differ, its lexicons where
    they do. The faults of a tree are kept too, so that whoever types does not wait for them twice.
    """

    def __init__(self, services: Services, drafts: DraftSource, room: int = ROOM) -> None:
        self._services, self.drafts = services, drafts
        self.source = services.editions
        self._opened: LRUCache[str, TrialEdition | tuple[Diagnostic, ...]] = LRUCache(room)
        self._shelf, self._opening = threading.Lock(), threading.Lock()

    @property
    def live(self) -> TrialEdition:
        """The edition in service now."""
        services = self._services
        return TrialEdition(
            services.editions.current(),
            services.answerer,
            services.texts,
            services.rules,
            services.hosting,
            notifier_of(services.settings),
        )

    def draft(self, name: str) -> TrialEdition | None:
        """The edition of a draft; None when there is none of that identifier.

        Raises:
            RulesetError: with every fault that keeps it from answering.
        """
        digest = self.drafts.tree_digest(name)
        if digest is None:
            return None
        return _usable(self._cached(digest) or self._opened_once(self.drafts.tree(digest)))

    def _opened_once(self, tree: RulesTree) -> TrialEdition | tuple[Diagnostic, ...]:
        with self._opening:  # bound by the processor: whoever waits may find it done
            found = self._cached(tree.digest) or self._open(tree)
            with self._shelf:
                self._opened[tree.digest] = found
        return found

    def _cached(self, digest: str) -> TrialEdition | tuple[Diagnostic, ...] | None:
        with self._shelf:
            return self._opened.get(digest)

    def _open(self, tree: RulesTree) -> TrialEdition | tuple[Diagnostic, ...]:
        """The edition of a tree; where English is missing, the French stands for it."""
        found = self._open_as_written(tree)
        if isinstance(found, tuple):
            tried = readable_tree(tree, found)
            if tried is tree:
                return found
            found = self._open_as_written(tried)
            return tuple(faults_in_tree(tree, tried, found)) if isinstance(found, tuple) else found
        return found

    def _open_as_written(self, tree: RulesTree) -> TrialEdition | tuple[Diagnostic, ...]:
        changed = tree.changed_paths(self._services.origin.rules_tree)
        with tree.folder() as folder:
            try:
                edition = self.live if all(map(is_of_lexicons, changed)) else self._with_law(folder)
                return replace(edition, texts=self._texts(changed, folder, edition.engine))
            except RulesetError as error:
                return _by_path(error.diagnostics)

    def _with_law(self, folder: Path) -> TrialEdition:
        """The edition in service with the law of a folder, and all that stands beside it but its
        readers.

        Raises:
            RulesetError: with every fault that forbids it.
        """
        live, check = self.live, check_rules(folder, thorough=False)
        if check.is_refused or check.law.ruleset is None:
            raise RulesetError([fault for fault in check.faults if not fault.warning])
        rules = open_rulebook(folder)
        hosting = Locator(live.hosting.source, rules.hosting)
        if check.law.ruleset.digest == live.digest:
            return replace(live, rules=rules, hosting=hosting)
        engine = Engine(check.law.ruleset)
        return replace(live, engine=engine, answerer=Answerer(SingleEdition(engine)), rules=rules, hosting=hosting)

    def _texts(self, changed: Collection[str], folder: Path, engine: Engine) -> Texts:
        """Readers of a draft, by the files that it changes: those in service where its lexicons are
        the same.

        Raises:
            RulesetError: the lexicons cannot be used.
        """
        facts = engine.ruleset.facts
        if not any(map(is_of_readers, changed)):
            return self.live.texts.for_vocabulary(facts)
        lexicons = open_reader(folder)  # says its faults: readers would go on without
        texts = texts_of(self._services.settings, facts, self._services.clock, folder, lexicons)
        texts.open()  # the folder does not outlast this call
        return texts


class LiveTrials:
    """The editions that can be tried beside each one that the service serves, the last at hand."""

    def __init__(self, drafts: DraftSource) -> None:
        self._drafts = drafts
        self._last: TrialEditions | None = None

    def of(self, services: Services) -> TrialEditions:
        """Those of these services."""
        last = self._last
        if last is None or last.source is not services.editions:
            last = self._last = TrialEditions(services, self._drafts)
        return last


def _usable(found: TrialEdition | tuple[Diagnostic, ...]) -> TrialEdition:
    if isinstance(found, tuple):
        raise RulesetError(found)
    return found


def _by_path(faults: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Faults whose files are named as in the tree, without the folder that they were read from."""

    def named(place: Place) -> Place:
        return replace(place, file=path_in_tree(place.file))

    return tuple(
        replace(fault, place=named(fault.place), related=tuple((named(at), said) for at, said in fault.related))
        for fault in faults
    )
