"""Memory of a language service: documents by their bytes, and their shapes, so that an edit of one
file reads that file alone.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache
from pydantic import BaseModel

from api.rules.tree import FOLDER_NAME, RulesTree
from engine.language.project import ProjectReader
from engine.language.schema import parse
from textfile.diagnostics import Diagnostic
from textfile.reader import Document, Unreadable, read_bytes
from textfile.schema import validate

M = TypeVar("M", bound=BaseModel)

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of all the files remembered: some ten times the shipped folder."""
MAX_SHAPES = 2_000


class Memory:
    """Documents that were read, by name and bytes, and the last shape of each file; any thread may
    ask.
    """

    def __init__(self) -> None:
        self._documents: LRUCache[tuple[str, bytes], Document | Unreadable] = LRUCache(
            MAX_BYTES, getsizeof=lambda found: len(found.text) if isinstance(found, Document) else 1_000
        )
        self._shapes: LRUCache[tuple[type[BaseModel], str], tuple[Document, Any]] = LRUCache(MAX_SHAPES)
        self._lock = Lock()

    def document(self, data: bytes, name: str) -> Document:
        """The document of a file.

        Raises:
            Unreadable: as `read_bytes`, and again each time the same bytes are asked for.
        """
        with self._lock:
            found = self._documents.get((name, data))
        if found is None:
            try:
                found = read_bytes(data, name)
            except Unreadable as error:
                found = Unreadable(error.diagnostic)
            with self._lock:
                self._documents[name, data] = found
        if isinstance(found, Unreadable):
            raise Unreadable(found.diagnostic)
        return found

    def file(self, path: str, data: bytes) -> Document:
        """The document of the file at a path of a tree, under the name that diagnostics give it.

        Raises:
            Unreadable: as `document`.
        """
        return self.document(data, f"{FOLDER_NAME}/{path}")

    def shape(self, model: type[M], document: Document, data: Any = None) -> tuple[M | None, list[Diagnostic]]:
        """The document as a model: parsed with its conditions, or from data that have none."""
        key = (model, document.file)
        with self._lock:
            before = self._shapes.get(key)
        if before is None or not _same(before[0], document):
            before = document, parse(model, document) if data is None else validate(model, document, data)
            with self._lock:
                self._shapes[key] = before
        value, faults = before[1]
        return value, [*faults]


class TreeReader(ProjectReader):
    """Reader of a project from a tree of rules rather than from the disk, through a memory."""

    def __init__(self, tree: RulesTree, root: Path, memory: Memory) -> None:
        self._tree, self._root, self._memory = tree, root, memory

    def document(self, path: Path, name: str, within: Path) -> Document:
        """The document of a file of the tree; `within` bounds nothing, for a tree has no link."""
        return self._memory.document(self._tree.files[path.relative_to(self._root).as_posix()], name)

    def shape(self, model: type[M], document: Document) -> tuple[M | None, list[Diagnostic]]:
        """The document as a model, or None with every fault of its shape."""
        return self._memory.shape(model, document)

    def plain_shape(self, model: type[M], document: Document, data: Any) -> tuple[M | None, list[Diagnostic]]:
        """The same from the document's data without its opt-outs, where no condition stands."""
        return self._memory.shape(model, document, data)


def _same(before: Document, document: Document) -> bool:
    """Whether two documents of one name mean the same, what they take from others included."""
    return before is document or (before.text == document.text and before.elsewhere == document.elsewhere)
