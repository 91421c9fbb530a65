"""Which matches stand: those that no frame silences, and that have about them what they need; then what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import Cue, Hit, Rule, Value
from classifiers.cues.order import Named
from classifiers.cues.prepare import Prepared
from classifiers.cues.regions import Regions, covered

MAX_CUES = 20
"""Cues kept of one rule in one text: the first ones."""
WEAKENED = 0.6
Found = Mapping[int, list[Hit]]


def standing(
    lexicon: Lexicon, prepared: Prepared, found: Found, linguistic: Mapping[str, list[Hit]]
) -> dict[int, list[Hit]]:
    """By rule, the matches that stand."""
    stands: dict[int, list[Hit]] = {}
    regions: dict[Named, Regions] = {}
    if linguistic:
        fed = {n: linguistic.get(rule.source, []) for n, rule in enumerate(lexicon.rules) if rule.source}
        found = {**found, **fed}

    def region(named: Named) -> Regions:
        if named not in regions:
            if isinstance(named.what, int):
                hits, reach = stands.get(named.what, []), lexicon.rules[named.what].reach
            else:
                hits, reach = linguistic.get(named.what, []), "sentence" if named.what == "nlp:personne" else "inside"
            regions[named] = covered(hits, named.reach or reach, prepared)
        return regions[named]

    for number in sorted(found, key=lexicon.plan.rank.__getitem__):
        rule = lexicon.rules[number]
        hits = _within(rule, found[number])
        for silencing in lexicon.plan.unless[number]:
            if hits and (covers := region(silencing)):
                hits = [hit for hit in hits if not covers.touch(hit.first, hit.last)]
        if rule.needs and hits:
            around = [covers for named in lexicon.plan.needs[number] if (covers := region(named))]
            hits = [hit for hit in hits if any(covers.touch(hit.first, hit.last) for covers in around)]
        if hits:
            stands[number] = hits
    return stands


def _within(rule: Rule, hits: list[Hit]) -> list[Hit]:
    if rule.between is None:
        return hits
    low, high = rule.between
    return [hit for hit in hits if hit.number is not None and low <= hit.number <= high]


def cues_of(lexicon: Lexicon, prepared: Prepared, stands: Found) -> list[Cue]:
    """What the matches that stand say, spans in the text as given."""
    cues: list[Cue] = []
    for number, hits in stands.items():
        rule = lexicon.rules[number]
        if not rule.says:
            continue
        weak = [
            covered(stands[named.what], lexicon.rules[named.what].reach, prepared)
            for named in lexicon.plan.weakened[number]
            if isinstance(named.what, int) and named.what in stands
        ]
        for hit in hits[:MAX_CUES]:
            start, end = prepared.span(*_trimmed(prepared.data, hit.start, hit.end))
            lowered = any(covers.touch(hit.first, hit.last) for covers in weak)
            confidence = round(rule.confidence * (WEAKENED if lowered else 1), 2)
            for said in rule.says:
                value: Value | None = {"nombre": hit.number, "date": hit.day}.get(said.read or "", said.value)
                if value is not None:
                    cues.append(Cue(said.fact, value, start, end, confidence, rule.id))
    return cues


def _trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and data[end - 1] in b" \n":
        end -= 1
    while start < end - 1 and data[start] in b" \n":
        start += 1
    return start, end


def settle(lexicon: Lexicon, cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """What the cues imply added, one value kept of each fact that has only one, by place."""
    every = list(dict.fromkeys(cues))
    for implication in lexicon.implications:
        for cue in list(every):
            under = implication.under is not None and type(cue.value) is int and cue.value < implication.under
            if cue.fact == implication.fact and (under or _same(cue.value, implication.value)):
                every += [cue._replace(fact=said.fact, value=said.value) for said in implication.then]
    by_fact: dict[str, list[Cue]] = {}
    for cue in dict.fromkeys(every):
        by_fact.setdefault(cue.fact, []).append(cue)
    kept = [cue for fact, group in by_fact.items() for cue in _one_value(group, lexicon.priority.get(fact))]
    return tuple(sorted(kept, key=lambda cue: (cue.start, cue.end, cue.fact, str(cue.value), cue.rule)))


def _same(value: Value, other: Value | None) -> bool:
    return type(value) is type(other) and value == other


def _one_value(cues: list[Cue], priority: tuple[str, ...] | None) -> list[Cue]:
    """Of a set, everything; of a choice, the value first in its priority; of a number, a day or a yes-or-no, the surest."""
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
