"""Cache of opened lexicons: a process of the tests opens the lexicons of a folder once, however many commands ask for them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from api.texts import lexicons
from classifiers.cues.lexicon import Lexicon


def open_once(patch: pytest.MonkeyPatch) -> None:
    """Has `open_reader` and `open_lexicon` remember what they opened, by the content of the folder: a lexicon is never changed."""
    known: dict[tuple[str, str], tuple[Lexicon, str]] = {}
    opened, cache = lexicons.read_lexicons, os.environ.get("QUALIF_CACHE")

    def remembered(root: Path) -> tuple[Lexicon, str]:
        if os.environ.get("QUALIF_CACHE") != cache:  # a test of the file cache opens for good
            return opened(root)
        key = str(root), _content(root / lexicons.FOLDER)
        if key not in known:
            known[key] = opened(root)
        return known[key]

    patch.setattr(lexicons, "read_lexicons", remembered)


def _content(folder: Path) -> str:
    """A digest of the files, by name; what cannot be read is left to who opens it."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        seen.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
        if path.is_file() and path.suffix == ".yaml":
            seen.update(path.read_bytes())
    return seen.hexdigest()
