"""Source files of a ruleset, and their digest: read from a folder, or stored apart from it and
written back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from engine.language.allowances import rules_of
from engine.language.sharing import SharedClauses
from textfile.diagnostics import Diagnostic
from textfile.reader import Document, Unreadable, read_bytes

FACTS = "facts/*.yaml"
NOTIONS = "notions/*.yaml"
LIMITATIONS = "limitation/*.yaml"
OUT_OF_FIELD = "hors_champ/*.yaml"
CLAUSES = "clauses/*.yaml"
OFFENCE_FILE = "offence.yaml"
OFFENCES = f"offences/*/*/{OFFENCE_FILE}"
ORDER = "parameters/ordre.yaml"
PATTERNS = (FACTS, NOTIONS, LIMITATIONS, OUT_OF_FIELD, CLAUSES, OFFENCES, ORDER)
"""Patterns of the files of a folder, in the order of the digest; nothing else is needed to
load it. A shared clause is in the digest of the offences that take it.
"""


def source_files(root: Path) -> dict[str, bytes]:
    """The files that a ruleset is made of, by their path from its folder.

    Raises:
        OSError: one of them cannot be read. A folder that loads has none such.
    """
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for pattern in PATTERNS
        for path in sorted(root.glob(pattern))
    }


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of a ruleset from its files, whatever their order: that which loading them gives.

    Raises:
        ValueError: a path that is none of a ruleset, or a file that cannot be read as YAML, or that
            takes something from nowhere.
    """
    digest, shared = hashlib.sha256(), SharedClauses()
    for name in in_order(files):
        try:
            document = read_bytes(files[name], name)
        except Unreadable as error:
            raise ValueError(error.diagnostic.as_text()) from error
        if _matches(name, CLAUSES):
            _refuse(shared.add(document))
            continue
        if _matches(name, OFFENCES):
            document, faults = shared.expand(document)
            _refuse(faults)
        digest.update(line_of(name, document))
    return digest.hexdigest()


def _refuse(faults: Iterable[Diagnostic]) -> None:
    """Refuses files of which something is wrong.

    Raises:
        ValueError: with the first fault, if there is one.
    """
    for fault in faults:
        raise ValueError(fault.as_text())


def write_files(files: Mapping[str, bytes], root: Path) -> None:
    """Writes the files of a ruleset under an empty folder, to be loaded from there.

    Raises:
        ValueError: a path that is none of a ruleset; nothing is written.
    """
    for name in list(in_order(files)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])


def in_order(names: Mapping[str, Any]) -> Iterator[str]:
    """The paths of a ruleset in the order of its digest.

    Raises:
        ValueError: a path that is none of a ruleset.
    """
    found: dict[str, list[PurePosixPath]] = {pattern: [] for pattern in PATTERNS}
    for name in names:
        pattern = next((p for p in PATTERNS if _matches(name, p)), None)
        if pattern is None:
            raise ValueError("a path that is none of a ruleset")
        found[pattern].append(PurePosixPath(name))
    return (path.as_posix() for paths in found.values() for path in sorted(paths))


def line_of(name: str, document: Document) -> bytes:
    """The part of one file in the digest: its path and its values; layout and comments add
    nothing, nor the way an offence writes what it shares.
    """
    canonical = json.dumps(rules_of(document.data), sort_keys=True, ensure_ascii=False, default=str)
    return f"{name}\0{canonical}\0".encode()


def _matches(name: str, pattern: str) -> bool:
    """Whether a path is one that the pattern reads; one that would lead out of the folder is
    none.
    """
    parts, wanted = name.split("/"), pattern.split("/")
    if len(parts) != len(wanted) or not all(parts) or {".", ".."} & {*parts} or "\\" in name or "\0" in name:
        return False
    return all(fnmatchcase(part, want) for part, want in zip(parts, wanted, strict=True))
