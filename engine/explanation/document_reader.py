"""Reader of stored documents: the answer that one holds, as the engine's objects, without reasoning
again.

It undoes `DocumentWriter`: `ProofWriter` gives back the proof, byte for byte, from what is read of
it. Most of a document tells what is found of each clause of each offence, and why: whoever reads
one looks at a few, which are read when they are asked for. The documents of other reports say the
same of most: what was read is remembered by its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, overload

from pydantic_core import from_json

from engine.explanation.counterfactual import Counterfactual
from engine.explanation.proof_parts import PROOF_VERSION
from engine.explanation.questions import Effect, Question
from engine.facts.presumptions import rule_behind
from engine.model.answer import (
    Answer,
    Assessment,
    Board,
    ComparedWording,
    Conclusion,
    Digests,
    First,
    Look,
    Motive,
    Point,
    Reason,
    Setting,
    Standings,
    Verdict,
    Wording,
)
from engine.model.fact import FactDefinition, Value
from engine.model.indications import Indications
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, Span, StatedFact
from engine.model.law import Penalty
from engine.model.literal import Atom, FactLiteral, Kind
from engine.model.outcome import Issue, Outcome, Standing, Status, TimeBar
from engine.model.report import Report
from engine.model.ruleset import Ruleset

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
A law of 87 offences has some 300 wordings and 400 conditions.
"""
_OPEN = Verdict(Outcome.OPEN, Outcome.OPEN)
"""Stands for a condition that no finding names: a document says nothing of it."""


class DocumentError(ValueError):
    """Unreadable document: another form of proof, another law, or bytes that no writer wrote."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document read back: the answer, its next questions, what would establish the offences
    evoked.
    """

    answer: Answer
    questions: tuple[Question, ...]
    changes: Mapping[str, Counterfactual | None]
    """By offence; None where no change of facts establishes it."""

    @property
    def report(self) -> Report:
        """The report as the engine had it, but for its words and its address, which no answer rests
        on.
        """
        answer = self.answer
        indications = answer.standings.indications if answer.standings is not None else Indications()
        return Report(
            id=answer.report,
            facts=answer.facts,
            date_of_facts=None if answer.date_is_assumed else answer.date_of_facts,
            reported_category=indications.category,
            raised=answer.raised,
            indications=indications,
            disputed=answer.disputed,
        )


def read_document(data: bytes, ruleset: Ruleset, stated: Collection[str] = ()) -> StoredDocument:
    """The document that `DocumentWriter` wrote under a ruleset.

    `stated`: the facts that the question states by their own names. They come first, as when the
    report was read, then what others mean, then what is presumed; the document has all of them by
    name.

    Raises:
        DocumentError: these bytes are of another form, of another ruleset, or damaged.
    """
    try:
        raw, entries, conditions = _parts(data)
        if raw["proof_version"] != PROOF_VERSION or raw["digests"]["ruleset"] != ruleset.digest:
            raise DocumentError(f"proof {raw['proof_version']} under the ruleset {raw['digests']['ruleset']}")
        return _Reading(raw, entries, conditions, ruleset.facts, stated).document()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(str(error)) from error


def _parts(data: bytes) -> tuple[Any, list[bytes], bytes]:
    """A document without its offences and conditions; the entry of each offence, without its
    braces; the inside of the object that holds the conditions.
    """
    begun = data.find(_OFFENCES)
    if begun < 0:
        return _without_offences(data)
    first = begun + len(_OFFENCES)
    conditions = data.find(_CONDITIONS, first)
    digests = data.find(_DIGESTS, conditions)
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


class _Verdicts(Sequence[Verdict]):
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


class _Concluded(NamedTuple):
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
def _concluded(data: bytes) -> _Concluded:
    """What stands between both."""
    raw = from_json(b'{"status":"' + data + b"}")
    return _Concluded(
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


class _Assessments(Mapping[str, Assessment]):
    """The assessments of a document by offence, in its order, each read when it is first asked
    for.
    """

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

    @property
    def evoked(self) -> tuple[Assessment, ...]:
        """Those of the offences evoked."""
        return tuple([self[name] for name, entry in self._entries.items() if _EVOKED in entry])

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


class _InOrder(Sequence[Assessment]):
    """The same, one after the other."""

    def __init__(self, by_offence: _Assessments) -> None:
        self.by_offence = by_offence

    def __len__(self) -> int:
        return len(self.by_offence)

    @overload
    def __getitem__(self, place: int) -> Assessment: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Assessment, ...]: ...
    def __getitem__(self, place: int | slice) -> Assessment | tuple[Assessment, ...]:
        return tuple(self.by_offence.values())[place]

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self.by_offence.values())


class _ReadAnswer(Answer):
    """An answer read back: a page looks at a dozen of its assessments."""

    @cached_property
    def by_offence(self) -> Mapping[str, Assessment]:
        """The assessments by offence."""
        assert isinstance(self.assessments, _InOrder)
        return self.assessments.by_offence

    @cached_property
    def evoked(self) -> tuple[Assessment, ...]:
        """Those of the offences evoked, the others being left unread."""
        assert isinstance(self.assessments, _InOrder)
        return self.assessments.by_offence.evoked


def forget_documents() -> None:
    """Empties what is remembered of the documents that were read."""
    for remembered in (_wording, _concluded, _verdict):
        remembered.cache_clear()


