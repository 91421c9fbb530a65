"""The port through which pages read all the rules: snapshots of the folder, today's and those
served before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cachetools import LRUCache

from api.http.services import Services
from api.pages.law.library import LawLibrary
from api.pages.rules.snapshot import RulesSnapshot
from api.rules.tree import blob_digest, tree_of, tree_of_folder
from engine.analysis.mention_index import IndexedFile, index_file

INDEXED_FILES = 2_000
"""Files whose index is remembered: several editions that share most of theirs."""
EARLIER = 2
"""Earlier editions whose rules stay at hand: an approver reads two side by side."""


class RulesLibrary(Protocol):
    """Port on the snapshots of the rules."""

    def current(self) -> RulesSnapshot:
        """The rules in use."""
        ...

    def edition(self, digest: str) -> RulesSnapshot | None:
        """The rules whose law has a digest that starts so; None when there is none, or several."""
        ...


class RulesLibraries(Protocol):
    """Port on the libraries of a service whose edition changes while it runs."""

    def rules_of(self, services: Services) -> RulesLibrary:
        """The rules that these services answer with."""
        ...


class FileIndexes:
    """Memory of the indexes of files, by path and content."""

    def __init__(self, room: int = INDEXED_FILES) -> None:
        self._files: LRUCache[tuple[str, str], IndexedFile] = LRUCache(room)
        self._shelf = threading.Lock()

    def index(self, path: str, data: bytes) -> IndexedFile:
        """The index of a file."""
        key = (path, blob_digest(data))
        with self._shelf:
            file = self._files.get(key)
        if file is None:
            file = index_file(path, data)
            with self._shelf:
                self._files[key] = file
        return file


def no_files(digest: str) -> Mapping[str, bytes] | None:
    """The files of laws read without a service: none."""
    del digest
    return None


@dataclass(frozen=True)
class FolderRules:
    """A folder of rules, read when first asked for, under the law that is in use.

    `files_of` gives the files of a law served before, which are all that is kept of its folder;
    `earlier`: the rules of the last ones asked for.
    """

    root: Path
    laws: LawLibrary
    files_of: Callable[[str], Mapping[str, bytes] | None] = no_files
    indexes: FileIndexes = field(default_factory=FileIndexes)
    earlier: LRUCache[str, RulesSnapshot] = field(default_factory=lambda: LRUCache(EARLIER), repr=False)
    shelf: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def _snapshot(self) -> RulesSnapshot:
        return RulesSnapshot(self.laws.current().ruleset, tree_of_folder(self.root), self.indexes.index)

    def current(self) -> RulesSnapshot:
        """The folder."""
        return self._snapshot

    def edition(self, digest: str) -> RulesSnapshot | None:
        """The folder under its own digest, or a law served before with its files."""
        found = self.laws.edition(digest)
        if found is None:
            return None
        if found.digest == self._snapshot.ruleset.digest:
            return self._snapshot
        with self.shelf:
            known = self.earlier.get(found.digest)
        if known is None:
            tree = tree_of(self.files_of(found.digest) or {})
            known = RulesSnapshot(found.ruleset, tree, self.indexes.index)
            with self.shelf:
                self.earlier[found.digest] = known
        return known
