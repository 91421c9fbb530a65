"""The files of a SQLite database, closed to everybody but the account of the service, whatever its
umask.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

log = logging.getLogger("qualif.database")

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What the group and everybody else may do."""
_SUFFIXES = ("", "-wal", "-shm", "-journal")


class DataFolderError(Exception):
    """The folder of the database cannot be made or written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


def make_private(path: Path) -> None:
    """Makes the folder and the file of a database if they are missing, and closes them to others;
    SQLite gives the file's mode to those beside it.

    Raises:
        DataFolderError: they cannot be made.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR))
    except OSError as error:
        raise DataFolderError(folder) from error
    for file in (path.with_name(path.name + suffix) for suffix in _SUFFIXES):
        if file.exists():
            _close(file)


def identity_of(path: Path) -> tuple[int, int] | None:
    """File identity: which file a path names now; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def close_folder(folder: Path) -> None:
    """Closes the data folder to others. Not one that is shared, nor one that holds the current
    folder: it has other uses.
    """
    if not folder.is_dir():
        return
    shared = folder.stat().st_mode & stat.S_ISVTX or Path.cwd().is_relative_to(folder.resolve())
    if shared and folder.stat().st_mode & OTHERS:
        log.warning(
            "the data folder is open to others, and has other uses: %s; choose one apart (QUALIF_DATA_DIR)", folder
        )
    elif not shared:
        _close(folder)


def _close(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS:
        return
    try:
        path.chmod(mode & ~OTHERS)
    except OSError as error:
        log.warning("open to others, and could not be closed: %s (%s)", path, type(error).__name__)
    else:
        log.warning("was open to others (%o), closed to them: %s", mode, path)