class _Reading:
    """One document being read."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        entries: Sequence[bytes],
        conditions: bytes,
        facts: Mapping[str, FactDefinition],
        stated: Collection[str],
    ) -> None:
        self._raw, self._entries, self._conditions = raw, entries, conditions
        self._names = stated
        self._facts = facts

    def document(self) -> StoredDocument:
        raw = self._raw
        return StoredDocument(
            answer=self._answer(),
            questions=tuple(map(self._question, raw["questions"])),
            changes={
                offence: None if change is None else self._change(offence, change)
                for offence, change in raw["would_be_established_if"].items()
            },
        )

    def _answer(self) -> Answer:
        raw, board = self._raw, self._board()
        return _ReadAnswer(
            report=raw["report"],
            date_of_facts=date.fromisoformat(raw["date_of_facts"]),
            continued_to=date.fromisoformat(raw["continued_to"]),
            date_is_assumed=raw["date_is_assumed"],
            date_of_decision=date.fromisoformat(raw["date_of_decision"]),
            issue=Issue(raw["issue"]),
            main=raw["main"],
            others=_settings(raw["others"]),
            out_of_field=tuple(raw["out_of_field"]),
            prudent=raw["prudent"],
            assessments=_InOrder(_Assessments(self._entries, board)),
            board=board,
            facts=self._stated_facts(),
            raised=frozenset(raw["raised"]),
            digests=Digests(**raw["digests"]),
            reasoner=raw["reasoner"],
            standings=_standings(raw) if "indications" in raw else None,
            disputed={name: self._stated(name, fact) for name, fact in raw.get("disputed", {}).items()},
        )

    def _stated_facts(self) -> dict[str, StatedFact]:
        every = {name: self._stated(name, raw) for name, raw in sorted(self._raw["facts"].items())}
        presumed = {name for name, fact in every.items() if rule_behind(fact, self._facts[name]) is not None}
        own = [name for name in every if name in self._names and name not in presumed]
        meant = [name for name in every if name not in self._names and name not in presumed]
        return {name: every[name] for name in (*own, *meant, *(name for name in self._facts if name in presumed))}

    def _stated(self, name: str, raw: Mapping[str, Any]) -> StatedFact:
        fact, span, sure = self._facts[name], raw["span"], raw["confirmed_value"]
        return StatedFact(
            fact=name,
            knowledge=_knowledge(raw["value"], fact),
            standing=Standing(raw["standing"]),
            source=raw["source"],
            span=None if span is None else Span(span[0], span[1], raw.get("span_in", "text")),
            sure=None if sure is None else _knowledge(sure, fact),
            was=raw.get("was"),
        )

    def _board(self) -> Board:
        """The verdicts; the outcomes as bits serve reasoning alone, and nobody reasons on what is
        read back.
        """
        return Board(_Verdicts(self._conditions), {}, 0, 0)

    def _question(self, raw: Mapping[str, Any]) -> Question:
        fact = self._facts[raw["fact"]]
        effects = (Effect(_value(e["answer"], fact), e["offence"], Status(e["status"])) for e in raw["decisive"])
        return Question(fact.id, raw["score"], tuple(effects), raw["to_confirm"])

    def _change(self, offence: str, raw: Mapping[str, Any]) -> Counterfactual:
        return Counterfactual(
            offence,
            tuple(raw["changed"]),
            tuple(raw["added"]),
            _reason(raw["literals"]),
            {name: _value(value, self._facts[name]) for name, value in raw["example"].items()},
        )


def _standings(raw: Mapping[str, Any]) -> Standings:
    first, look = raw["first"], raw["look"]
    return Standings(
        indications=Indications(**raw["indications"]),
        first=None if first is None else First(**{**first, "motives": tuple(Motive(**m) for m in first["motives"])}),
        also=_settings(raw["also"]),
        look=None if look is None else Look(**{**look, "offences": tuple(look["offences"])}),
    )


def _settings(raw: Iterable[Mapping[str, Any]]) -> tuple[Setting, ...]:
    return tuple(Setting(**setting) for setting in raw)


@lru_cache(VERDICTS)
def _verdict(data: bytes) -> Verdict:
    raw = from_json(data.rstrip(b","))
    return Verdict(
        Outcome(raw["outcome"]),
        Outcome(raw["confirmed"]),
        tuple(map(_reason, raw["reasons"])),
        _reason(raw.get("could_hold", ())),
        _reason(raw.get("could_fail", ())),
    )


def _reason(raw: Iterable[Mapping[str, Any]]) -> Reason:
    return tuple(map(_literal, raw))


def _literal(raw: Mapping[str, Any]) -> FactLiteral:
    threshold = raw.get("threshold")
    bound = date.fromisoformat(threshold) if isinstance(threshold, str) else threshold
    return FactLiteral(Atom(raw["fact"], _KINDS[raw["test"]], tuple(raw.get("values", ())), bound), raw["holds"])


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _knowledge(raw: Any, fact: FactDefinition) -> Knowledge:
    """The inverse of `known_data`."""
    if not isinstance(raw, Mapping):
        return Exactly(_value(raw, fact))
    if "one_of" in raw:
        return OneOf(frozenset(raw["one_of"]))
    if "includes" in raw:
        return Members(frozenset(raw["includes"]), frozenset(raw["excludes"]))
    low, high = (_value(raw[name], fact) if name in raw else None for name in ("min", "max"))
    return Between(low, high)  # type: ignore[arg-type]  # bounds of an integer or of a day


def _value(raw: Any, fact: FactDefinition) -> Value:
    if fact.type == "date":
        return date.fromisoformat(raw)
    value: Value = frozenset(raw) if isinstance(raw, list) else raw
    return value
