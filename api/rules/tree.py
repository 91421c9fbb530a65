"""Tree of rules: every file of a folder of rules as a value, with the digest of its canonical form.

The digest of a law (`engine/language/sources.py`) covers what answers a report; that of a tree
covers the whole folder: lexicons, routing, notices, parameters and cases too.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import MappingProxyType

from engine.language.sources import PATTERNS
from engine.model.law import Offence

FOLDER_NAME = "rulesets"
MEASURED = frozenset({"coverage.json"})
"""Files of a folder that are worked out from the others: no part of the tree."""
MAX_FILES, MAX_FILE_BYTES, MAX_BYTES = 4_000, 4 * 1024 * 1024, 64 * 1024 * 1024
"""Bounds of a tree: some ten times the shipped one."""
_SUFFIXES = (".yaml", ".html", ".json", ".md")
_PART = re.compile(r"(?!__)[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
"""A part of a path; what a folder leaves out, hidden or of Python, is none."""
_MAX_PARTS = 6
_BOM = b"\xef\xbb\xbf"


class TreeError(ValueError):
    """What makes files no tree: the path, and what is wrong with it, in French."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path} : {what}")
        self.path, self.what = path, what


@dataclass(frozen=True, eq=False)
class RulesTree:
    """Files of a folder of rules by path, in canonical form: UTF-8 without a mark, lines that end
    with a line feed, the last one too. Two folders whose files differ by that alone are one tree.
    """

    files: Mapping[str, bytes]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RulesTree) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[object, ...]:
        return _frozen, ({**self.files},)  # a mapping proxy cannot be sent to another process

    @cached_property
    def manifest(self) -> Mapping[str, str]:
        """Digest of each file by its path, in the order of paths."""
        return {path: blob_digest(self.files[path]) for path in sorted(self.files)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over paths and digests of files, in the order of paths."""
        whole = hashlib.sha256()
        for path, blob in self.manifest.items():
            whole.update(f"{path}\0{blob}\n".encode())
        return whole.hexdigest()

    def text(self, path: str) -> str:
        """The text of a file.

        Raises:
            KeyError: the tree has no such file.
        """
        return self.files[path].decode("utf-8")

    def with_files(self, changes: Mapping[str, bytes | None]) -> RulesTree:
        """The tree with files written, or removed where None.

        Raises:
            TreeError: as `tree_of`.
        """
        files = {**self.files, **{path: data for path, data in changes.items() if data is not None}}
        return tree_of({path: data for path, data in files.items() if changes.get(path, data) is not None})

    def changed_paths(self, other: RulesTree) -> tuple[str, ...]:
        """Paths whose file differs, or is in one alone, in order."""
        return changed_paths(self.files, other.files)

    @cached_property
    def law_files(self) -> Mapping[str, bytes]:
        """The files that make the law, whose digest answers name."""
        return {path: data for path, data in self.files.items() if _is_law(path)}

    def write(self, folder: Path) -> None:
        """Writes every file under an empty folder.

        Raises:
            OSError: the disk refuses.
        """
        for path, data in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A temporary folder with every file, removed on leaving. Its name is always the same, for
        diagnostics begin with it.
        """
        with TemporaryDirectory(prefix="qualif-") as name:
            folder = Path(name) / FOLDER_NAME
            folder.mkdir()
            self.write(folder)
            yield folder


def tree_of(files: Mapping[str, bytes]) -> RulesTree:
    """Tree of files by path, put in canonical form.

    Raises:
        TreeError: a path that no folder of rules has, a file that is not UTF-8, too many or too
            heavy files.
    """
    if len(files) > MAX_FILES:
        raise TreeError("(dossier)", f"plus de {MAX_FILES} fichiers")
    found = {path: canonical_bytes(path, data) for path, data in files.items()}
    for path in found:
        if any(parent.as_posix() in found for parent in PurePosixPath(path).parents):
            raise TreeError(path, "un dossier de ce chemin est aussi un fichier")
    if sum(map(len, found.values())) > MAX_BYTES:
        raise TreeError("(dossier)", f"plus de {MAX_BYTES // 2**20} Mo")
    return _frozen(found)


def _frozen(files: Mapping[str, bytes]) -> RulesTree:
    return RulesTree(MappingProxyType(dict(sorted(files.items()))))


def canonical_bytes(path: str, data: bytes) -> bytes:
    """The canonical form of a file.

    Raises:
        TreeError: as `tree_of`.
    """
    parts = path.split("/")
    if path in MEASURED or len(parts) > _MAX_PARTS or not all(map(_PART.fullmatch, parts)):
        raise TreeError(path[:200], "ce chemin n'est pas celui d'un fichier de règles")
    if not path.endswith(_SUFFIXES):
        raise TreeError(path, f"un fichier de règles finit par {', '.join(_SUFFIXES)}")
    if len(data) > MAX_FILE_BYTES:
        raise TreeError(path, f"plus de {MAX_FILE_BYTES // 2**20} Mo")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise TreeError(path, "n'est pas du texte en UTF-8") from None
    if "\0" in text:
        raise TreeError(path, "contient un caractère nul")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if not text or text.endswith("\n") else text + "\n").encode("utf-8")


def tree_of_folder(folder: Path) -> RulesTree:
    """Tree of a folder; hidden files, links and what is measured of the rules are left out.

    Raises:
        TreeError: as `tree_of`.
        OSError: the folder cannot be read.
    """
    files: dict[str, bytes] = {}
    for place, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            path = Path(place) / name
            relative = path.relative_to(folder).as_posix()
            if name.startswith((".", "__")) or relative in MEASURED or path.is_symlink():
                continue
            if len(files) >= MAX_FILES:
                raise TreeError("(dossier)", f"plus de {MAX_FILES} fichiers")
            with path.open("rb") as stream:
                files[relative] = stream.read(MAX_FILE_BYTES + 1)
    return tree_of(files)


def path_of_offence(offence: Offence, file: str) -> str:
    """Path in a tree of a file of an offence: its law, its cases."""
    return f"offences/{offence.theme}/{offence.id}/{file}"


def path_in_tree(file: str) -> str:
    """The path in a tree of a file that a diagnostic or git names, from the folder's parent or from
    the folder.
    """
    return file.removeprefix(f"{FOLDER_NAME}/")


def changed_paths(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Paths whose file, or its digest, differs between two folders, or is in one alone, in
    order.
    """
    return tuple(sorted(path for path in {*before, *after} if before.get(path) != after.get(path)))


def blob_digest(data: bytes) -> str:
    """SHA-256 of one file, under which it is stored once."""
    return hashlib.sha256(data).hexdigest()


def _is_law(path: str) -> bool:
    return any(_fits(path.split("/"), pattern.split("/")) for pattern in PATTERNS)


def _fits(parts: list[str], pattern: list[str]) -> bool:
    """Whether a path is one that a pattern of the law reads."""
    return len(parts) == len(pattern) and all(
        want == part or (want == "*" and bool(part)) or (want == "*.yaml" and part.endswith(".yaml"))
        for part, want in zip(parts, pattern, strict=True)
    )


def _raise(error: OSError) -> None:
    raise error
