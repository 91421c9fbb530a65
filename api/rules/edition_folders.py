"""Folders of published editions: each tree of rules is written once on the disk, under its digest,
and stays as long as a process of this machine reads it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import time
from pathlib import Path

from api.rules.tree import RulesTree, TreeError, tree_of_folder

log = logging.getLogger("qualif.laws")

FOLDER = "editions"
"""Where they stand in the data folder."""
_LOCK, _PART = ".lock", ".part"
_PATIENCE, _PAUSE = 10.0, 0.05
"""Seconds that another process is waited for, and between two looks."""


class FolderLease:
    """Lease of a folder: a shared lock of the system, which ends with the process at the latest, or
    as soon as nothing holds this value any more.
    """

    _close = staticmethod(os.close)  # at the end of the process, `os` goes before the last lease

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    def __del__(self) -> None:
        self._close(self._lock)


class EditionFolders:
    """The folders under one data folder."""

    def __init__(self, data: Path) -> None:
        self._root = data / FOLDER

    def lease(self, tree: RulesTree) -> FolderLease:
        """Folder of a tree, written first where it is not there, or no longer is what it should.

        It is written aside, then renamed: whoever stops in the middle leaves nothing that another
        one would read.

        Raises:
            OSError: the disk refuses, or another process does not let go of the folder.
        """
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._root / tree.digest
        until = time.monotonic() + _PATIENCE
        while True:
            lock = self._lock_of(tree.digest)
            try:
                fcntl.flock(lock, fcntl.LOCK_SH)
                if self._is_current(tree.digest, lock):
                    if _holds(path, tree):
                        return FolderLease(path, lock)
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if self._is_current(tree.digest, lock) and not _holds(path, tree):
                        _write(path, tree)
                        if not _holds(path, tree):
                            raise OSError(f"{path.name[:12]} is not read back as it was written")
            except BlockingIOError:  # another process writes it; or reads one that was changed since
                if time.monotonic() > until:
                    os.close(lock)
                    raise
                time.sleep(_PAUSE)
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)

    def sweep(self) -> int:
        """Removes folders that nobody reads; how many."""
        if not self._root.is_dir():
            return 0
        names = {entry.name.removesuffix(_LOCK).removesuffix(_PART) for entry in self._root.iterdir()}
        return sum(self._remove(name) for name in sorted(names))

    def _remove(self, digest: str) -> bool:
        lock = self._lock_of(digest)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not self._is_current(digest, lock):
                return False
            shutil.rmtree(self._root / f"{digest}{_PART}", ignore_errors=True)
            if (self._root / digest).exists():
                (self._root / digest).rename(self._root / f"{digest}{_PART}")
                shutil.rmtree(self._root / f"{digest}{_PART}")
            (self._root / f"{digest}{_LOCK}").unlink()
        except BlockingIOError:
            return False
        finally:
            os.close(lock)
        return True

    def _lock_of(self, digest: str) -> int:
        return os.open(self._root / f"{digest}{_LOCK}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _is_current(self, digest: str, lock: int) -> bool:
        """Whether a lock is on the file of that name, and not on one that was removed meanwhile."""
        try:
            return os.path.samestat(os.fstat(lock), os.stat(self._root / f"{digest}{_LOCK}"))
        except FileNotFoundError:
            return False


def _holds(path: Path, tree: RulesTree) -> bool:
    try:
        return path.is_dir() and tree_of_folder(path).digest == tree.digest
    except (TreeError, OSError):
        return False


def _write(path: Path, tree: RulesTree) -> None:
    aside = path.with_name(f"{path.name}{_PART}")
    for old in (aside, path):
        if old.exists():
            log.warning("a folder of rules was left incomplete, or changed: it is written again")
            shutil.rmtree(old)
    aside.mkdir(mode=0o700)
    tree.write(aside)
    aside.rename(path)
