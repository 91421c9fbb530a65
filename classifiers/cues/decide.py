"""Conflict resolution among matches: those stand that no frame silences, and that have about them
what they need; then what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import Cue, CueRule, Hit, Matches, Value
from classifiers.cues.order import Others, RuleReference
from classifiers.cues.prepare import PreparedText
from classifiers.cues.regions import Regions, covered

MAX_CUES = 20
"""Cues kept of one rule in one text: the first ones."""
WEAKENED = 0.6


class MatchResolution:
    """Conflict resolution of the matches of one text."""

    def __init__(self, lexicon: Lexicon, prepared: PreparedText, matches: Matches) -> None:
        """`matches`: those of the rules asked about, and of those that bear on them."""
        self._lexicon = lexicon
        self._text = prepared
        self._matches = matches
        self._stands: dict[int, list[Hit]] = {}
        self._regions: dict[RuleReference, Regions] = {}

    def all(self) -> dict[int, list[Hit]]:
        """The matches that stand, by rule, those of frames too."""
        every = {number: self.of(number) for number in self._numbers()}
        return {number: hits for number, hits in every.items() if hits}

    def cues(self) -> list[Cue]:
        """The cues of the matches that stand, spans in the text as given."""
        rules = self._lexicon.rules
        said: list[Cue] = []
        for number in self._numbers():
            if rules[number].says and (hits := self.of(number)):
                said += self._cues_of(number, hits)
        return said

    def _numbers(self) -> list[int]:
        return sorted(what for what in self._matches if isinstance(what, int))

    def of(self, number: int) -> list[Hit]:
        """The matches of a rule that stand."""
        if number not in self._matches:
            return []
        if number not in self._stands:
            self._stands[number] = self._standing_hits(number)
        return self._stands[number]

    def _standing_hits(self, number: int) -> list[Hit]:
        rule, plan = self._lexicon.rules[number], self._lexicon.plan
        around = [*self._regions_of(plan.needs[number])]
        if rule.needs and not around:
            return []
        hits = _within(rule, self._matches[number])
        if rule.needs:
            hits = [hit for hit in hits if any(covers.touch(hit.first, hit.last) for covers in around)]
        if hits:
            for covers in self._regions_of(plan.unless[number]):
                hits = [hit for hit in hits if not covers.touch(hit.first, hit.last)]
                if not hits:
                    break
        return hits

    def _regions_of(self, others: Others) -> Iterator[Regions]:
        """The regions of each of them that stands, worked out when it is asked for."""
        for what in others.whats & self._matches.keys():
            for named in others.named[what]:
                if (covers := self._region(named)) is not None:
                    yield covers

    def _region(self, named: RuleReference) -> Regions | None:
        """The regions of a rule; None when it does not stand."""
        what = named.what
        if isinstance(what, int):
            hits, reach = self.of(what), self._lexicon.rules[what].reach
        else:
            hits, reach = self._matches[what], "sentence" if what == "nlp:personne" else "inside"
        if not hits:
            return None
        if named not in self._regions:
            self._regions[named] = covered(hits, named.reach or reach, self._text)
        return self._regions[named]

    def _cues_of(self, number: int, hits: list[Hit]) -> Iterable[Cue]:
        rule, prepared = self._lexicon.rules[number], self._text
        weak = [*self._regions_of(self._lexicon.plan.weakened[number])]
        for hit in hits[:MAX_CUES]:
            start, end = prepared.span(*_trimmed(prepared.data, hit.start, hit.end))
            lowered = any(covers.touch(hit.first, hit.last) for covers in weak)
            confidence = round(rule.confidence * (WEAKENED if lowered else 1), 2)
            for said in rule.says:
                value: Value | None = {"nombre": hit.number, "date": hit.day}.get(said.read or "", said.value)
                if value is not None:
                    yield Cue(said.fact, value, start, end, confidence, rule.id)


def _within(rule: CueRule, hits: list[Hit]) -> list[Hit]:
    if rule.between is None:
        return hits
    low, high = rule.between
    return [hit for hit in hits if hit.number is not None and low <= hit.number <= high]


def _trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and data[end - 1] in b" \n":
        end -= 1
    while start < end - 1 and data[start] in b" \n":
        start += 1
    return start, end


def settle(lexicon: Lexicon, cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The cues with what they imply, one value of each fact that has only one, by place."""
    every = list(dict.fromkeys(cues))
    facts = {cue.fact for cue in every}
    for implication in lexicon.implications:
        for cue in list(every) if implication.fact in facts else ():
            if implication.holds(cue.fact, cue.value):
                every += [cue._replace(fact=said.fact, value=said.value) for said in implication.then]
                facts |= {said.fact for said in implication.then}
    return one_value_each(dict.fromkeys(every), lexicon.priority)


def one_value_each(cues: Iterable[Cue], priority: Mapping[str, tuple[str, ...]]) -> tuple[Cue, ...]:
    """The cues that stand, by place: of each fact that has only one value, those of one.
    `priority`: of such a fact, which of its values stands.
    """
    by_fact: dict[str, list[Cue]] = {}
    for cue in cues:
        by_fact.setdefault(cue.fact, []).append(cue)
    kept = [cue for fact, group in by_fact.items() for cue in _one_value(group, priority.get(fact))]
    return tuple(sorted(kept, key=lambda cue: (cue.start, cue.end, cue.fact, str(cue.value), cue.rule)))


def _one_value(cues: list[Cue], priority: tuple[str, ...] | None) -> list[Cue]:
    """The cues of one fact that stand: of a set, everything; of a choice, the value first in its
    priority; of a number, a day or a yes-or-no, the surest.
    """
    if priority is None and isinstance(cues[0].value, str) and not cues[0].value[:1].isdigit():
        return cues
    values = {cue.value for cue in cues}
    if len(values) == 1:
        return cues
    if priority is not None:
        chosen: Value = min(
            values, key=lambda value: (priority.index(str(value)) if value in priority else len(priority), str(value))
        )
    else:
        chosen = min(cues, key=lambda cue: (-cue.confidence, cue.start, str(cue.value))).value
    return [cue for cue in cues if cue.value == chosen]
