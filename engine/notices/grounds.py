"""Grounds of a notice: what a proof establishes of one offence on confirmed facts: elements and
their evidence, exceptions ruled out, the text in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from engine.explanation.proof_parts import PROOF_VERSION
from engine.model.law import Penalty
from engine.notices.casefile import CaseFile
from engine.notices.fact_words import confirmed, settles
from engine.notices.faults import NoticeFault
from engine.notices.words import ClauseWords, OffenceWords
from textfile.text import LANGUAGES, Language, Text


@dataclass(frozen=True, slots=True)
class ClauseGround:
    """Clause and the confirmed facts it rests on; `how` is `established`, `presumed` by law,
    `ruled_out` or `not_raised`.
    """

    name: str
    words: ClauseWords
    how: Literal["established", "presumed", "ruled_out", "not_raised"]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """Grounds on which a content is illegal, under one text: everything said here rests on
    confirmed facts.
    """

    offence: OffenceWords
    citation: str
    legifrance: str | None
    law: str
    version: str
    in_force_from: date
    in_force_until: date | None
    date_of_facts: date
    date_is_assumed: bool
    elements: tuple[ClauseGround, ...]
    exceptions: tuple[ClauseGround, ...]
    scope: tuple[ClauseGround, ...]
    aggravations: tuple[ClauseGround, ...]
    penalty: Penalty | None
    unconfirmed: int
    confirmed_values: Mapping[str, Any] = field(repr=False)


def grounds_of(case: CaseFile) -> Grounds | list[NoticeFault]:
    """The grounds of a case, or what forbids to state them: each point that is not established, or
    not on confirmed facts.
    """
    faults = list(_before(case))
    if faults or case.words.offence is None:
        return faults
    return _GroundsReader(case, case.words.offence).read()


def _before(case: CaseFile) -> Iterator[NoticeFault]:
    proof = case.proof
    if proof.get("proof_version") != PROOF_VERSION:
        yield NoticeFault(
            "shape",
            "proof",
            Text(fr="preuve d'une autre forme", en="a proof of another form"),
            Text(fr=f"donner une preuve de forme {PROOF_VERSION}", en=f"give a proof of form {PROOF_VERSION}"),
        )
    elif case.offence is None:
        yield NoticeFault(
            "missing",
            "offence",
            Text(fr="aucune infraction retenue", en="no offence is upheld"),
            Text(fr="dire l'infraction que la décision retient", en="state the offence that the decision upholds"),
        )
    elif case.words.offence is None or case.words.offence.id != case.offence:
        yield NoticeFault(
            "shape",
            "words",
            Text(
                fr="les mots ne sont pas ceux de l'infraction retenue",
                en="the words are not those of the offence upheld",
            ),
            Text(fr="les prendre par `words_for`", en="take them with `words_for`"),
        )
    elif case.offence not in {entry["offence"] for entry in proof["offences"]}:
        yield NoticeFault(
            "shape",
            "proof",
            Text(fr="la preuve ne dit rien de l'infraction retenue", en="the proof says nothing of the offence upheld"),
            Text(fr="donner la preuve de la réponse", en="give the proof of the answer"),
        )


class _GroundsReader:
    """Reads one entry of a proof."""

    def __init__(self, case: CaseFile, offence: OffenceWords) -> None:
        self.proof = case.proof
        self.words = case.words
        self.offence = offence
        self.entry = next(e for e in case.proof["offences"] if e["offence"] == offence.id)
        self.confirmed_values = {name: confirmed(stated) for name, stated in case.proof["facts"].items()}

    def read(self) -> Grounds | list[NoticeFault]:
        """The grounds, or every fault."""
        faults = list(self._faults())
        if faults:
            return faults
        entry, version, proof = self.entry, self.entry["version"], self.proof
        until = version["until"]
        return Grounds(
            offence=self.offence,
            citation=entry["citation"],
            legifrance=entry["legifrance"] or version["source"]["legifrance"],
            law=version["law"],
            version=version["id"],
            in_force_from=date.fromisoformat(version["from"]),
            in_force_until=None if until is None else date.fromisoformat(until),
            date_of_facts=date.fromisoformat(proof["date_of_facts"]),
            date_is_assumed=proof["date_is_assumed"],
            elements=tuple(self._established("element")),
            exceptions=tuple(self._ruled_out()),
            scope=tuple(self._established("scope")),
            aggravations=tuple(c for c in self._established("aggravation") if c.how == "established"),
            penalty=self._penalty(),
            unconfirmed=sum(stated["standing"] != "confirmed" for stated in proof["facts"].values()),
            confirmed_values={name: value for name, value in self.confirmed_values.items() if value is not None},
        )

    def _faults(self) -> Iterator[NoticeFault]:
        entry = self.entry
        if entry["status"] != "established":
            french, english = (
                ", ".join(self._label(name, language) for name in entry["because"]) or entry["status"]
                for language in LANGUAGES
            )
            yield NoticeFault(
                "not_established",
                f"proof/{self.offence.id}",
                Text(
                    fr=f"l'infraction n'est pas établie par les faits : {french}",
                    en=f"the offence is not established by the facts: {english}",
                ),
                Text(
                    fr="établir ces points par des faits, puis décider à nouveau",
                    en="establish these points with facts, then decide again",
                ),
            )
            return
        faults = [
            fault
            for finding in self._findings("element")
            for fault in self._unconfirmed(finding)
            if not self._is_sure(finding)
        ]
        if entry["confirmed"] != "established" and not faults:
            faults = [fault for finding in self._findings("scope", "defence") for fault in self._unconfirmed(finding)]
        yield from faults
        if entry["confirmed"] != "established" and not faults:
            yield NoticeFault(
                "unconfirmed",
                f"proof/{self.offence.id}",
                Text(
                    fr="l'infraction n'est pas établie par les seuls faits confirmés",
                    en="the offence is not established by confirmed facts alone",
                ),
                Text(
                    fr="confirmer les faits présumés",
                    en="confirm the presumed facts",
                ),
            )

    def _is_sure(self, finding: Mapping[str, Any]) -> bool:
        """Whether an element holds on confirmed facts alone, or is left open by them and presumed
        by law.
        """
        outcome = self.proof["conditions"][finding["condition"]]["confirmed"]
        return outcome == "established" or (outcome == "open" and self._clause(finding).presumed is not None)

    def _unconfirmed(self, finding: Mapping[str, Any]) -> Iterator[NoticeFault]:
        """The facts that decide of a clause, and are only presumed."""
        told = self.proof["conditions"][finding["condition"]]
        reasons = [
            [lit for lit in reason if not settles(self.confirmed_values[lit["fact"]], lit)]
            for reason in told["reasons"]
        ]
        for literal in min(reasons, key=len, default=[]):
            name = literal["fact"]
            fact, clause = self.words.facts[name].label, self._clause(finding).label
            yield NoticeFault(
                "unconfirmed",
                f"facts/{name}",
                Text(
                    fr=f"« {fact.fr} » n'est que présumé, et décide de « {clause.fr} »",
                    en=f"“{fact.en}” is only presumed, and decides “{clause.en}”",
                ),
                Text(
                    fr="qu'une personne confirme ce fait, ou le corrige et décide à nouveau",
                    en="have somebody confirm this fact, or correct it and decide again",
                ),
            )

    def _established(self, kind: str) -> Iterator[ClauseGround]:
        for finding in self._findings(kind):
            told = self.proof["conditions"][finding["condition"]]
            if told["outcome"] == "established" and told["confirmed"] == "established":
                yield ClauseGround(
                    finding["name"], self._clause(finding), "established", self._evidence(told["reasons"])
                )
            else:
                yield ClauseGround(finding["name"], self._clause(finding), "presumed")

    def _penalty(self) -> Penalty | None:
        """The penalty incurred; None when a circumstance that is only presumed raises it."""
        told = [self.proof["conditions"][f["condition"]] for f in self._findings("aggravation")]
        if any(t["outcome"] == "established" != t["confirmed"] for t in told):
            return None
        return Penalty.model_validate(self.entry["penalty"])

    def _ruled_out(self) -> Iterator[ClauseGround]:
        for finding in self._findings("defence"):
            told = self.proof["conditions"][finding["condition"]]
            if told["outcome"] == "refuted" and told["confirmed"] == "refuted":
                yield ClauseGround(finding["name"], self._clause(finding), "ruled_out", self._evidence(told["reasons"]))
            else:
                yield ClauseGround(finding["name"], self._clause(finding), "not_raised")

    def _evidence(self, reasons: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[str, ...]:
        """The facts of the shortest reason that confirmed facts carry: there is one, since the
        outcome holds on them alone.
        """
        firm = [r for r in reasons if all(settles(self.confirmed_values[lit["fact"]], lit) for lit in r)]
        return tuple(dict.fromkeys(lit["fact"] for lit in min(firm, key=len)))

    def _findings(self, *kinds: str) -> list[Mapping[str, Any]]:
        return [finding for finding in self.entry["findings"] if finding["kind"] in kinds]

    def _clause(self, finding: Mapping[str, Any]) -> ClauseWords:
        return self.offence.clauses[f"{finding['kind']}/{finding['name']}"]

    def _label(self, name: str, language: Language) -> str:
        for kind in ("element", "defence", "scope"):
            words = self.offence.clauses.get(f"{kind}/{name}")
            if words is not None:
                return f"« {words.label.fr} »" if language == "fr" else f"“{words.label.en}”"
        return name
