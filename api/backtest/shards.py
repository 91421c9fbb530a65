"""Answers to one shard of an archive under two laws: the same bytes whoever works them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from api.backtest.archive import ArchiveShard
from api.backtest.laws import LawPair, OpenPair, open_pair
from api.backtest.records import (
    ArchiveAnswer,
    ArchiveDecision,
    ArchiveRecord,
    FactPair,
    FaultCode,
    RecordError,
    bare_record,
    read_record,
)
from api.bulk.runners import OPENING_LINES
from api.kit.canonical import canonical
from engine.analysis.backtest.causes import AnswerPair, Cause
from engine.analysis.backtest.outcomes import (
    OffenceOutcome,
    OutcomeChange,
    ReportOutcome,
    changes,
    is_unchanged,
    outcome_of,
)
from engine.analysis.backtest.readings import Reading, same_facts
from engine.facts.faults import ReportError
from engine.reasoning.qualify import ENGINE_VERSION
from textfile.quoting import short

MOST_EXAMPLES = 5
"""Examples of each change."""


class LineFault(NamedTuple):
    """Line of an archive that cannot be answered: its number, why, and the field."""

    line: int
    code: FaultCode
    field: str


@dataclass(frozen=True)
class ShardTask:
    """Shard to be answered: records, one a line, from the `first`-th line of the archive; the day
    on which all are decided, None for each on its own; the faults of lines that were taken out.

    `again`: by line, the facts of a report as each edition reads its words, where lexicons differ;
    None where its words are no longer there to be read.
    """

    laws: LawPair
    records: ArchiveShard | bytes
    first: int
    day: date | None = None
    faults: tuple[LineFault, ...] = ()
    again: Mapping[int, FactPair | None] = field(default_factory=dict)

    def answer(self) -> bytes:
        """What the shard adds (`answer_shard`)."""
        return answer_shard(self)

    def opening(self) -> ShardTask:
        """The task on its first lines alone."""
        return replace(self, records=b"\n".join(_records(self)[:OPENING_LINES]))

    def portable(self) -> ShardTask:
        """The same task without a word of a report (`bare`)."""
        return bare(self)


def answer_shard(task: ShardTask) -> bytes:
    """What a shard adds to a backtest, as canonical JSON.

    Raises:
        OSError: its records cannot be read.
    """
    tally = _Tally(open_pair(task.laws), task)
    for number, line in _lines(task):
        tally.add(line, number)
    return canonical(tally.data())


def bare(task: ShardTask) -> ShardTask:
    """The same task with its records in it, without any word of a report: what may leave this
    machine.

    Raises:
        OSError: its records cannot be read.
    """
    lines: dict[int, bytes] = {}
    faults: list[LineFault] = [*task.faults]
    for number, line in _lines(task):
        try:
            lines[number] = bare_record(line)
        except RecordError as error:
            faults.append(LineFault(number, error.code, error.field))
    last = max(lines, default=task.first - 1)
    records = b"\n".join(lines.get(number, b"") for number in range(task.first, last + 1))
    return replace(task, records=records, faults=tuple(faults))


def _lines(task: ShardTask) -> Iterator[tuple[int, bytes]]:
    """The lines that say something, and their numbers."""
    return ((n, line) for n, line in enumerate(_records(task), task.first) if line.strip())


def _records(task: ShardTask) -> list[bytes]:
    records = task.records if isinstance(task.records, bytes) else task.records.read()
    return records.split(b"\n")


class _Compared(NamedTuple):
    """Outcomes of a report under both laws; the old one is None where nobody needs it.
    `is_proved`: the guide proves them the same.
    """

    old: ReportOutcome | None
    new: ReportOutcome | None
    answers: AnswerPair | None = None
    is_proved: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether somebody would see a change."""
        if self.answers is None or self.old is None or self.new is None:
            return False
        return not is_unchanged(self.old, self.new)


