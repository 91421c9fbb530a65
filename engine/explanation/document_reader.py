"""Reader of stored documents: the answer that one holds, as the engine's objects, without reasoning
again.

It undoes `DocumentWriter`: `ProofWriter` gives back the proof, byte for byte, from what is read of
it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
        raw = from_json(data)
        if raw["proof_version"] != PROOF_VERSION or raw["digests"]["ruleset"] != ruleset.digest:
            raise DocumentError(f"proof {raw['proof_version']} under the ruleset {raw['digests']['ruleset']}")
        return _Reading(raw, ruleset, stated).document()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(str(error)) from error


class _Verdicts(Sequence[Verdict]):
    """The verdicts of a document by number of condition, each read when it is first asked for: a
    page shows few.
    """

    def __init__(self, conditions: Mapping[int, Mapping[str, Any]]) -> None:
        self._raw = [conditions.get(number, _OPEN) for number in range(max(conditions, default=-1) + 1)]
        self._read: dict[int, Verdict] = {}

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, number: int) -> Verdict: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Verdict, ...]: ...
    def __getitem__(self, number: int | slice) -> Verdict | tuple[Verdict, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        if number not in self._read:
            self._read[number] = _verdict(self._raw[number])
        return self._read[number]


class _Reading:
    """One document being read."""

    def __init__(self, raw: Mapping[str, Any], ruleset: Ruleset, stated: Collection[str]) -> None:
        self._raw = raw
        self._names = stated
        self._facts = ruleset.facts
        self._numbers = {name: int(name.removeprefix("c")) for name in raw["conditions"]}
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
        verdicts = _Verdicts({self._numbers[name]: raw for name, raw in self._raw["conditions"].items()})
        return Board(verdicts, {}, 0, 0)

    def _assessment(self, raw: Mapping[str, Any], board: Board) -> Assessment:
        version, numbers = raw["version"], self._numbers
        points = tuple([Point(f["kind"], f["name"], numbers[f["condition"]]) for f in raw["findings"]])
        wording = Wording(raw["offence"], None if version is None else version["id"], _day(raw["read_from"]), points)
        conclusion = Conclusion(
            wording,
            Status(raw["status"]),
            tuple(raw["because"]),
            tuple(raw["presumed"]),
            tuple(raw["raised"]),
            self._penalty(raw["penalty"]),
        )
        return Assessment(
            conclusion,
            Status(raw["confirmed"]),
            board,
            raw["evoked"],
            tuple(
                ComparedWording(c["version"], date.fromisoformat(c["from"]), Status(c["status"]))
                for c in raw["compared"]
            ),
            TimeBar(raw["time_bar"]),
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
