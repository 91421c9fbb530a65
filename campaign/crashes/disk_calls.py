"""Calls of the disk, each of which can be made to fail once: libfiu under SQLite, in this process.

The process is started with the library under it (`UNDER`): what calls the system then asks libfiu,
which asks the counter.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POINTS = ("posix/io/rw/pwrite", "posix/io/sync/fsync", "posix/io/sync/fdatasync", "posix/io/rw/ftruncate")
"""How SQLite writes: nothing else in a service does."""
_FOLDERS = ("/usr/lib/fiu", "/usr/local/lib/fiu", "/usr/lib/x86_64-linux-gnu/fiu", "/usr/lib/aarch64-linux-gnu/fiu")
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int),
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_uint),
)


def preloaded() -> dict[str, str] | None:
    """Variables of a process under which libfiu is; None where it is not installed."""
    found = next((path for path in (Path(f) / "fiu_posix_preload.so" for f in _FOLDERS) if path.exists()), None)
    return {**os.environ, "LD_PRELOAD": str(found)} if found is not None else None


class DiskCalls:
    """Counter of the calls by which this process writes; the one of number `target`, from 0, fails.

    Calls are let through, and counted, when `target` is None.
    """

    def __init__(self, target: int | None = None) -> None:
        self.target = target
        self.names: list[str] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Counts calls, and has one fail, until the end of the block.

        Raises:
            OSError: libfiu is not under this process.
        """
        library = ctypes.CDLL("libfiu.so.0")
        library.fiu_init(0)
        callback = _CALLBACK(self._reached)
        for point in POINTS:
            library.fiu_enable_external(point.encode(), 1, ctypes.c_void_p(errno.EIO), 0, callback)
        try:
            yield
        finally:
            for point in POINTS:
                library.fiu_disable(point.encode())

    def _reached(self, name: bytes, _: object, __: object, ___: object) -> int:
        self.names.append(name.decode())
        return int(len(self.names) - 1 == self.target)
