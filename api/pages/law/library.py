"""The port through which pages read the law: several editions of the rules, each named by its
digest.

A folder is one edition. In the service, an edition is a ruleset that answers reports or that did:
today's comes with its cases and what was measured of it, the others as they were served, without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from api.http.services import Services
from api.rules.coverage import OffenceCoverage, file_of, read_coverage
from api.rules.editions import Editions
from engine.analysis.case_shapes import CasesFile
from engine.language.loader import load_folder
from engine.language.schema import parse
from engine.model.ruleset import Ruleset
from textfile.reader import Unreadable, read_file

SHORTEST = 8
"""Characters of a digest that are enough to name an edition."""


@dataclass(frozen=True)
class Edition:
    """The rules as they stood under one digest, their cases, and what was measured of them."""

    ruleset: Ruleset
    cases: Mapping[str, CasesFile] = field(default_factory=dict)
    measured: Mapping[str, OffenceCoverage] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Digest that names it."""
        return self.ruleset.digest


class LawLibrary(Protocol):
    """Port on the editions of the law."""

    def current(self) -> Edition:
        """The edition in use."""
        ...

    def edition(self, digest: str) -> Edition | None:
        """The edition whose digest starts so; None when there is none, or several."""
        ...

    def digests(self) -> tuple[str, ...]:
        """Every edition it can serve, the one in use first."""
        ...


@dataclass(frozen=True)
class FixedLibrary:
    """Editions held in memory, the first one in use."""

    editions: tuple[Edition, ...]

    def current(self) -> Edition:
        """The first."""
        return self.editions[0]

    def edition(self, digest: str) -> Edition | None:
        """By the start of its digest."""
        found = [e for e in self.editions if len(digest) >= SHORTEST and e.digest.startswith(digest)]
        return found[0] if len(found) == 1 else None

    def digests(self) -> tuple[str, ...]:
        """In order."""
        return tuple(e.digest for e in self.editions)


@dataclass(frozen=True)
class FolderLibrary:
    """One folder of rules, read once, when first asked for.

    `coverage_file`: what was measured, else the file beside the rules.
    """

    root: Path
    coverage_file: Path | None = None

    @cached_property
    def _library(self) -> FixedLibrary:
        return FixedLibrary((self._read(),))

    def _read(self) -> Edition:
        measured = read_coverage(file_of(self.coverage_file, self.root))
        return read_edition(self.root, load_folder(self.root), measured)

    def current(self) -> Edition:
        """The folder.

        Raises:
            RulesetError: the folder holds an error.
        """
        return self._library.current()

    def edition(self, digest: str) -> Edition | None:
        """The folder, when its digest starts so."""
        return self._library.edition(digest)

    def digests(self) -> tuple[str, ...]:
        """The folder's."""
        return self._library.digests()


class LawLibraries(Protocol):
    """Port on the libraries of a service whose edition changes while it runs."""

    def laws_of(self, services: Services) -> LawLibrary:
        """The law that these services answer with."""
        ...


class ServiceLibrary:
    """The rulesets that answer reports, so that pages show the very law that is applied.

    Cases, from the folder, are those of today's.
    """

    def __init__(self, editions: Editions, root: Path, measured: Mapping[str, OffenceCoverage]) -> None:
        self.editions, self._root, self._measured = editions, root, measured

    @cached_property
    def _today(self) -> Edition:
        return read_edition(self._root, self.editions.current().ruleset, self._measured)

    def current(self) -> Edition:
        """The one in use."""
        return self._today

    def edition(self, digest: str) -> Edition | None:
        """By the start of its digest."""
        if len(digest) < SHORTEST:
            return None
        if self._today.digest.startswith(digest):
            return self._today
        kept = [k.digest for k in self.editions.periods(digest)]
        held = self.editions.by_digest(kept[0]) if len(kept) == 1 else None
        return Edition(held.ruleset) if held is not None else None

    def digests(self) -> tuple[str, ...]:
        """Today's, then those kept, the last served first."""
        return tuple(dict.fromkeys((self._today.digest, *(k.digest for k in self.editions.periods()))))


def read_edition(root: Path, ruleset: Ruleset, measured: Mapping[str, OffenceCoverage]) -> Edition:
    """An edition from its folder, with what was measured of these rules, or of those they follow:
    each measure names its own.

    A case file that cannot be read is left out: `qualif rules test` says what is wrong in it.
    """
    cases = {}
    for offence in ruleset.offences.values():
        path = root / "offences" / offence.theme / offence.id / "cases.yaml"
        try:
            file, _ = parse(CasesFile, read_file(path, path.name, root)) if path.exists() else (None, [])
        except Unreadable:
            continue
        if file is not None:
            cases[offence.id] = file
    return Edition(ruleset, cases, {name: m for name, m in measured.items() if name in ruleset.offences})
