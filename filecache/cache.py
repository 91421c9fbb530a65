"""The cache itself: bytes by address, verified when read, the entries not used for longest dropped
when there are too many.

Whatever prevents reading or writing is told in the log and costs time, never an answer.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time

from filecache.folder import SUPPORTED, NotPrivate, private_folder, read_private, write_private

log = logging.getLogger("qualif.cache")

VARIABLE = "QUALIF_CACHE"
"""Names the directory; empty, there is no cache."""
MAX_BYTES = 256 << 20
"""Of all entries together."""
MAX_ENTRY = 64 << 20
ABANDONED = 3_600.0
"""Seconds after which a file half written belongs to a process that died."""
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class FileCache:
    """A cache in a private directory, shared by processes."""

    folder: Path
    max_bytes: int = MAX_BYTES

    def get(self, address: str) -> bytes | None:
        """The bytes at an address; None when there are none, or when they are not those that were
        put there.
        """
        try:
            with private_folder(self.folder) as folder:
                raw = read_private(folder, address, MAX_ENTRY)
                with suppress(OSError):  # a disk that is read-only: the entry is merely not marked as used
                    os.utime(address, dir_fd=folder)
        except FileNotFoundError:
            return None
        except OSError as error:
            _tell("not read", error)
            return None
        content = raw[_DIGEST:]
        if hashlib.sha256(content).digest() != raw[:_DIGEST]:
            log.warning("entry %s of the cache is damaged: it is made again", address)
            return None
        return content

    def put(self, address: str, content: bytes) -> None:
        """Keeps bytes at an address, in place of those that were there."""
        if len(content) + _DIGEST > MAX_ENTRY:
            return
        try:
            with private_folder(self.folder, create=True) as folder:
                write_private(folder, address, hashlib.sha256(content).digest() + content)
                self._drop(folder)
        except OSError as error:
            _tell("not written", error)

    def _drop(self, folder: int) -> None:
        """Drops what was used longest ago beyond the room there is, and what was never finished."""
        room, now = self.max_bytes, time()
        entries = sorted(((file.stat(), file.name) for file in os.scandir(folder)), key=lambda one: -one[0].st_mtime)
        for status, name in entries:
            room -= status.st_size
            if room < 0 or (name.endswith(".part") and now - status.st_mtime > ABANDONED):
                with suppress(FileNotFoundError):  # another process dropped it first
                    os.unlink(name, dir_fd=folder)


def open_cache(environment: Mapping[str, str] = os.environ) -> FileCache | None:
    """The cache of the current user: where `QUALIF_CACHE` says, else in the user's cache directory;
    None when it is off.
    """
    if not SUPPORTED:
        return None
    named = environment.get(VARIABLE)
    if named is not None:
        return FileCache(Path(named).absolute()) if named else None
    base = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return FileCache(Path(base) / "qualif")
    home = environment.get("HOME", "")
    return FileCache(Path(home) / ".cache" / "qualif") if os.path.isabs(home) else None


def _tell(what: str, error: OSError) -> None:
    """A cache that someone else can write deserves a warning; a disk that is full or read-only, a
    note.
    """
    log.log(logging.WARNING if isinstance(error, NotPrivate) else logging.INFO, "the cache is %s: %s", what, error)
