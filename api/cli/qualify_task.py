"""Qualification of the shards of an archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from api.backtest.records import BESIDE
from api.bulk.lines import LineShard
from api.bulk.tallies import MOST_FAULTS, Tally, shard_content
from api.bulk.tasks import TextTask
from api.cli.bulk_setup import BulkSetup, OtherVersion, start_afresh
from api.cli.danger_words import open_rules
from api.cli.qualify_options import QualifyOptions
from api.cli.reading import LazyIntake, comes_again, pop_count
from api.cli.report_answers import answer_line, answer_report, fault_line
from api.cli.reports_in import Incoming, line_reports
from api.cli.shared import open_engine
from api.rules.dangers import Dangers
from api.statistics.archived import COUNTED_BESIDE
from api.texts.repeats import ListedRepeats, Repeats
from engine.explanation.document import DocumentWriter
from engine.facts.statements import FieldFault
from engine.model.answer import Answer
from engine.reasoning.qualify import Engine

_BESIDE = frozenset((*BESIDE, *COUNTED_BESIDE))


@dataclass(frozen=True)
class QualifySetup:
    """Setup of a qualification. `name`: of the archive, which faults say."""

    files: BulkSetup
    options: QualifyOptions
    name: str


class OpenQualify(NamedTuple):
    """What answers reports: the law, what reads words, the rules of dangers."""

    engine: Engine
    writer: DocumentWriter
    dangers: Dangers
    intake: LazyIntake
    readers: str
    """Digests of what reads words; a process that has others answers nothing."""


@lru_cache(maxsize=1)
def open_qualify(setup: QualifySetup) -> OpenQualify:
    """What answers, opened once a process. Ends the command when something cannot be used.

    Raises:
        OtherVersion: as `BulkSetup.opened`.
    """
    options = setup.options
    with setup.files.opened() as (folder, choice):
        engine, dangers = open_engine(folder), open_rules(folder)
        intake = LazyIntake(folder, engine, cues=options.cues, noise=choice if options.noise is not None else None)
        intake.day = setup.files.day
        readers = ""
        if options.cues or options.noise is not None:
            opened = intake.intake  # now, while its folder is there
            readers = f"{opened.model} {opened.lexicons}"
    return OpenQualify(engine, DocumentWriter(engine), dangers, intake, readers)


@dataclass(frozen=True)
class QualifyTask(TextTask):
    """Shard to be qualified. `readers`: the digests of what must read it."""

    setup: QualifySetup
    readers: str

    def answer(self) -> bytes:
        """The lines that `qualif qualify --json` answers, after their counts.

        Raises:
            OtherVersion: this process reads otherwise than who asks.
        """
        opened, options = open_qualify(self.setup), self.setup.options
        if opened.readers != self.readers:
            raise OtherVersion
        start_afresh()
        opened.intake.repeats = ListedRepeats(map(bool, self.repeats))
        lines, counts, named = list[str](), Counter[str](), list[tuple[str, str]]()
        day = options.decision or self.setup.files.day
        reports = _reports(self.shard, self.setup.name)
        for number, read in enumerate(opened.intake.read(reports), self.shard.first_report):
            incoming = replace(read.incoming, data=read.enriched.data)
            found = answer_report(incoming, number, opened.engine, day)
            if read.faults or isinstance(found, list):
                faults: list[FieldFault] = [*read.faults, *(found if isinstance(found, list) else [])]
                counts["refused"] += 1
                if len(named) < MOST_FAULTS:
                    place = incoming.where.rpartition(":")[2]
                    named.append((place, " ; ".join(fault.in_(options.language) for fault in faults)))
                lines.append(fault_line(incoming, faults, options.language))
                continue
            danger = opened.dangers.find(found[0].warning_facts, found[0].indications)
            counts.update(_counts(found[1]))
            lines.append(answer_line(opened.writer, found, danger, read, opened.intake))
        output = self.setup.files.packed("".join(line + "\n" for line in lines))
        return shard_content(Tally(dict(counts), tuple(named)), output)


class QualifyWork:
    """Qualification as the work of a bulk run: whether a content came before is settled here, in
    the order of the archive, whoever answers.
    """

    shard_lines = 128

    def __init__(self, setup: QualifySetup, opened: OpenQualify) -> None:
        self._setup, self._readers = setup, opened.readers
        self._repeats = Repeats()

    def task(self, shard: LineShard) -> QualifyTask:
        """The task of a shard."""
        again = bytearray()
        told = _Recorded(self._repeats, again)
        for incoming in _reports(shard, self._setup.name):
            comes_again(told, pop_count(incoming.data)[0])
        return QualifyTask(shard, bytes(again), self._setup, self._readers)


class _Recorded(Repeats):
    """Duplicate detection that writes down each of its answers."""

    def __init__(self, repeats: Repeats, answers: bytearray) -> None:
        super().__init__()
        self._repeats, self._answers = repeats, answers

    def again(self, text: str | None, url: str | None = None) -> bool:
        """The answer, written down."""
        self._answers.append(self._repeats.again(text, url))
        return bool(self._answers[-1])


def _reports(shard: LineShard, name: str) -> list[Incoming]:
    """The reports of a shard, without what an archive says beside them."""
    return [_alone(one) for one in line_reports(shard.lines, name, shard.first)]


def _alone(incoming: Incoming) -> Incoming:
    if not isinstance(incoming.data, dict) or _BESIDE.isdisjoint(incoming.data):
        return incoming
    return replace(incoming, data={key: value for key, value in incoming.data.items() if key not in _BESIDE})


def _counts(answer: Answer) -> tuple[str, ...]:
    return ("answered", f"issue.{answer.issue}", f"main.{answer.main}")
