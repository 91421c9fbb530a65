"""Model files: plain values and arrays read from a `.skops` archive, and nothing else of what that
format can hold.

The library that writes the format imports scikit-learn to read it, over a second of processor at
each start. An archive is a zip: a tree in `schema.json`, arrays in NumPy's own format beside it.
Here only these are known, so nothing can be run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np

_TREE = "schema.json"


class NotPlain(Exception):
    """An archive that holds something else than plain values and arrays."""


def read_archive(path: Path) -> Any:
    """The value in an archive.

    Raises:
        NotPlain: there is something else in it.
        Exception: the file cannot be read, each library with its own.
    """
    with ZipFile(path) as archive:
        return _Reader(archive).value(json.loads(archive.read(_TREE)))


def write_archive(value: Any, path: Path) -> None:
    """Writes plain values and arrays in one go: a file half written is never left in place of a
    good one.
    """
    from skops import io as skops  # with training alone: it imports scikit-learn

    part = path.with_suffix(".part")
    skops.dump(value, part, compression=8)  # 8: deflate
    part.replace(path)


class _Reader:
    """Builds the values of a tree; one that is met again is the same."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._values: dict[int, Any] = {}

    def value(self, node: dict[str, Any]) -> Any:
        kind = node["__loader__"], node["__module__"], node["__class__"]
        if node["__loader__"] == "CachedNode":
            return self._values[node["__id__"]]
        match kind:
            case ("JsonNode", "builtins", "str" | "int" | "float" | "bool" | "NoneType"):
                built = json.loads(node["content"])
            case ("DictNode", "builtins", "dict"):
                built = {name: self.value(item) for name, item in node["content"].items()}
            case ("ListNode", "builtins", "list"):
                built = [self.value(item) for item in node["content"]]
            case ("TupleNode", "builtins", "tuple"):
                built = tuple(self.value(item) for item in node["content"])
            case ("NdArrayNode", "numpy", "ndarray") if node["type"] == "numpy":
                with self._archive.open(node["file"]) as stream:
                    built = np.lib.format.read_array(stream, allow_pickle=False)
            case _:
                raise NotPlain(".".join(kind))
        self._values[node["__id__"]] = built
        return built
