"""Reader of stored documents: the answer that one holds, as the engine's objects, without reasoning
again.

It undoes `DocumentWriter`: `ProofWriter` gives back the proof, byte for byte, from what is read of
it. Most of a document tells what is found of each clause of each offence, and why; whoever reads
one looks at a few: these parts stay bytes until they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, overload

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
_OFFENCES, _CONDITIONS = re.compile(rb'"offences":\s*\['), re.compile(rb'"conditions":\s*\{')
_DIGESTS = re.compile(rb'"digests":')
_FINDINGS = re.compile(rb'"findings":\s*(\[[^\]]*\])')
_CONDITION = re.compile(rb'"c(\d+)":')
"""Keys in the order of a document. No text holds one: a quotation mark within it is escaped."""
_OPEN = {"outcome": "open", "confirmed": "open", "reasons": ()}
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
        raw, findings, conditions = _parts(data)
        if raw["proof_version"] != PROOF_VERSION or raw["digests"]["ruleset"] != ruleset.digest:
            raise DocumentError(f"proof {raw['proof_version']} under the ruleset {raw['digests']['ruleset']}")
        return _Reading(raw, findings, conditions, ruleset.facts, stated).document()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(str(error)) from error


def _parts(data: bytes) -> tuple[Any, list[bytes], bytes]:
    """A document in which the findings of each offence are but a number; by these numbers, the
    findings; the inside of the object that holds the conditions.
    """
    offences = _OFFENCES.search(data)
    conditions = _CONDITIONS.search(data, offences.end()) if offences is not None else None
    digests = _DIGESTS.search(data, conditions.end()) if conditions is not None else None
    if offences is None or conditions is None or digests is None:
        raise KeyError(f"offences or conditions of {from_json(data)['proof_version']}")
    findings: list[bytes] = []

    def number(found: re.Match[bytes]) -> bytes:
        findings.append(found[1])
        return b'"findings":%d' % (len(findings) - 1)

    shorter = _FINDINGS.sub(number, data[offences.start() : conditions.start()])
    raw = from_json(data[: offences.start()] + shorter + data[digests.start() :])
    return raw, findings, data[conditions.end() : data.rindex(b"}", 0, digests.start())]


class _Points(Sequence[Point]):
    """The clauses of an offence on which something is found, read when they are first asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _points(self) -> tuple[Point, ...]:
        found = from_json(self._data)
        return tuple([Point(f["kind"], f["name"], int(f["condition"].removeprefix("c"))) for f in found])

    def __len__(self) -> int:
        return len(self._points)

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Point, ...]: ...
    def __getitem__(self, place: int | slice) -> Point | tuple[Point, ...]:
        return self._points[place]

    def __eq__(self, other: object) -> bool:
        return self._points == (tuple(other) if isinstance(other, Sequence) else other)

    def __hash__(self) -> int:
        return hash(self._points)


class _Verdicts(Sequence[Verdict]):
    """The verdicts of a document by number of condition, each looked for and read when it is first
    asked for.
    """

    def __init__(self, conditions: bytes) -> None:
        self._data = conditions
        self._read: dict[int, Verdict] = {}

    @cached_property
    def _length(self) -> int:
        return 1 + max((int(found[1]) for found in _CONDITION.finditer(self._data)), default=-1)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, number: int) -> Verdict: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Verdict, ...]: ...
    def __getitem__(self, number: int | slice) -> Verdict | tuple[Verdict, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        if number not in self._read:
            self._read[number] = _verdict(self._raw(number))
        return self._read[number]

    def _raw(self, number: int) -> Mapping[str, Any]:
        key = b'"c%d":' % number
        begun = self._data.find(key) + len(key)
        if begun < len(key):
            if not 0 <= number < self._length:
                raise IndexError(number)
            return _OPEN
        following = _CONDITION.search(self._data, begun)
        end = following.start() if following is not None else len(self._data)
        raw: Mapping[str, Any] = from_json(self._data[begun:end].rstrip(b", \n"))
        return raw


class _Reading:
    """One document being read."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        findings: Sequence[bytes],
        conditions: bytes,
        facts: Mapping[str, FactDefinition],
        stated: Collection[str],
    ) -> None:
        self._raw, self._findings, self._conditions = raw, findings, conditions
        self._names = stated
        self._facts = facts
        self._penalties: dict[tuple[Any, ...], Penalty] = {}

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
        return Answer(
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
            assessments=tuple(self._assessment(entry, board) for entry in raw["offences"]),
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

    def _assessment(self, raw: Mapping[str, Any], board: Board) -> Assessment:
        version, points = raw["version"], _Points(self._findings[raw["findings"]])
        wording = Wording(raw["offence"], None if version is None else version["id"], _day(raw["read_from"]), points)
        conclusion = Conclusion(
            wording,
            _STATUSES[raw["status"]],
            tuple(raw["because"]),
            tuple(raw["presumed"]),
            tuple(raw["raised"]),
            self._penalty(raw["penalty"]),
        )
        return Assessment(
            conclusion,
            _STATUSES[raw["confirmed"]],
            board,
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
        )

    def _penalty(self, raw: Mapping[str, Any]) -> Penalty:
        key = tuple(raw.items())
        if key not in self._penalties:
            self._penalties[key] = Penalty(**raw)
        return self._penalties[key]

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


def _verdict(raw: Mapping[str, Any]) -> Verdict:
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
