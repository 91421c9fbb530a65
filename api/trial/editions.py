"""Editions of the rules on which a report can be tried: the one in service, and drafts, opened from
their files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cachetools import LRUCache

from api.answers.answerer import Answerer
from api.authoring.workspace import Checkout, Workspace
from api.changes.translations import faults_in_tree, readable_tree
from api.hosting.locator import Locator
from api.hosting.sources import HostingSource
from api.law.rules_check import check_rules, compiling
from api.rules.rulebook import Rulebook, open_rulebook
from api.rules.tree import RulesTree, path_in_tree
from api.texts.lexicons import Facts, LexiconReader, Lexicons, read_lexicons
from api.texts.readers import NO_TEXTS, Texts, is_of_lexicons, is_of_readers
from api.texts.second_reader import cue_reader
from classifiers.cues.lexicon import Lexicon
from engine.language.loader import load_folder
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
    """The edition in service, and the drafts of it opened last.

    What a draft changes alone is opened again: its law where its files differ, its lexicons where
    they do. The faults of a tree are remembered too, so that whoever types does not wait for them
    twice.
    """

    def __init__(self, live: TrialEdition, base: RulesTree, workspace: Workspace, room: int = ROOM) -> None:
        self.live, self._base, self._workspace = live, base, workspace
        self._opened: LRUCache[str, TrialEdition | tuple[Diagnostic, ...]] = LRUCache(room)

    def draft(self, tree: RulesTree) -> TrialEdition:
        """The edition of a tree.

        Raises:
            RulesetError: with every fault that keeps it from answering.
        """
        found = self._opened.get(tree.digest)
        if found is None:
            found = self._opened[tree.digest] = self._open(tree)
        if isinstance(found, tuple):
            raise RulesetError(found)
        return found

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
        changed = tree.changed_paths(self._base)
        with self._workspace.checkout(tree) as checkout:
            try:
                with compiling(checkout.root):
                    edition = self.live if all(map(is_of_lexicons, changed)) else self._with_law(checkout)
                    return replace(edition, texts=self._texts(changed, checkout, edition.engine))
            except RulesetError as error:
                return _by_path(error.diagnostics)

    def pattern_faults(self, tree: RulesTree) -> tuple[Diagnostic, ...]:
        """What is wrong in the lexicons of a tree, each of their patterns compiled: opened, a draft
        compiles those alone that a text wakes.
        """
        with self._workspace.checkout(tree) as checkout:
            lexicons = Lexicons(checkout.root, reader=checkout.reader)
        faults = _by_path(fault for fault in lexicons.diagnostics if not fault.warning)
        self._opened[tree.digest] = faults
        return faults

    def _with_law(self, checkout: Checkout) -> TrialEdition:
        """The edition in service with the law of a tree, and all that stands beside it but its
        readers.

        Raises:
            RulesetError: with every fault that forbids it.
        """
        live, check = self.live, check_rules(checkout.root, thorough=False, reader=checkout.reader)
        if check.is_refused or check.law.ruleset is None:
            raise RulesetError([fault for fault in check.faults if not fault.warning])
        rules = open_rulebook(checkout.root)
        hosting = Locator(live.hosting.source, rules.hosting)
        if check.law.ruleset.digest == live.digest:
            return replace(live, rules=rules, hosting=hosting)
        engine = Engine(check.law.ruleset)
        return replace(live, engine=engine, answerer=Answerer(SingleEdition(engine)), rules=rules, hosting=hosting)

    def _texts(self, changed: Collection[str], checkout: Checkout, engine: Engine) -> Texts:
        """Readers of a draft, by the files that it changes: those in service where its lexicons are
        the same.

        Raises:
            RulesetError: the lexicons cannot be used.
        """
        facts = engine.ruleset.facts
        if not any(map(is_of_readers, changed)):
            return self.live.texts.for_vocabulary(facts)
        return cues_of(checkout, facts, self.live.texts.open().lexicon)


def open_edition(
    tree: RulesTree, source: HostingSource, notifier: Mapping[str, Any] | None, workspace: Workspace
) -> TrialEdition:
    """The edition in service, opened from its files, which the workspace then has for its drafts.

    Raises:
        RulesetError: it cannot be opened.
    """
    with workspace.checkout(tree) as checkout:
        engine, rules = Engine(load_folder(checkout.root, checkout.reader)), open_rulebook(checkout.root)
        try:
            texts = cues_of(checkout, engine.ruleset.facts)
        except RulesetError:  # the service goes on without, and its log says so
            texts = NO_TEXTS
    answerer = Answerer(SingleEdition(engine))
    return TrialEdition(engine, answerer, texts, rules, Locator(source, rules.hosting), notifier)


def cues_of(checkout: Checkout, facts: Facts, before: Lexicon | None = None) -> Texts:
    """The readers of cues of a tree, open, for its folder may not outlast them; nothing is set
    aside. `before`: the lexicon of which its own is an edit.

    Raises:
        RulesetError: the lexicons cannot be used.
    """
    lexicons = read_lexicons(checkout.root, checkout.reader, before)
    cues = cue_reader(checkout.root, LexiconReader(*lexicons))
    texts = Texts(facts, lambda: cues, None)
    texts.open()
    return texts


def _by_path(faults: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Faults whose files are named as in the tree, without the folder that they were read from."""

    def named(place: Place) -> Place:
        return replace(place, file=path_in_tree(place.file))

    return tuple(
        replace(fault, place=named(fault.place), related=tuple((named(at), said) for at, said in fault.related))
        for fault in faults
    )
