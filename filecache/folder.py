"""A private directory: opened only when nobody else can have written in it.

All is done through its descriptor, so that what was checked is what is used, whatever is renamed
meanwhile.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUPPORTED = hasattr(os, "geteuid") and os.open in os.supports_dir_fd
"""Whether the system tells who owns a file, and opens files from a directory's descriptor."""
PRIVATE = 0o700
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class NotPrivate(OSError):
    """A directory, or a file in it, that someone else owns or can write."""


@contextmanager
def private_folder(path: Path, *, create: bool = False) -> Iterator[int]:
    """The descriptor of a directory, made when asked for.

    Raises:
        NotPrivate: someone else owns it, or can write in it.
        OSError: it cannot be opened or made, or is a symbolic link.
    """
    if create:
        path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _refuse_shared(os.fstat(descriptor), path)
        yield descriptor
    finally:
        os.close(descriptor)


def read_private(folder: int, name: str, limit: int) -> bytes:
    """The content of a regular file of a private directory.

    Raises:
        NotPrivate: someone else owns it, or can write it.
        OSError: it is missing, no regular file, longer than `limit`, or cannot be read.
    """
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        _refuse_shared(status, Path(name))
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            raise OSError(f"{name}: no regular file, or too long")
        return stream.read(limit)


def write_private(folder: int, name: str, content: bytes) -> None:
    """Writes a file of a private directory in one go: a reader meets the whole of it, or what was
    there before.

    Raises:
        OSError: it cannot be written; nothing of it stays.
    """
    part = f"{name}.{os.getpid()}.{os.urandom(4).hex()}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(part, dir_fd=folder)
        raise


def _refuse_shared(status: os.stat_result, path: Path) -> None:
    if status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE:
        raise NotPrivate(f"{path}: someone else owns it, or can write it")
