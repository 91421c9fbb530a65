"""Archives of reports as lines of JSON: JSON Lines, plain or gzipped, and Parquet."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, cast

from api.bulk.lines import ArchiveError
from api.bulk.parquet import parquet_lines
from api.texts.input_lines import MARK, bounded, open_input

STANDARD_INPUT = Path("-")
PARQUET = (".parquet", ".pq")
GZIP = ".gz"
_OTHERS = (".yaml", ".yml", ".txt", ".csv")


def archive_lines(path: Path) -> Iterator[bytes]:
    """Each line of an archive, as a stream; of a line that is too long, its beginning. The suffix
    says how it is written: `.parquet`, `.gz`, else JSON Lines; `-` is standard input.

    Raises:
        OSError: it cannot be opened.
        Unbounded: it is a device, or one of its lines does not end.
        ArchiveError: it is damaged.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHERS:
        raise ArchiveError("une archive est en JSON Lines (un signalement par ligne) ou en Parquet")
    if path == STANDARD_INPUT:
        yield from _unmarked(bounded(sys.stdin.buffer))
    elif suffix in PARQUET:
        with open_input(path) as stream:
            yield from parquet_lines(stream)
    elif suffix == GZIP:
        yield from _gzip_lines(path)
    else:
        with open_input(path) as stream:
            yield from _unmarked(bounded(stream))


def _gzip_lines(path: Path) -> Iterator[bytes]:
    count = 0
    with open_input(path) as stream, closing(gzip.GzipFile(fileobj=stream)) as unpacked:
        try:
            for line in _unmarked(bounded(cast(IO[bytes], unpacked))):
                yield line
                count += 1
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ArchiveError(
                f"ce qui suit la ligne {count} ne se décompresse pas (fichier tronqué ou abîmé) : le copier de nouveau"
            ) from error


def _unmarked(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines without the mark that some programs write before UTF-8."""
    for first in lines:
        yield first.removeprefix(MARK)
        break
    yield from lines
