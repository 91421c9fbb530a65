"""Parts of a stored document: its offences and its conditions, as bytes until they are asked for.

Most of a document tells what is found of each clause of each offence, and why: whoever reads one
looks at a few. The documents of other reports say the same of most: what was read is remembered by
its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, overload

from pydantic_core import from_json

from engine.model.answer import (
    Assessment,
    AssessmentsByOffence,
    Board,
    ComparedWording,
    Conclusion,
    Point,
    Reason,
    Verdict,
    Wording,
)
from engine.model.law import Penalty
from engine.model.literal import Atom, FactLiteral, Kind
from engine.model.outcome import Outcome, Status, TimeBar

_KINDS: Mapping[str, Kind] = {"true": "true", "one_of": "is", "includes_any": "has", "at_least": "from"}
_STATUSES = {status.value: status for status in Status}
_TIME_BARS = {bar.value: bar for bar in TimeBar}
_OFFENCES, _NO_OFFENCE = b'"offences":[{"offence":', b'"offences":[],"conditions":{'
_CONDITIONS, _DIGESTS = b'],"conditions":{', b'},"digests":'
_NEXT = b',{"offence":'
_STATUS, _EVOKED, _FINDINGS = b',"status":"', b'","evoked":true,', b',"findings":['
_CONDITION = re.compile(rb'"c(\d+)":')
"""Marks in the order of a document. No text holds one: a quotation mark within it is escaped."""
WORDINGS, CONCLUSIONS, VERDICTS = 1_024, 4_096, 4_096
"""What is remembered of documents, each by its bytes, a kilobyte or two: reports share most of it.
A law of 93 offences has some 300 wordings and 400 conditions.
"""
_OPEN = Verdict(Outcome.OPEN, Outcome.OPEN)
"""Stands for a condition that no finding names: a document says nothing of it."""


def parts_of(data: bytes) -> tuple[Any, list[bytes], bytes]:
    """A document without its offences and conditions; the entry of each offence, without its
    braces; the inside of the object that holds the conditions.

    Raises:
        KeyError: no writer of this form wrote these bytes.
        ValueError: they are no JSON.
    """
    begun = data.find(_OFFENCES)
    if begun < 0:
        return _without_offences(data)
    first = begun + len(_OFFENCES)
    digests = data.rfind(_DIGESTS)  # from the end, which is near: the offences are most of a document
    conditions = data.rfind(_CONDITIONS, first, digests)
    if conditions < 0 or digests < 0:
        raise _unreadable(data)
    raw = from_json(data[:begun] + data[digests + 2 :])
    entries = data[first : conditions - 1].split(b"}" + _NEXT)
    return raw, entries, data[conditions + len(_CONDITIONS) : digests]


def _without_offences(data: bytes) -> tuple[Any, list[bytes], bytes]:
    """The parts of a document under a law of no offence."""
    if _NO_OFFENCE not in data:
        raise _unreadable(data)
    return from_json(data), [], b""


def _unreadable(data: bytes) -> KeyError:
    return KeyError(f"offences or conditions of {from_json(data)['proof_version']}")


class StoredVerdicts(Sequence[Verdict]):
    """The verdicts of a document by number of condition, each read when it is first asked for."""

    def __init__(self, conditions: bytes) -> None:
        self._data = conditions

    @cached_property
    def _by_number(self) -> Mapping[int, bytes]:
        _, *parts = _CONDITION.split(self._data)
        return dict(zip(map(int, parts[::2]), parts[1::2], strict=True))

    @cached_property
    def _length(self) -> int:
        return 1 + max(self._by_number, default=-1)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, number: int) -> Verdict: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Verdict, ...]: ...
    def __getitem__(self, number: int | slice) -> Verdict | tuple[Verdict, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        found = self._by_number.get(number)
        if found is not None:
            return _verdict(found)
        if not 0 <= number < self._length:
            raise IndexError(number)
        return _OPEN


class ConclusionEntry(NamedTuple):
    """What an entry says of an offence besides its law."""

    status: Status
    confirmed: Status
    evoked: bool
    compared: tuple[ComparedWording, ...]
    time_bar: TimeBar
    deadline: date | None
    limitation: str | None
    because: tuple[str, ...]
    presumed: tuple[str, ...]
    raised: tuple[str, ...]
    penalty: Penalty


@lru_cache(WORDINGS)
def _wording(law: bytes, findings: bytes) -> Wording:
    """The law that an entry begins with, and the clauses that it ends with."""
    told, found = from_json(b'{"offence":' + law + b"}"), from_json(b"[" + findings)
    version = told["version"]
    points = tuple([Point(f["kind"], f["name"], int(f["condition"].removeprefix("c"))) for f in found])
    return Wording(told["offence"], None if version is None else version["id"], _day(told["read_from"]), points)


@lru_cache(CONCLUSIONS)
def _concluded(data: bytes) -> ConclusionEntry:
    """What stands between both."""
    raw = from_json(b'{"status":"' + data + b"}")
    return ConclusionEntry(
        _STATUSES[raw["status"]],
        _STATUSES[raw["confirmed"]],
        raw["evoked"],
        tuple(
            [
                ComparedWording(c["version"], date.fromisoformat(c["from"]), _STATUSES[c["status"]])
                for c in raw["compared"]
            ]
        ),
        _TIME_BARS[raw["time_bar"]],
        _day(raw["deadline"]),
        raw["limitation"],
        tuple(raw["because"]),
        tuple(raw["presumed"]),
        tuple(raw["raised"]),
        Penalty(**raw["penalty"]),
    )


class StoredAssessments(AssessmentsByOffence):
    """Assessments of a document by offence, each read when it is first asked for."""

    def __init__(self, entries: Iterable[bytes], board: Board) -> None:
        self._entries = {entry[1 : entry.index(b'"', 1)].decode(): entry for entry in entries}
        self._board = board
        self._read: dict[str, Assessment] = {}

    def __getitem__(self, offence: str) -> Assessment:
        found = self._read.get(offence)
        if found is None:
            found = self._read[offence] = self._assessment(self._entries[offence])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, offence: object) -> bool:
        return offence in self._entries

    @cached_property
    def evoked(self) -> tuple[Assessment, ...]:
        """Those of the offences evoked, the others being left unread."""
        return tuple([self[name] for name, entry in self._entries.items() if _EVOKED in entry])

    @property
    def in_order(self) -> tuple[Assessment, ...]:
        """All of them."""
        return tuple(map(self.__getitem__, self._entries))

    def _assessment(self, entry: bytes) -> Assessment:
        law, _, rest = entry.partition(_STATUS)
        told, _, findings = rest.partition(_FINDINGS)
        found = _concluded(told)
        conclusion = Conclusion(
            _wording(law, findings), found.status, found.because, found.presumed, found.raised, found.penalty
        )
        return Assessment(
            conclusion,
            found.confirmed,
            self._board,
            found.evoked,
            found.compared,
            found.time_bar,
            found.deadline,
            found.limitation,
        )


def forget_documents() -> None:
    """Empties what is remembered of the documents that were read."""
    for remembered in (_wording, _concluded, _verdict):
        remembered.cache_clear()


@lru_cache(VERDICTS)
def _verdict(data: bytes) -> Verdict:
    raw = from_json(data.rstrip(b","))
    return Verdict(
        Outcome(raw["outcome"]),
        Outcome(raw["confirmed"]),
        tuple(map(reason_of, raw["reasons"])),
        reason_of(raw.get("could_hold", ())),
        reason_of(raw.get("could_fail", ())),
    )


def reason_of(raw: Iterable[Mapping[str, Any]]) -> Reason:
    return tuple(map(_literal, raw))


def _literal(raw: Mapping[str, Any]) -> FactLiteral:
    threshold = raw.get("threshold")
    bound = date.fromisoformat(threshold) if isinstance(threshold, str) else threshold
    return FactLiteral(Atom(raw["fact"], _KINDS[raw["test"]], tuple(raw.get("values", ())), bound), raw["holds"])


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)
