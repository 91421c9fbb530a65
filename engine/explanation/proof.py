"""The proof object: the whole answer as plain data, in a fixed order, with all that is needed to check and replay it.

Each offence tells every one of its clauses, and names the condition of each (`c12`). What is found of a condition stands once,
under `conditions`, whatever the number of clauses and offences that ask the same thing: its outcome, also on confirmed facts
alone, and why. A literal is written `{"fact", "test", "values" | "threshold", "holds"}` where test is `true`, `one_of`, `includes_any` or
`at_least`. An open condition carries two completions, one that makes it hold and one that makes it fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.facts.atoms import FactLiteral
from engine.facts.digest import known_data
from engine.kept import Kept
from engine.model.answer import Answer, Assessment, Compared, Conclusion, Point, Reason, Verdict, Wording
from engine.model.knowledge import StatedFact
from engine.model.law import Offence, Penalty, Version
from engine.model.outcome import Outcome, Status, TimeBar
from engine.model.ruleset import Ruleset

PROOF_VERSION = 2

MAX_KEPT = 8_000
"""Entries and conditions kept per generation (some ten megabytes)."""
MAX_LAYOUTS = 200
"""Sets of wordings kept per generation."""

_TESTS = {"true": "true", "is": "one_of", "has": "includes_any", "from": "at_least"}


class ProofWriter:
    """Writes the proofs of answers under one ruleset, in UTF-8. Parts that recur from answer to answer are written once and kept."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._offences = ruleset.offences
        self._wordings: dict[Wording, tuple[bytes, bytes]] = {}
        self._entries: Kept[_Entry] = Kept(MAX_KEPT)
        self._conditions: Kept[tuple[Verdict, bytes]] = Kept(MAX_KEPT)
        self._penalties: Kept[tuple[Penalty, str]] = Kept(MAX_LAYOUTS)
        self._layouts: Kept[_Layout] = Kept(MAX_LAYOUTS)

    def data(self, answer: Answer) -> bytes:
        """The proof of an answer as one line of JSON: same answer, same bytes."""
        opening, closing = _head_and_foot(answer)
        parts = [opening]
        entries = self._entries
        for assessment in answer.assessments:
            conclusion = assessment.conclusion
            kept = entries[id(conclusion)]
            if kept is None or kept[0] is not conclusion:
                kept = entries.put(id(conclusion), self._entry(conclusion))
            _, law, concluded, findings = kept
            parts += (law, _own(assessment), concluded, findings)
        if answer.assessments:
            parts[-1] = parts[-1][:-1]  # the comma after the last entry
        parts.append(b'],"conditions":{')
        parts.append(b",".join(self._all_conditions(answer)))
        parts.append(closing)
        return b"".join(parts)

    def text(self, answer: Answer) -> str:
        """The same, as text."""
        return self.data(answer).decode()

    def _entry(self, conclusion: Conclusion) -> _Entry:
        wording = self._wordings.get(conclusion.wording)
        if wording is None:
            wording = self._wordings[conclusion.wording] = _wording(conclusion.wording, self._offences)
        law, findings = wording
        penalty = conclusion.penalty
        told = self._penalties[id(penalty)]
        if told is None or told[0] is not penalty:
            told = self._penalties.put(id(penalty), (penalty, _dump(_penalty(penalty))))
        concluded = (
            f',"because":{_names(conclusion.because)},"presumed":{_names(conclusion.presumed)},'
            f'"raised":{_names(conclusion.raised)},"penalty":{told[1]}'
        )
        return _Entry(conclusion, law, concluded.encode(), findings)

    def _all_conditions(self, answer: Answer) -> list[bytes]:
        """The verdict of each condition that the findings refer to, once, by number."""
        wordings = [assessment.conclusion.wording for assessment in answer.assessments]
        key = tuple(map(id, wordings))
        layout = self._layouts[key]
        if layout is None or layout.untouched is not answer.board.untouched:
            layout = self._layouts.put(key, self._layout(wordings, answer.board.untouched))
        texts, places = layout.texts.copy(), layout.places
        for number, verdict in answer.board.changed.items():
            place = places.get(number)
            if place is not None:
                texts[place] = self._condition(number, verdict)
        return texts

    def _layout(self, wordings: Sequence[Wording], untouched: Sequence[Verdict]) -> _Layout:
        numbers = sorted({point.condition for wording in wordings for point in wording.points})
        texts = [self._condition(number, untouched[number]) for number in numbers]
        return _Layout(tuple(wordings), untouched, {number: place for place, number in enumerate(numbers)}, texts)

    def _condition(self, number: int, verdict: Verdict) -> bytes:
        key = (number, id(verdict))
        kept = self._conditions[key]
        if kept is None or kept[0] is not verdict:
            text = f'"{_name(number)}":{_dump(_verdict(verdict))}'.encode()
            kept = self._conditions.put(key, (verdict, text))
        return kept[1]


class _Entry(NamedTuple):
    """What is written of an offence before and after what is its own (see `_own`), with the comma that follows it."""

    conclusion: Conclusion
    law: bytes
    concluded: bytes
    findings: bytes


class _Layout(NamedTuple):
    """The conditions of an answer under given wordings (held here, so that none of their names is given to another object)."""

    wordings: tuple[Wording, ...]
    untouched: Sequence[Verdict]
    places: Mapping[int, int]
    texts: list[bytes]


def _name(condition: int) -> str:
    return f"c{condition}"


def _names(names: tuple[str, ...]) -> str:
    """Identifiers: they need no escape."""
    return f"""["{'","'.join(names)}"]""" if names else "[]"


