"""The proof object: the whole answer as plain data, in a fixed order, with all that is needed to
check and replay it.

Each offence tells every one of its clauses, and names the condition of each (`c12`). What is found
of a condition stands once, under `conditions`, whatever the number of clauses and offences that ask
the same thing: its outcome, also on confirmed facts alone, and why. A literal is written `{"fact",
"test", "values" | "threshold", "holds"}` where test is `true`, `one_of`, `includes_any` or
`at_least`. An open condition carries two completions, one that makes it hold and one that makes it
fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.cache import TwoGenerationCache
from engine.explanation.proof_parts import (
    dump,
    head_and_foot,
    law_and_findings,
    name_of,
    names,
    own,
    penalty_data,
    verdict_data,
)
from engine.model.answer import Answer, Board, Conclusion, Verdict, Wording
from engine.model.law import Penalty
from engine.model.ruleset import Ruleset
from engine.reasoning.conclusions import CACHE_PER_OFFENCE

__all__ = ["ProofWriter", "dump", "proof"]

CACHE_SIZE = 8_000
"""Conditions kept per generation."""
MAX_LAYOUTS = 200
"""Sets of conditions kept per generation."""


class ProofWriter:
    """Writes the proofs of answers under one ruleset, in UTF-8.

    Parts that recur from answer to answer are written once and kept.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self._offences = ruleset.offences
        self._wordings: dict[Wording, tuple[bytes, bytes, int]] = {}
        self._entries: TwoGenerationCache[_Entry] = TwoGenerationCache(CACHE_PER_OFFENCE * len(ruleset.offences))
        self._conditions: TwoGenerationCache[tuple[Verdict, bytes]] = TwoGenerationCache(CACHE_SIZE)
        self._penalties: TwoGenerationCache[tuple[Penalty, str]] = TwoGenerationCache(MAX_LAYOUTS)
        self._layouts: TwoGenerationCache[_Layout] = TwoGenerationCache(MAX_LAYOUTS)

    def data(self, answer: Answer) -> bytes:
        """The proof of an answer as one line of JSON: same answer, same bytes."""
        return b"".join(self.fragments(answer))

    def fragments(self, answer: Answer) -> list[bytes]:
        """JSON fragments of the proof of an answer, to be joined once with what goes with it; the
        last one ends with the closing brace.
        """
        opening, closing = head_and_foot(answer)
        parts = [opening]
        conditions = 0
        for assessment in answer.assessments:
            _, law, concluded, findings, numbers = self._entry(assessment.conclusion)
            conditions |= numbers
            parts += (law, own(assessment), concluded, findings)
        if answer.assessments:
            parts[-1] = parts[-1][:-1]  # the comma after the last entry
        parts.append(b'],"conditions":{')
        parts.append(b",".join(self._verdicts(answer.board, conditions)))
        parts.append(closing)
        return parts

    def text(self, answer: Answer) -> str:
        """The same, as text."""
        return self.data(answer).decode()

    def conditions(self, answer: Answer) -> list[bytes]:
        """The verdict of each condition that the findings refer to, once, by number."""
        conditions = 0
        for assessment in answer.assessments:
            conditions |= self._entry(assessment.conclusion).conditions
        return self._verdicts(answer.board, conditions)

    def _entry(self, conclusion: Conclusion) -> _Entry:
        kept = self._entries[id(conclusion)]
        if kept is None or kept.conclusion is not conclusion:
            kept = self._entries.put(id(conclusion), self._written(conclusion))
        return kept

    def _written(self, conclusion: Conclusion) -> _Entry:
        wording = self._wordings.get(conclusion.wording)
        if wording is None:
            numbers = sum(1 << number for number in {point.condition for point in conclusion.wording.points})
            told = law_and_findings(conclusion.wording, self._offences)
            wording = self._wordings[conclusion.wording] = (*told, numbers)
        law, findings, conditions = wording
        penalty = conclusion.penalty
        kept = self._penalties[id(penalty)]
        if kept is None or kept[0] is not penalty:
            kept = self._penalties.put(id(penalty), (penalty, dump(penalty_data(penalty))))
        concluded = (
            f',"because":{names(conclusion.because)},"presumed":{names(conclusion.presumed)},'
            f'"raised":{names(conclusion.raised)},"penalty":{kept[1]}'
        )
        return _Entry(conclusion, law, concluded.encode(), findings, conditions)

    def _verdicts(self, board: Board, numbers: int) -> list[bytes]:
        layout = self._layouts[numbers]
        if layout is None or layout.untouched is not board.untouched:
            layout = self._layouts.put(numbers, self._layout(numbers, board.untouched))
        texts, places = layout.texts.copy(), layout.places
        for number, verdict in board.changed.items():
            place = places.get(number)
            if place is not None:
                texts[place] = self._condition(number, verdict)
        return texts

    def _layout(self, numbers: int, untouched: Sequence[Verdict]) -> _Layout:
        each = [number for number in range(numbers.bit_length()) if numbers >> number & 1]
        texts = [self._condition(number, untouched[number]) for number in each]
        return _Layout(untouched, {number: place for place, number in enumerate(each)}, texts)

    def _condition(self, number: int, verdict: Verdict) -> bytes:
        key = (number, id(verdict))
        kept = self._conditions[key]
        if kept is None or kept[0] is not verdict:
            text = f'"{name_of(number)}":{dump(verdict_data(verdict))}'.encode()
            kept = self._conditions.put(key, (verdict, text))
        return kept[1]


class _Entry(NamedTuple):
    """JSON fragments of an offence, before and after what is its own (see `own`), with the comma
    that follows; the conditions that its findings refer to, a bit each.
    """

    conclusion: Conclusion
    law: bytes
    concluded: bytes
    findings: bytes
    conditions: int


class _Layout(NamedTuple):
    """Conditions as they are written when nothing is known, and the place of each."""

    untouched: Sequence[Verdict]
    places: Mapping[int, int]
    texts: list[bytes]


def proof(answer: Answer, ruleset: Ruleset) -> dict[str, Any]:
    """The proof of one answer, as plain data."""
    data: dict[str, Any] = json.loads(ProofWriter(ruleset).data(answer))
    return data
