"""Snapshot of the rules: the law as it was opened, and the tree of every file of its folder.

Everything a page shows is worked out from these two alone, so that an edition, today's folder and a
draft are read on the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from api.pages.rules.clause_uses import ClauseUse, clause_uses, naming
from api.rules.notices import NOTICES, ROUTING
from api.rules.tree import RulesTree
from classifiers.cues.model import CueRule, Sources
from classifiers.cues.shapes import LexiconFile, define
from engine.analysis.mention_index import IndexedFile, MentionIndex, index_file
from engine.language.schema import parse
from engine.model.routing import RoutingRules
from engine.model.ruleset import Ruleset
from engine.notices.loader import Templates, load_notices
from engine.routing.cases import RoutingRun, routing_cases
from engine.routing.loader import load_routing
from engine.routing.project import MEMBERS
from textfile.diagnostics import RulesetError
from textfile.reader import Unreadable, read_bytes

LEXICONS = "lexicons/"
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
IndexFile = Callable[[str, bytes], IndexedFile]


@dataclass(frozen=True)
class RoutingPart:
    """Routing of a snapshot, with its cases."""

    rules: RoutingRules
    cases: tuple[RoutingRun, ...]

    @cached_property
    def vocabulary(self) -> Ruleset:
        """Its facts and notions, as a law that has no offence."""
        return Ruleset(self.rules.facts, self.rules.notions, {}, {}, {}, self.rules.digest)


class IndexesOnDemand(Mapping[str, IndexedFile]):
    """Indexes of files by path, each made when it is first asked for: most pages need one or two,
    and only a search looks at all.
    """

    def __init__(self, files: Mapping[str, bytes], index_one: IndexFile) -> None:
        self._files, self._index_one = files, index_one
        self._indexed: dict[str, IndexedFile] = {}

    def __getitem__(self, path: str) -> IndexedFile:
        if path not in self._indexed:
            self._indexed[path] = self._index_one(path, self._files[path])
        return self._indexed[path]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True)
class RulesSnapshot:
    """The law, and the tree; `index_one` indexes a file, and may remember it.

    A part of the folder that is not there, or that an error keeps from being opened, is None: its
    files are still read as text.
    """

    ruleset: Ruleset
    tree: RulesTree
    index_one: IndexFile = index_file

    @cached_property
    def index(self) -> MentionIndex:
        """Every name of the folder, by place."""
        return MentionIndex(IndexesOnDemand(self.tree.files, self.index_one))

    def value(self, path: str, model: type[M]) -> M | None:
        """A file as its model."""
        try:
            return parse(model, read_bytes(self.tree.files[path], path))[0] if path in self.tree.files else None
        except Unreadable:
            return None

    @cached_property
    def clause_uses(self) -> Mapping[str, tuple[ClauseUse, ...]]:
        """Clauses of offences that name each fact and each notion."""
        return clause_uses(self.ruleset)

    @cached_property
    def notions_naming(self) -> Mapping[str, tuple[str, ...]]:
        """Notions that name each fact and each other notion, those of routing too."""
        routing = self.routing.rules.notions.values() if self.routing is not None else ()
        return naming((*self.ruleset.notions.values(), *routing))

    @cached_property
    def routes_naming(self) -> Mapping[str, tuple[str, ...]]:
        """Rules of routing that name each fact and each notion."""
        return naming(self.routing.rules.rules) if self.routing is not None else {}

    @cached_property
    def lexicon_files(self) -> Mapping[str, LexiconFile]:
        """The lexicons, by path."""
        paths = [path for path in self.tree.files if path.startswith(LEXICONS) and path.endswith(".yaml")]
        read = {path: self.value(path, LexiconFile) for path in paths}
        return {path: file for path, file in read.items() if file is not None}

    @cached_property
    def lexicons(self) -> Sources:
        """The definitions of the lexicons together."""
        return define(self.lexicon_files)[0]

    @cached_property
    def lexicon_rules(self) -> Mapping[str, CueRule]:
        """Their cues and frames, by name."""
        return {rule.id: rule for rule in self.lexicons.rules}

    @cached_property
    def routing(self) -> RoutingPart | None:
        """Who is told."""

        def opened(root: Path) -> RoutingPart:
            rules = load_routing(root)
            return RoutingPart(rules, tuple(routing_cases(root, rules)[0]))

        return self._part((f"{ROUTING}/", MEMBERS), opened)

    @cached_property
    def notices(self) -> Templates | None:
        """What is written."""
        return self._part((f"{NOTICES}/",), lambda root: load_notices(root / NOTICES))

    def _part(self, starts: tuple[str, ...], opened: Callable[[Path], T]) -> T | None:
        """A part of the folder, opened from its files alone."""
        files = {path: data for path, data in self.tree.files.items() if path.startswith(starts)}
        if not files:
            return None
        try:
            with RulesTree(files).folder() as root:
                return opened(root)
        except RulesetError:
            return None