class _Tally:
    """Counts of one shard."""

    def __init__(self, pair: OpenPair, task: ShardTask) -> None:
        self._pair, self._task = pair, task
        self._counts: Counter[str] = Counter()
        self._faults = [*task.faults]
        self._aside: dict[str, Counter[str]] = {"old": Counter(), "new": Counter()}
        self._edit, self._since = _Changes(), _Changes()
        self._causes: dict[str, Counter[str]] = {}
        self._moves: dict[str, Counter[str]] = {}
        self._examples: dict[str, list[dict[str, Any]]] = {}
        self._measures: dict[str, dict[str, Counter[str]]] = {"old": {}, "new": {}}

    def add(self, line: bytes, number: int) -> None:
        """Answers the record of a line."""
        try:
            record = read_record(line, number)
            day = self._day(record)
            again = self._task.again.get(number)
            old, new = self._readings(record, again)
        except RecordError as error:
            self._faults.append(LineFault(number, error.code, error.field))
            return
        if any(r.report.date_of_facts is not None and r.report.date_of_facts > day for r in (old, new)):
            self._faults.append(LineFault(number, "after", "date_of_facts"))
            return
        self._counts["read"] += 1
        for side, reading in (("old", old), ("new", new)):
            self._aside[side].update(reading.aside)
        stored = record.answer if record.answer is not None and self._is_old(record.answer, day) else None
        if again is not None and again.old != record.data.get("facts", {}):
            stored = None
        unread = number in self._task.again and again is None
        self._count_reading(again, unread=unread)
        needed = record.decision is not None or record.answer is not None
        compared = self._compare(old, new, day, stored, needed=needed)
        if compared.is_proved:
            self._counts["proved"] += not unread
        else:
            self._counts["run"] += 1
        if not unread or compared.is_changed:  # nobody knows what would be read in words that are gone
            self._count_edit(record, compared, again)
        if record.answer is not None and compared.old is not None:
            self._counts["since_compared"] += 1
            self._since.add(record.answer.outcome, compared.old)
        if record.decision is not None and compared.old is not None and compared.new is not None:
            self._counts["decided"] += 1
            self._measure("old", compared.old.main, record.decision)
            self._measure("new", compared.new.main, record.decision)

    def data(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "counts": dict(self._counts),
            "faults": sorted(self._faults),
            "aside": self._aside,
            "edit": self._edit.data(),
            "since": self._since.data(),
            "causes": self._causes,
            "moves": self._moves,
            "examples": self._examples,
            "measures": self._measures,
        }

    def _day(self, record: ArchiveRecord) -> date:
        day = self._task.day or record.day
        if day is None:
            raise RecordError("no_day", "date_of_decision")
        return day

    def _readings(self, record: ArchiveRecord, again: FactPair | None) -> tuple[Reading, Reading]:
        """The report under both laws, with the facts that each edition reads in its words.

        Raises:
            RecordError: neither takes a fact or a point, or something else is refused.
        """
        one, other = self._pair.readers
        try:
            if again is not None:
                old, new = (
                    reader.read({**record.data, "facts": facts})
                    for reader, facts in zip((one, other), again, strict=True)
                )
            else:
                old = one.read(record.data)
                new = old if self._pair.read_alike and not record.data.get("raised") else other.read(record.data)
        except ReportError as error:
            raise RecordError("field", error.faults[0].field) from error
        for name in old.aside:
            if name in new.aside:
                where = "facts" if name in record.data.get("facts", {}) else "raised"
                raise RecordError("fact", f"{where}.{short(name)}")
        return old, new

    def _is_old(self, stored: ArchiveAnswer, day: date) -> bool:
        """Whether an answer is what the old law gives on this day."""
        return (stored.ruleset, stored.engine, stored.day) == (self._pair.old.ruleset.digest, ENGINE_VERSION, day)

    def _compare(
        self, old: Reading, new: Reading, day: date, stored: ArchiveAnswer | None, *, needed: bool
    ) -> _Compared:
        """Both outcomes; the same one where the guide proves it. `needed`: the old outcome is
        compared with something else.
        """
        pair = self._pair
        one, other = old.report, new.report
        alike = one is other or (one.raised == other.raised and same_facts(one.facts, other.facts))
        if alike and pair.guide.proves(old.report, day):
            outcome = stored.outcome if stored is not None else None
            if needed and outcome is None:
                self._counts["once"] += 1
                outcome = outcome_of(pair.old.qualify(old.report, day))
            return _Compared(outcome, outcome, is_proved=True)
        if stored is not None:
            outcome = outcome_of(pair.new.qualify(new.report, day))
            if is_unchanged(stored.outcome, outcome):
                return _Compared(stored.outcome, outcome)
        answers = AnswerPair(pair.old.qualify(old.report, day), pair.new.qualify(new.report, day))
        return _Compared(outcome_of(answers.old), outcome_of(answers.new), answers)

    def _count_reading(self, again: FactPair | None, *, unread: bool) -> None:
        self._counts["unread"] += unread
        self._counts["again"] += again is not None
        self._counts["otherwise"] += again is not None and again.differs

    def _count_edit(self, record: ArchiveRecord, compared: _Compared, again: FactPair | None) -> None:
        old, new, answers, _ = compared
        otherwise = again is not None and again.differs
        find = self._pair.causes.of_reading if otherwise else self._pair.causes.of_offence
        if answers is None or old is None or new is None:
            self._edit.reports["unchanged"] += 1
            return
        changed = {change.offence: change for change in self._edit.add(old, new)}
        for change in changed.values():
            causes = find(change, answers)
            for cause in causes:
                self._causes.setdefault(_key(*_cause_data(cause)), Counter())[change.change] += 1
            self._exemplify(_key(change.offence, change.change), record, _sides(change), causes, answers)
        if (old.main, old.issue) != (new.main, new.issue):
            causes = self._pair.causes.of_main(answers, changed, old, new)
            key = _key("main", old.main, new.main) if old.main != new.main else _key("issue", old.issue, new.issue)
            counter = self._moves.setdefault(key, Counter())
            for cause in causes:
                counter[_key(*_cause_data(cause))] += 1
            counter["reports"] += 1
            self._exemplify(key, record, (old.main or old.issue, new.main or new.issue), causes, answers)

    def _exemplify(
        self, key: str, record: ArchiveRecord, sides: tuple[Any, Any], causes: tuple[Cause, ...], answers: AnswerPair
    ) -> None:
        examples = self._examples.setdefault(key, [])
        read_otherwise = any(cause.kind == "reading" for cause in causes)
        if len(examples) < MOST_EXAMPLES:
            examples.append(
                {
                    "id": record.id,
                    "old": sides[0],
                    "new": sides[1],
                    "causes": [_cause_data(cause) for cause in causes],
                    "facts": {} if read_otherwise else self._pair.causes.decisive_facts(causes, answers),
                }
            )

    def _measure(self, side: str, main: str | None, decision: ArchiveDecision) -> None:
        offences = self._measures[side]
        right = main == decision.offence
        if main is not None:
            offences.setdefault(main, Counter())["right" if right else "wrong"] += 1
        if decision.offence is not None and not right:
            offences.setdefault(decision.offence, Counter())["missed"] += 1


