"""The port through which pages read the law: several editions of the rules, each named by its digest.

Today one folder is one edition. When editing in the browser comes, an adapter on the database serves the published editions and
the drafts through the same three methods, and no page changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from engine.analysis.case_shapes import CasesFile
from engine.language.loader import load_folder
from engine.language.reader import Unreadable, read_file
from engine.language.schema import parse
from engine.model.ruleset import Ruleset

SHORTEST = 8
"""Characters of a digest that are enough to name an edition."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What `qualif rules coverage --json` found for one offence."""

    coverage: float
    missing: tuple[str, ...]
    mutation: float
    mutants: int


@dataclass(frozen=True)
class Edition:
    """The rules as they stood under one digest, their cases, and what was measured of them."""

    ruleset: Ruleset
    cases: Mapping[str, CasesFile] = field(default_factory=dict)
    measured: Mapping[str, Measured] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What names it."""
        return self.ruleset.digest


class LawLibrary(Protocol):
    """Where pages find the law."""

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
    """One folder of rules, read once, when first asked for. `coverage_file` is the output of `qualif rules coverage --json`."""

    root: Path
    coverage_file: Path | None = None

    @cached_property
    def _held(self) -> FixedLibrary:
        return FixedLibrary((read_edition(self.root, load_folder(self.root), self.coverage_file),))

    def current(self) -> Edition:
        """The folder.

        Raises:
            RulesetError: the folder holds an error.
        """
        return self._held.current()

    def edition(self, digest: str) -> Edition | None:
        """The folder, when its digest starts so."""
        return self._held.edition(digest)

    def digests(self) -> tuple[str, ...]:
        """The folder's."""
        return self._held.digests()


class Served(Protocol):
    """What answers reports, seen from here: something with a ruleset."""

    @property
    def ruleset(self) -> Ruleset:
        """Its law."""
        ...


class Laws(Protocol):
    """The service's port on its rulesets (`api.qualifications.answerer.Laws`)."""

    def current(self) -> Served:
        """The one in use."""
        ...

    def by_digest(self, digest: str) -> Served | None:
        """The one of this digest, while it is kept."""
        ...


class ServiceLibrary:
    """The rulesets that answer reports, so that pages show the very law that is applied; cases come from the folder."""

    def __init__(self, laws: Laws, root: Path, coverage_file: Path | None = None) -> None:
        self._laws, self._root, self._coverage = laws, root, coverage_file
        self._kept: dict[str, Edition] = {}

    def current(self) -> Edition:
        """The one in use."""
        return self._edition(self._laws.current().ruleset)

    def edition(self, digest: str) -> Edition | None:
        """By the start of its digest for those already seen, by the whole digest for others."""
        found = [e for e in (self.current(), *self._kept.values()) if e.digest.startswith(digest)]
        if found and len(digest) >= SHORTEST:
            return found[0]
        held = self._laws.by_digest(digest)
        return self._edition(held.ruleset) if held is not None else None

    def digests(self) -> tuple[str, ...]:
        """Those already seen."""
        return tuple(dict.fromkeys((self.current().digest, *self._kept)))

    def _edition(self, ruleset: Ruleset) -> Edition:
        if ruleset.digest not in self._kept:
            self._kept[ruleset.digest] = read_edition(self._root, ruleset, self._coverage)
        return self._kept[ruleset.digest]


def read_edition(root: Path, ruleset: Ruleset, coverage_file: Path | None = None) -> Edition:
    """An edition from its folder. A case file that cannot be read is left out: `qualif rules test` says what is wrong in it."""
    cases = {}
    for offence in ruleset.offences.values():
        path = root / "offences" / offence.theme / offence.id / "cases.yaml"
        try:
            file, _ = parse(CasesFile, read_file(path, path.name)) if path.exists() else (None, [])
        except Unreadable:
            continue
        if file is not None:
            cases[offence.id] = file
    return Edition(ruleset, cases, _measured(coverage_file))


def _measured(path: Path | None) -> dict[str, Measured]:
    if path is None or not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {
        row["offence"]: Measured(row["coverage"], tuple(row["missing"]), row["mutation"], row["mutants"])
        for row in rows
    }
