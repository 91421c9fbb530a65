"""Output file of a bulk run, in the order of its input, and its checkpoint: what is written is
written once, and a run that stops is gone on with.

Until all is written the file has the suffix `.part`, and a checkpoint beside it says of each shard
its digest, where its output ends and what it counts. The part is on disk before the checkpoint says
so: a process or a machine that dies leaves whole shards.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from api.bulk.tallies import Tally, tally_of
from api.kit.canonical import canonical
from textfile.quoting import printable

PART, CHECKPOINT = ".part", ".checkpoint"
_FORMAT = "qualif-bulk-1"
_MODE = 0o600
"""What is decided of reports is for the account that asked."""
_MAX_HEAD = 4096


class OutputError(Exception):
    """Output that cannot be written there: why, and what to do, in French."""


class WorkIdentity(NamedTuple):
    """What an output is made with: the digest of everything that decides, and the day."""

    digest: str
    day: date


class _WrittenShard(NamedTuple):
    """Shard whose output is written: the digest of its lines, how many, where its output ends, what
    it counts.
    """

    digest: str
    lines: int
    end: int
    tally: Tally


class BulkOutput:
    """An output file under way, after what an earlier run has written."""

    def __init__(self, part: IO[bytes], checkpoint: IO[bytes]) -> None:
        self._part, self._checkpoint = part, checkpoint
        self._size = part.seek(0, os.SEEK_END)
        self._end = 0
        self._is_new = False
        self.tally = Tally()
        self.lines = 0
        self.resumed = 0
        """Lines whose output an earlier run has written."""

    def skips(self, digest: str) -> bool:
        """Whether an earlier run has written the next shard. Asked of each in turn until it says
        no: from there on the archive is another one, or was not reached, and the rest is written
        anew.

        Raises:
            OSError: the disk refuses.
        """
        if self._is_new:
            return False
        place = self._checkpoint.tell()
        one = self._read()
        if one is None or one.digest != digest:
            self._start_at(place)
            return False
        self._count(one)
        self.resumed = self.lines
        return True

    def add(self, digest: str, lines: int, tally: Tally, content: bytes) -> None:
        """Writes the output of the next shard, which `skips` has not said to be there.

        Raises:
            OSError: the disk refuses.
        """
        self._part.write(content)
        _to_disk(self._part)
        one = _WrittenShard(digest, lines, self._end + len(content), tally)
        self._checkpoint.write(canonical([one.digest, one.lines, one.end, one.tally.data()]) + b"\n")
        _to_disk(self._checkpoint)
        self._count(one)

    def close_at_end(self) -> None:
        """Drops what an earlier run has written of an archive that was longer.

        Raises:
            OSError: the disk refuses.
        """
        if not self._is_new:
            self._start_at(self._checkpoint.tell())

    def _read(self) -> _WrittenShard | None:
        """The next shard of the checkpoint; None at its end, and where a line was cut or says more
        than the part holds.
        """
        try:
            digest, lines, end, tally = json.loads(self._checkpoint.readline())
            one = _WrittenShard(str(digest), int(lines), int(end), tally_of(tally))
        except (ValueError, TypeError, KeyError):
            return None
        return one if self._end <= one.end <= self._size else None

    def _start_at(self, place: int) -> None:
        """Takes away what is written beyond the shards met again."""
        for stream, end in ((self._checkpoint, place), (self._part, self._end)):
            stream.seek(end)
            stream.truncate()
        self._is_new = True

    def _count(self, one: _WrittenShard) -> None:
        self._end = one.end
        self.lines += one.lines
        self.tally = self.tally.plus(one.tally)


def day_of_checkpoint(path: Path) -> date | None:
    """The day of the run that an output was begun with; None where none was."""
    try:
        with _beside(path, CHECKPOINT).open("rb") as stream:
            return date.fromisoformat(json.loads(stream.readline(_MAX_HEAD))["day"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


@contextmanager
def open_output(path: Path, work: WorkIdentity) -> Iterator[BulkOutput]:
    """An output file at a path, gone on with where an earlier run stopped; it has its own name once
    the block ends without an error.

    Raises:
        OutputError: there is a file at that path, another process writes it, or what was begun is
            another work.
        OSError: the disk refuses.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "", str(path))
    if path.exists():
        raise OutputError(f"{printable(str(path))} existe déjà : le retirer, ou donner un autre nom à --out")
    part_path, checkpoint_path = _beside(path, PART), _beside(path, CHECKPOINT)
    with _opened(checkpoint_path) as checkpoint:
        try:
            fcntl.flock(checkpoint, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"un autre processus écrit déjà {printable(str(path))} : le laisser finir") from error
        with _opened(part_path) as part:
            _read_head(path, checkpoint, work, begun=part.seek(0, os.SEEK_END) > 0)
            output = BulkOutput(part, checkpoint)
            yield output
            output.close_at_end()
            _to_disk(part)
            part_path.rename(path)
            checkpoint_path.unlink()
            _folder_to_disk(path.absolute().parent)


def _read_head(path: Path, checkpoint: IO[bytes], work: WorkIdentity, *, begun: bool) -> None:
    """Goes past the first line of a checkpoint; writes it where nothing was begun."""
    head = canonical({"format": _FORMAT, "work": work.digest, "day": work.day.isoformat()}) + b"\n"
    if checkpoint.readline(_MAX_HEAD) == head:
        return
    if begun:
        raise OutputError(
            f"{printable(str(path))}{PART} a été commencé autrement (autres options, autre jour, autre droit ou autre version "
            f"de qualif) : redonner les mêmes, ou retirer ce fichier et celui qui finit par {CHECKPOINT} pour recommencer"
        )
    checkpoint.seek(0)
    checkpoint.truncate()
    checkpoint.write(head)
    _to_disk(checkpoint)


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE), "r+b")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _to_disk(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _folder_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
