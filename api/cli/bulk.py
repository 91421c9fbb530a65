"""Bulk run of a command, from an archive to an output file: its progress, faults, exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import typer

from api.bulk.archives import archive_lines
from api.bulk.lines import ArchiveError
from api.bulk.output import BulkOutput, OutputError, WorkIdentity, open_output
from api.bulk.runners import RunnerError
from api.bulk.running import ShardWork, run_bulk
from api.bulk.tallies import Tally
from api.cli.bulk_options import RunnerChoice
from api.cli.shared import BAD_INPUT, STOPPED, complain, fail
from api.cli.terminal import harmless, unusable, unwritable
from api.texts.input_lines import Unbounded
from textfile.quoting import printable

FAILED = 1
_EVERY = 1.0
"""Seconds between two messages of progress."""


class BulkSource(NamedTuple):
    """Lines of an archive, and what messages call it."""

    name: str
    lines: Iterator[bytes]


class BulkDone(NamedTuple):
    """What a run has done: lines of its archive, those whose output was there before, counts."""

    lines: int
    resumed: int
    tally: Tally


def source_of(archive: Path) -> BulkSource:
    """The lines of an archive."""
    return BulkSource(printable(str(archive)), archive_lines(archive))


def database_texts() -> BulkSource:
    """The reports of the service that still have words."""
    from api.bulk.stored_texts import stored_texts
    from api.cli.opening import open_stored

    return BulkSource("base du service", stored_texts(open_stored()))


@contextmanager
def database_records() -> Iterator[BulkSource]:
    """The reports of the service that were answered, without a word of them."""
    from api.cli.backtest import archive_of_database

    with archive_of_database() as path:
        yield BulkSource("base du service", archive_lines(path))


def bulk(source: BulkSource, out: Path, work: ShardWork, identity: WorkIdentity, choice: RunnerChoice) -> BulkDone:
    """Runs a work on an archive; whatever prevents it is told, with what to do, and stops."""
    if choice.is_elsewhere:
        complain(f"Les mots des signalements partent vers {harmless(str(choice.scheduler))}, sous TLS.")
    try:
        with open_output(out, identity) as output, choice.open() as runner:
            progress = _Progress(output)
            run_bulk(source.lines, work, runner, output, progress.tell)
            progress.end()
    except OutputError as error:
        fail(str(error))
    except RunnerError as error:
        fail(str(error), FAILED)
    except (ArchiveError, Unbounded) as error:
        fail(f"{source.name} : {error} ; ce qui est fait est gardé")
    except OSError as error:
        fail(unwritable(out, error) if error.filename is None else unusable(error))
    except KeyboardInterrupt:
        fail("arrêté : ce qui est fait est gardé, la même commande reprend", STOPPED)
    return BulkDone(output.lines, output.resumed, output.tally)


def tell_bulk(done: BulkDone, out: Path, sentence: str, *, as_json: bool) -> None:
    """Says what was done; the exit code is 2 where a line was refused."""
    counts, faults = done.tally
    refused = counts.get("refused", 0)
    if as_json:
        print(json.dumps(_data(done, out), ensure_ascii=False, indent=2))
    else:
        again = f" (dont {number(done.resumed)} faites avant un arrêt)" if done.resumed else ""
        print(f"lignes lues : {number(done.lines)}{again} ; {sentence} ; refusées : {number(refused)}")
        for where, why in faults:
            print(harmless(f"  ligne {where} : {why}"))
        if refused > len(faults):
            print("  … les autres sont dites à leur place dans le fichier")
    if refused:
        raise typer.Exit(BAD_INPUT)


def _data(done: BulkDone, out: Path) -> Mapping[str, Any]:
    counts = {name: n for name, n in sorted(done.tally.counts.items()) if not name.startswith("drift.")}
    return {
        "out": str(out),
        "lines": done.lines,
        "resumed": done.resumed,
        "counts": counts,
        "faults": [{"line": where, "message": why} for where, why in done.tally.faults],
    }


def number(count: int) -> str:
    """A count as French writes it."""
    return f"{count:,}".replace(",", "\u202f")


class _Progress:
    """Progress told on a terminal, once a second at most."""

    def __init__(self, output: BulkOutput) -> None:
        self._output = output
        self._is_watched = sys.stderr.isatty()
        self._start = self._last = monotonic()

    def tell(self, lines: int) -> None:
        """Says how many lines are done, and how fast since the start of this run."""
        now = monotonic()
        if self._is_watched and now - self._last >= _EVERY:
            self._last = now
            rate = (lines - self._output.resumed) / (now - self._start)
            print(f"\r{number(lines)} lignes, {number(round(rate))} par seconde  ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leaves the line of progress."""
        if self._is_watched and self._last > self._start:
            print(file=sys.stderr)
