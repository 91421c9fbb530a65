"""The port on the law, behind it the rulesets that were served: today's at hand, the others loaded
when an old answer is read.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cachetools import LRUCache

from api.db.sessions import Database
from api.kit.problems import Problem
from api.rules import edition_rows
from api.rules.edition_files import pack, unpack
from api.rules.folder import OpenEdition
from engine.language.loader import load_folder
from engine.language.sources import digest_of, write_files
from engine.reasoning.qualify import Engine
from textfile.diagnostics import RulesetError

log = logging.getLogger("qualif.laws")


class Editions:
    """Today's law, and up to `room` others that stay loaded, those asked for last. Any thread may
    ask.
    """

    def __init__(self, today: OpenEdition, database: Database, room: int) -> None:
        self._today, self._database = today, database
        self._loaded: LRUCache[str, Engine] = LRUCache(room)
        self._shelf, self._loading = threading.Lock(), threading.Lock()
        self.is_stored = False
        """Whether today's law is in the database."""

    def successor(self, today: OpenEdition) -> Editions:
        """Editions with another law of today; what was loaded is shared, so that an engine is never
        made twice.
        """
        following = Editions(today, self._database, int(self._loaded.maxsize))
        following._loaded, following._shelf, following._loading = self._loaded, self._shelf, self._loading
        return following

    def shelve(self, engine: Engine) -> None:
        """Keeps an engine loaded: the law that served until now is the one most asked for after."""
        with self._shelf:
            self._loaded[engine.ruleset.digest] = engine

    def current(self) -> Engine:
        """The engine on the law served today."""
        return self._today.engine

    def store(self, now: datetime) -> None:
        """Keeps today's law in the database, with the moment it is served. An engine given without
        files cannot be kept.
        """
        if self._today.files:
            packed = pack(self._today.files)
            with self._database.write() as session:
                edition_rows.store(session, self.current().ruleset.digest, packed, now)
        self.is_stored = True

    def periods(self, start: str = "") -> list[edition_rows.EditionPeriod]:
        """The rulesets kept whose digest starts so, the last served first, and when each was
        served.
        """
        with self._database.read() as session:
            return edition_rows.periods(session, start)

    def by_digest(self, digest: str) -> Engine | None:
        """The engine on a ruleset; None when it is not kept, or when this version of the software
        no longer reads it (the log says why).

        Raises:
            Problem: the copy that was kept no longer has this digest.
        """
        if digest == self.current().ruleset.digest:
            return self.current()
        found = self._cached(digest)
        if found is not None:
            return found
        with self._loading:  # one at a time: loading is bound by the processor, and whoever waits may find it done
            found = self._cached(digest) or self._load(digest)
            if found is not None:
                with self._shelf:
                    self._loaded[digest] = found
        return found

    def _cached(self, digest: str) -> Engine | None:
        with self._shelf:
            return self._loaded.get(digest)

    def _load(self, digest: str) -> Engine | None:
        with self._database.read() as session:
            kept = edition_rows.files_of(session, digest)
        if kept is None:
            return None
        try:
            files = unpack(kept)
            if digest_of(files) != digest:
                raise ValueError("another digest")
        except ValueError as error:
            log.error("kept ruleset %s is damaged: %s", digest, error)
            raise Problem("law-damaged") from error
        try:
            return _engine(files)
        except RulesetError as error:
            codes = sorted({fault.code for fault in error.diagnostics})
            log.warning("kept ruleset %s is no longer read by this software: %s", digest, ", ".join(codes))
            return None


def _engine(files: Mapping[str, bytes]) -> Engine:
    with TemporaryDirectory(prefix="qualif-law-") as folder:
        write_files(files, Path(folder))
        return Engine(load_folder(Path(folder)))


def stored_files(database: Database, start: str) -> dict[str, bytes] | None:
    """The files of the one stored ruleset whose digest begins so; None when there is none, or when
    several do.
    """
    with database.read() as session:
        digests = {period.digest for period in edition_rows.periods(session, start)}
        packed = edition_rows.files_of(session, digests.pop()) if len(digests) == 1 else None
    return None if packed is None else unpack(packed)
