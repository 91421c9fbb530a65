"""Workspace of a language service: a folder on disk that follows the tree being edited, what was
read of it, and the outcomes of checks that an edit leaves as they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, TypeVar

from api.authoring.memory import Memory, TreeReader
from api.kit.temporary_folders import temporary_folder
from api.rules.tree import FOLDER_NAME, RulesTree
from classifiers.cues.pattern_memory import PatternMemory

T = TypeVar("T")

_OUTCOMES = 4
"""Outcomes of one kind that are remembered: those of the trees edited side by side."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Working copy of a tree: its folder on disk, and the reader of its files."""

    tree: RulesTree
    root: Path
    reader: TreeReader


class Workspace:
    """Working copies of trees, one at a time: a file is written again when it differs alone.

    `memory` may be asked by any thread at any time; a checkout is had by one thread, which alone
    may ask `patterns`.
    """

    def __init__(self) -> None:
        self.memory = Memory()
        self.patterns = PatternMemory()
        self._home: Path | None = None
        self._written: dict[str, bytes] = {}
        self._outcomes: dict[str, list[tuple[Any, Any]]] = {}
        self._lock = Lock()

    @contextmanager
    def checkout(self, tree: RulesTree) -> Iterator[Checkout]:
        """The working copy of a tree, until one leaves.

        Raises:
            OSError: the disk refuses.
        """
        with self._lock:
            root = self._follow(tree)
            yield Checkout(tree, root, TreeReader(tree, root, self.memory))

    def outcome(self, kind: str, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, worked out again when its key is none of the last of its kind. Asked
        for within a checkout.
        """
        known = self._outcomes.setdefault(kind, [])
        for i, (before, value) in enumerate(known):
            if before == key:
                known.insert(0, known.pop(i))
                found: T = value
                return found
        made = make()
        known.insert(0, (key, made))
        del known[_OUTCOMES:]
        return made

    def close(self) -> None:
        """Removes the folder; the next checkout makes another."""
        with self._lock:
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)
            self._home = None
            self._written.clear()

    def _opened(self) -> Path:
        """The folder of working copies, made when first asked for or once it is gone, removed with
        the workspace.
        """
        if self._home is None or not self._home.is_dir():
            self._written.clear()
            self._home = temporary_folder(self, "qualif-authoring-")
        return self._home / FOLDER_NAME

    def _follow(self, tree: RulesTree) -> Path:
        root = self._opened()
        root.mkdir(exist_ok=True)
        for path in self._written.keys() - tree.files.keys():
            (root / path).unlink(missing_ok=True)
            del self._written[path]
            for parent in list(PurePosixPath(path).parents)[:-1]:
                folder = root / parent
                if not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        for path, data in tree.files.items():
            target = root / path
            if self._written.get(path) != data or not target.exists():  # old files of /tmp are swept
                target.parent.mkdir(parents=True, exist_ok=True)
                self._written.pop(path, None)  # what a full disk leaves half written is written again
                target.write_bytes(data)
                self._written[path] = data
        return root
