"""Cache of what is opened: a process of the tests opens each lexicon, each law and the command once, however many tests ask, compiles
each statement of SQL once, reads and indexes each file of rules once, and opens few connections to PostgreSQL.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.default import DefaultDialect
from typer.main import get_command

from api.db import sessions, sqlite_connections
from api.pages.rules import rules_library
from api.rules import notices, rulebook
from api.texts import lexicons
from classifiers.cues.lexicon import Lexicon
from engine.language import loader
from engine.language.loader import LawCheck
from engine.language.project import ProjectReader
from engine.model.ruleset import Ruleset
from engine.reasoning import plan
from engine.reasoning.plan import Plan
from tests.connections import pool_connections
from tests.shared import ROOT
from textfile import reader

T = TypeVar("T")


def open_once(patch: pytest.MonkeyPatch) -> None:
    """Has what opens them remember: none of them is ever changed."""
    _documents(patch)
    _lexicons(patch)
    _laws(patch)
    _rulebooks(patch)
    _statements(patch)
    pool_connections(patch)
    _indexes(patch)
    _files_not_awaited(patch)
    patch.setattr("typer.testing._get_command", cache(get_command))


def _documents(patch: pytest.MonkeyPatch) -> None:
    """By their name and bytes: a law that a test writes again differs by one file."""
    patch.setattr(reader, "read_bytes", lru_cache(500)(reader.read_bytes))


def _lexicons(patch: pytest.MonkeyPatch) -> None:
    """By the content of the folder."""
    known: dict[tuple[str, str], tuple[Lexicon, str]] = {}
    opened, folder = lexicons.read_lexicons, os.environ.get("QUALIF_CACHE")

    def remembered(
        root: Path, reader: ProjectReader | None = None, before: Lexicon | None = None
    ) -> tuple[Lexicon, str]:
        if reader is not None or os.environ.get("QUALIF_CACHE") != folder:  # a test of the file cache opens for good
            return opened(root, reader, before)
        key = str(root), _content(root / lexicons.FOLDER)
        if key not in known:
            known[key] = opened(root)
        return known[key]

    patch.setattr(lexicons, "read_lexicons", remembered)


def _laws(patch: pytest.MonkeyPatch) -> None:
    """Those of this repository, which no test writes to; a law written by a test is read for good."""
    known: dict[tuple[Path, date | None, bool, tuple[str, ...]], LawCheck] = {}
    plans: dict[int, Plan] = {}
    checked, compiled = loader.check_law, plan.compile_plan

    def check(
        root: Path,
        today: date | None = None,
        thorough: bool = True,
        only: Collection[str] = (),
        reader: ProjectReader | None = None,
    ) -> LawCheck:
        key = root, today, thorough, tuple(only)
        if reader is not None or not root.is_relative_to(ROOT):  # a reader remembers by itself
            return checked(*key, reader)
        if key not in known:
            known[key] = checked(*key)
        return known[key]

    def compile_plan(ruleset: Ruleset) -> Plan:
        if all(ruleset is not law.ruleset for law in known.values()):
            return compiled(ruleset)
        if id(ruleset) not in plans:
            plans[id(ruleset)] = compiled(ruleset)
        return plans[id(ruleset)]

    patch.setattr(loader, "check_law", check)
    patch.setattr("engine.reasoning.qualify.compile_plan", compile_plan)


def _rulebooks(patch: pytest.MonkeyPatch) -> None:
    """Routing and notices of this repository, which take longer to open than all else of a service on a folder of rules."""
    for name, part in (("open_router", notices.ROUTING), ("open_notices", notices.NOTICES)):
        patch.setattr(rulebook, name, _once_here(getattr(rulebook, name), part))


def _once_here(opens: Callable[[Path | None], T], part: str) -> Callable[[Path | None], T]:
    """Whatever opens a part of the rules, once for each folder of this repository."""
    known: dict[Path, T] = {}

    def opened(rulesets: Path | None) -> T:
        root = notices._holding(rulesets, part)
        if not root.is_relative_to(ROOT):
            return opens(rulesets)
        if root not in known:
            known[root] = opens(rulesets)
        return known[root]

    return opened


def _statements(patch: pytest.MonkeyPatch) -> None:
    """One store for all databases, where each has its own: two of one kind are the same to whoever compiles."""
    patch.setattr(sessions, "create_engine", partial(create_engine, execution_options={"compiled_cache": {}}))
    patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
    patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))


def _indexes(patch: pytest.MonkeyPatch) -> None:
    """By the content of the file: a service remembers those of its own life alone."""
    patch.setattr(rules_library, "index_file", lru_cache(4_000)(rules_library.index_file))


def _files_not_awaited(patch: pytest.MonkeyPatch) -> None:
    """A commit to SQLite does not wait for the disk, as under PostgreSQL here: what a process that is killed leaves is the same."""
    prepare = sqlite_connections.prepare

    def prepared(engine: Engine, wait: float) -> None:
        prepare(engine, wait)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))

    patch.setattr(sqlite_connections, "prepare", prepared)


def _content(folder: Path) -> str:
    """A digest of the files, by name; what cannot be read is left to who opens it."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        seen.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
        if path.is_file() and path.suffix == ".yaml":
            seen.update(path.read_bytes())
    return seen.hexdigest()