def _own(assessment: Assessment) -> bytes:
    """The statuses, and what else depends on more than the outcomes under the wording that governs."""
    conclusion, confirmed, _, evoked, compared, time_bar, deadline, limitation = assessment
    if limitation is None and not compared and time_bar is TimeBar.UNKNOWN:
        return _USUAL[conclusion.status, confirmed, evoked]
    return _statuses(conclusion.status, confirmed, evoked, compared, time_bar, limitation, deadline)


def _statuses(
    status: Status,
    confirmed: Status,
    evoked: bool,
    compared: tuple[Compared, ...] = (),
    time_bar: TimeBar = TimeBar.UNKNOWN,
    limitation: str | None = None,
    deadline: date | None = None,
) -> bytes:
    told = ",".join([f'{{"version":"{c.version}","from":"{c.from_}","status":"{c.status}"}}' for c in compared])
    return (
        f'"status":"{status}","confirmed":"{confirmed}","evoked":{"true" if evoked else "false"},"compared":[{told}],'
        f'"time_bar":"{time_bar}","limitation":{_text(limitation)},"deadline":{_text(deadline)}'
    ).encode()


def _text(value: object) -> str:
    return "null" if value is None else f'"{value}"'


_USUAL = {
    (status, confirmed, evoked): _statuses(status, confirmed, evoked)
    for status in Status
    for confirmed in Status
    for evoked in (True, False)
}


def proof(answer: Answer, ruleset: Ruleset) -> dict[str, Any]:
    """The proof of one answer, as plain data."""
    data: dict[str, Any] = json.loads(ProofWriter(ruleset).data(answer))
    return data


def dump(data: Mapping[str, Any]) -> str:
    """Canonical JSON text, on one line."""
    return _dump(data)


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _head_and_foot(answer: Answer) -> tuple[bytes, bytes]:
    """What comes before the offences and after the conditions."""
    head = {
        "proof_version": PROOF_VERSION,
        "report": answer.report,
        "date_of_facts": answer.date_of_facts.isoformat(),
        "date_is_assumed": answer.date_is_assumed,
        "continued_to": answer.continued_to.isoformat(),
        "date_of_decision": answer.date_of_decision.isoformat(),
        "issue": answer.issue.value,
        "main": answer.main,
        "others": [{"offence": s.offence, "kind": s.kind, "by": s.by} for s in answer.others],
        "out_of_field": answer.out_of_field,
        "prudent": answer.prudent,
        "raised": sorted(answer.raised),
        "facts": {name: _fact(stated) for name, stated in sorted(answer.facts.items())},
    }
    digests = answer.digests
    foot = {
        "digests": {"facts": digests.facts, "ruleset": digests.ruleset, "engine": digests.engine},
        "reasoner": answer.reasoner,
    }
    return f'{_dump(head)[:-1]},"offences":['.encode(), f"}},{_dump(foot)[1:]}".encode()


def _fact(stated: StatedFact) -> dict[str, Any]:
    return {
        "value": known_data(stated.known),
        "standing": stated.standing.value,
        "confirmed_value": None if stated.sure is None else known_data(stated.sure),
        "source": stated.source,
        "span": None if stated.span is None else [stated.span.start, stated.span.end],
    }


def _wording(wording: Wording, offences: Mapping[str, Offence]) -> tuple[bytes, bytes]:
    """The law that an entry opens with, and the findings that it ends with."""
    offence = offences[wording.offence]
    version = next((v for v in offence.versions if v.id == wording.version), None)
    opening = {
        "offence": offence.id,
        "legifrance": offence.legifrance,
        "citation": offence.citation if version is None else version.citation or offence.citation,
        "version": None if version is None else _version(version),
        "read_from": None if wording.read_from is None else wording.read_from.isoformat(),
    }
    findings = [_finding(point, offence) for point in wording.points]
    return f"{_dump(opening)[:-1]},".encode(), f',"findings":{_dump(findings)}}},'.encode()


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "from": version.from_.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "law": version.law,
        "void": version.void,
        "source": version.source.model_dump(mode="json"),
    }


def _finding(point: Point, offence: Offence) -> dict[str, Any]:
    group = {
        "element": offence.elements,
        "defence": offence.defences,
        "scope": offence.scope,
        "aggravation": offence.aggravations,
        "caution": offence.cautions,
    }
    clause: Any = group[point.kind][point.name]  # type: ignore[index]
    return {
        "kind": point.kind,
        "name": point.name,
        "label": clause.label.fr,
        "article": getattr(clause, "article", None),
        "condition": _name(point.condition),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    data: dict[str, Any] = {
        "outcome": verdict.outcome.value,
        "confirmed": verdict.confirmed.value,
        "reasons": [_reason(r) for r in verdict.reasons],
    }
    if verdict.outcome is Outcome.OPEN:
        data["could_hold"] = _reason(verdict.could_hold)
        data["could_fail"] = _reason(verdict.could_fail)
    return data


def _reason(reason: Reason) -> list[dict[str, Any]]:
    return [literal_data(literal) for literal in reason]


def literal_data(literal: FactLiteral) -> dict[str, Any]:
    """A literal in the form described above."""
    atom = literal.atom
    data: dict[str, Any] = {"fact": atom.fact, "test": _TESTS[atom.kind]}
    if atom.keys:
        data["values"] = list(atom.keys)
    if atom.threshold is not None:
        data["threshold"] = atom.threshold if isinstance(atom.threshold, int) else atom.threshold.isoformat()
    data["holds"] = literal.holds
    return data


def _penalty(penalty: Penalty) -> dict[str, Any]:
    return {
        "prison_months": penalty.prison_months,
        "fine_euros": penalty.fine_euros,
        "life": penalty.life,
        "contravention_class": penalty.contravention_class,
    }