class _Changes:
    """Counts of changes, by offence and by report."""

    def __init__(self) -> None:
        self.reports: Counter[str] = Counter()
        self._offences: dict[str, Counter[str]] = {}
        self._suggested: dict[str, Counter[str]] = {}

    def add(self, old: ReportOutcome, new: ReportOutcome) -> Iterator[OutcomeChange]:
        """Counts the changes of a report, and gives them."""
        found = list(changes(old, new))
        for change in found:
            self._offences.setdefault(change.offence, Counter())[change.change] += 1
            if change.is_suggested:
                self._suggested.setdefault(change.offence, Counter())[change.change] += 1
        self.reports.update({str(change.change) for change in found})
        self.reports["moved"] += old.main != new.main
        self.reports["issue"] += old.issue != new.issue
        self.reports["unchanged"] += is_unchanged(old, new)
        return iter(found)

    def data(self) -> dict[str, Mapping[str, Any]]:
        """The counts as plain data."""
        return {"reports": self.reports, "offences": self._offences, "suggested": self._suggested}


def _cause_data(cause: Cause) -> list[Any]:
    return [cause.kind, cause.offence, cause.name, cause.side, list(cause.through)]


def _sides(change: OutcomeChange) -> tuple[Any, Any]:
    return _side(change.old), _side(change.new)


def _side(outcome: OffenceOutcome | None) -> list[Any] | None:
    return None if outcome is None else [outcome.status, outcome.confirmed, outcome.evoked]


def _key(*parts: Any) -> str:
    return canonical(list(parts)).decode()
