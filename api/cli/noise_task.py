"""Noise filter on the shards of an archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from api.bulk.lines import LineShard
from api.bulk.tallies import MOST_FAULTS, Tally, shard_content
from api.bulk.tasks import TextTask
from api.cli.bulk_setup import BulkSetup, OtherVersion, start_afresh
from api.cli.noise_count import StreamCount
from api.cli.shared import complain
from api.texts.lexicons import open_reader
from api.texts.noise_filter import open_filter
from api.texts.noise_json_lines import Bad, LineOptions, answer_group, read_line
from api.texts.repeats import ListedRepeats, Repeats
from api.texts.report_reader import WholeReader, whole_reader
from api.texts.second_reader import open_both
from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput


@dataclass(frozen=True)
class NoiseSetup:
    """Setup of a noise filter, with the secret of its audit and the category of lines that say
    nothing of theirs.
    """

    files: BulkSetup
    audit_key: bytes | None = field(default=None, repr=False)
    category: str | None = None


@lru_cache(maxsize=1)
def open_noise(setup: NoiseSetup) -> NoiseFilter:
    """The filter of a setup, opened once a process.

    Raises:
        OtherVersion: as `BulkSetup.opened`.
        BadParameters, CertificateError, RulesetError, OSError: as `open_filter`.
    """
    with setup.files.opened() as (folder, choice):
        reader = reader_of_folder(folder)
        cues = None if reader is None else reader.both.lexicons
        return open_filter(
            choice, reader=reader, cues=cues, audit_key=setup.audit_key, today=setup.files.day, rulesets=folder
        )


def reader_of_folder(folder: Path) -> WholeReader | None:
    """The reader of reports, after the readers of cues of a folder of rules."""
    return whole_reader(open_both(folder, open_reader(folder)), complain)


@dataclass(frozen=True)
class NoiseTask(TextTask):
    """Shard to be judged. `reader`: the digest of the reader that must judge it."""

    setup: NoiseSetup
    reader: str | None

    def answer(self) -> bytes:
        """The lines that `qualif noise` answers, after their counts.

        Raises:
            OtherVersion: this process reads otherwise than who asks.
        """
        noise = open_noise(self.setup)
        if noise.digest != self.reader:
            raise OtherVersion
        start_afresh()
        drift, counts, faults = StreamCount(noise), Counter[str](), list[tuple[str, str]]()

        def observe(verdict: FilterVerdict) -> None:
            drift.add(verdict)
            counts.update(("answered", "set_aside" if verdict.set_aside else "keep", f"reason.{verdict.reason}"))

        def refuse(bad: Bad) -> None:
            counts["refused"] += 1
            if len(faults) < MOST_FAULTS:
                faults.append((str(bad.line), bad.what.fr))

        options = LineOptions("fr", self.setup.category, observe, refuse=refuse)
        answers = answer_group(
            noise, list(self.shard.lines), self.shard.first - 1, ListedRepeats(map(bool, self.repeats)), options
        )
        output = self.setup.files.packed("".join(line + "\n" for line in answers))
        return shard_content(Tally({**counts, **drift.data()}, tuple(faults)), output)


class NoiseWork:
    """Noise filter as the work of a bulk run: whether a content came before is settled here, in the
    order of the archive, whoever judges it.
    """

    shard_lines = 512

    def __init__(self, setup: NoiseSetup, noise: NoiseFilter) -> None:
        self._setup, self._reader = setup, noise.digest
        self._repeats = Repeats()

    def task(self, shard: LineShard) -> NoiseTask:
        """The task of a shard."""
        reports = (read_line(raw, number) for number, raw in enumerate(shard.lines, shard.first) if raw.strip())
        repeats = bytes(self._repeats.again(one.text) for one in reports if isinstance(one, NoiseInput))
        return NoiseTask(shard, repeats, self._setup, self._reader)
