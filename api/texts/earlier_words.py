"""Cues in earlier words of the vocabulary, read in those of today.

Lexicons and learned readers say the words that they were written or taught in; whoever sees their
cues, today's alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.texts.lexicons import Facts
from classifiers.cues.decide import one_value_each
from classifiers.cues.model import Cue, Value
from classifiers.cues.reader import Reads
from classifiers.reader.reader import ReportReader, Whole
from classifiers.reader.reading import ReportText
from classifiers.second.reader import TextReading
from engine.facts.renamings import in_words_of


class EarlierWords:
    """Translation of cues into the words of a vocabulary. `priority`: of each fact that has one
    value, which of them stands.
    """

    def __init__(self, facts: Facts, priority: Mapping[str, tuple[str, ...]]) -> None:
        self._facts, self._priority = facts, priority
        self._today: dict[tuple[str, Value], tuple[tuple[str, Value], ...]] = {}

    def today(self, fact: str, value: Value) -> tuple[tuple[str, Value], ...]:
        """The facts and values of today that a value is: itself, where it is one or never was."""
        definition = self._facts.get(fact)
        if definition is not None and (definition.type not in ("choice", "set") or value in definition.values):
            return ((fact, value),)
        said = (fact, value)
        if said not in self._today:
            self._today[said] = tuple(self._translated(fact, value)) or (said,)
        return self._today[said]

    def read(self, cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """The cues in today's words, by place: of the same value by the same rule, the surest."""
        own: list[Cue] = []
        others: list[Cue] = []
        for cue in cues:
            for fact, value in self.today(cue.fact, cue.value):
                is_own = (fact, value) == (cue.fact, cue.value)
                (own if is_own else others).append(cue._replace(fact=fact, value=value))
        if not others:
            return cues
        surest: dict[object, float] = {}
        for cue in (*own, *others):
            surest[_said(cue)] = max(cue.confidence, surest.get(_said(cue), 0.0))
        held = {_said(cue) for cue in own if cue.confidence == surest[_said(cue)]}
        kept = [cue for cue in own if _said(cue) in held]
        kept += [cue for cue in dict.fromkeys(others) if _said(cue) not in held]
        return one_value_each(kept, self._priority)

    def _translated(self, fact: str, value: Value) -> Iterator[tuple[str, Value]]:
        definition = self._facts.get(fact)
        raw: Any = {"includes": [value]} if definition is not None and definition.type == "set" else value
        for name, told in in_words_of(self._facts, {fact: raw}).facts.items():
            if name in self._facts:
                parts = told.get("includes", ()) if isinstance(told, Mapping) else told
                yield from ((name, one) for one in (parts if isinstance(parts, list | tuple) else (parts,)))


class TodaysReader:
    """Reader of cues, in the words of today."""

    def __init__(self, reader: Reads, words: EarlierWords) -> None:
        self._reader, self._words = reader, words

    def read(self, text: str) -> tuple[Cue, ...]:
        """The cues of one text, by place."""
        return self._words.read(self._reader.read(text))

    def read_many(self, texts: Iterable[str]) -> Iterator[tuple[Cue, ...]]:
        """The cues of each text, in order."""
        return map(self._words.read, self._reader.read_many(texts))


class TodaysReportReader:
    """Reader of reports, whose cues are in the words of today."""

    def __init__(self, reader: ReportReader, words: EarlierWords) -> None:
        self._reader, self._words = reader, words

    def read_whole(self, reports: Iterable[ReportText]) -> Iterator[Whole]:
        """The reading of each report with the cues of each side, in order."""
        for whole in self._reader.read_whole(reports):
            yield whole._replace(text=self._of_side(whole.text), comment=self._of_side(whole.comment))

    def _of_side(self, side: TextReading | None) -> TextReading | None:
        return None if side is None else side._replace(cues=self._words.read(side.cues))


def _said(cue: Cue) -> object:
    return cue.fact, cue.value, cue.rule
