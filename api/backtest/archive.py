"""Archive of reports cut into shards: as many lines each, named by the digest of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from api.kit.lines import MAX_LINE
from api.texts.input_lines import bounded, open_input

SHARD_LINES = 2_000
"""Lines of a shard: a second or two of work, and few enough shards for ten million reports."""
SHARD_BYTES = 32 << 20


class ArchiveChanged(OSError):
    """Archive that is no longer what it was when it was cut."""


class ArchiveShard(NamedTuple):
    """Shard of an archive: its first line (from 1), its place in the file, its digest."""

    path: Path
    first: int
    start: int
    length: int
    lines: int
    digest: str

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            ArchiveChanged: they are no longer the same.
            OSError: they cannot be read.
        """
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            content = stream.read(self.length)
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise ArchiveChanged(str(self.path))
        return content


def shards_of(path: Path, most: int = SHARD_LINES) -> Iterator[ArchiveShard]:
    """The shards of a file of JSON Lines.

    Raises:
        OSError: it cannot be read.
        Unbounded: it is a device, or one of its lines does not end.
    """
    first, start = 1, 0
    with open_input(path) as stream, path.open("rb") as again:
        for lines, end in _cuts(stream, most):
            seen = hashlib.sha256(again.read(end - start)).hexdigest()
            yield ArchiveShard(path, first, start, end - start, lines, seen)
            first, start = first + lines, end


def _cuts(stream: IO[bytes], most: int) -> Iterator[tuple[int, int]]:
    """The lines of each shard, and the place where it ends."""
    lines = start = end = 0
    for line in bounded(stream):
        lines += 1
        end = end + len(line) if len(line) <= MAX_LINE else stream.tell()
        if lines == most or end - start >= SHARD_BYTES:
            yield lines, end
            lines, start = 0, end
    if lines:
        yield lines, end
