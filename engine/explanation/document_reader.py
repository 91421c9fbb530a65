"""Reader of stored documents: the answer that one holds, as the engine's objects, without reasoning
again.

It undoes `DocumentWriter`: `ProofWriter` gives back the proof, byte for byte, from what is read of
it. Its offences and its conditions are read when they are asked for (`document_parts.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.explanation.counterfactual import Counterfactual
from engine.explanation.document_parts import StoredAssessments, StoredVerdicts, parts_of, reason_of
from engine.explanation.proof_parts import PROOF_VERSION
from engine.explanation.questions import Effect, Question
from engine.facts.presumptions import rule_behind
from engine.model.answer import (
    Answer,
    Assessments,
    Board,
    Digests,
    First,
    Look,
    Motive,
    Setting,
    Standings,
)
from engine.model.fact import FactDefinition, Value
from engine.model.indications import Indications
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, Span, StatedFact
from engine.model.outcome import Issue, Standing, Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset


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
        raw, entries, conditions = parts_of(data)
        if raw["proof_version"] != PROOF_VERSION or raw["digests"]["ruleset"] != ruleset.digest:
            raise DocumentError(f"proof {raw['proof_version']} under the ruleset {raw['digests']['ruleset']}")
        return _Reading(raw, entries, conditions, ruleset.facts, stated).document()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(str(error)) from error


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
            assessments=Assessments(StoredAssessments(self._entries, board)),
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
        """The verdicts, without the bits that serve reasoning alone."""
        return Board(StoredVerdicts(self._conditions), {}, 0, 0, 0)

    def _question(self, raw: Mapping[str, Any]) -> Question:
        fact = self._facts[raw["fact"]]
        effects = (Effect(_value(e["answer"], fact), e["offence"], Status(e["status"])) for e in raw["decisive"])
        return Question(fact.id, raw["score"], tuple(effects), raw["to_confirm"])

    def _change(self, offence: str, raw: Mapping[str, Any]) -> Counterfactual:
        return Counterfactual(
            offence,
            tuple(raw["changed"]),
            tuple(raw["added"]),
            reason_of(raw["literals"]),
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
