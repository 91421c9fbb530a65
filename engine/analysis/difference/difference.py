"""Entry point of the difference between two rulesets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from engine.analysis.difference.consequences import (
    consequences_by_day,
    consequences_of_offence,
    data_changes,
    is_wording,
    relations_of,
    wording_changes,
)
from engine.analysis.difference.findings import (
    ConsequenceChange,
    Days,
    DifferenceClass,
    PartDifference,
    RelationChange,
    RulesetDifference,
    StatusChange,
)
from engine.analysis.difference.meaning import MeaningDifference
from engine.language.plain import plain
from engine.model.dated import version_on
from engine.model.law import Delay, Limitation, Offence
from engine.model.outcome import Status
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine

Progress = Callable[[str], None]
_RANK = {Status.ESTABLISHED: 2, Status.OPEN: 1}


def difference(old: Engine, new: Engine, progress: Progress = lambda name: None) -> RulesetDifference:
    """Everything that differs between two laws, each change of a status with its smallest report;
    `progress` is told the name of each part looked at.

    Raises:
        WitnessError: the engine does not confirm a witness: a fault of this program.
    """
    parts = tuple(_parts(old, new, progress))
    return RulesetDifference(
        old.ruleset.digest, new.ruleset.digest, _all_together([part.of_class for part in parts]), parts
    )


def _parts(old: Engine, new: Engine, progress: Progress) -> Iterator[PartDifference]:
    meaning = MeaningDifference(old, new)
    before, after = old.ruleset, new.ruleset
    for name in {**before.offences, **after.offences}:
        progress(name)
        part = _offence(name, before.offences.get(name), after.offences.get(name), meaning, (old, new))
        if part is not None:
            yield part
    for name in {**before.notions, **after.notions}:
        both = before.notions.get(name), after.notions.get(name)
        if plain(both[0]) == plain(both[1]):
            continue
        progress(name)
        conditions = tuple(meaning.condition_changes(name)) if None not in both else ()
        yield _simple("notion", name, both, conditions)
    for name in {**before.out_of_field, **after.out_of_field}:
        rules = before.out_of_field.get(name), after.out_of_field.get(name)
        if plain(rules[0]) != plain(rules[1]) or _reads_otherwise(name, old, new):
            yield _simple("out_of_field", name, rules, tuple(meaning.out_of_field_changes(name)))
    for name in {**before.limitations, **after.limitations}:
        regimes = before.limitations.get(name), after.limitations.get(name)
        if plain(regimes[0]) != plain(regimes[1]):
            yield _dated(_simple("limitation", name, regimes, ()), _first_day_of_delays(*regimes))
    for name in {**before.facts, **after.facts}:
        facts = before.facts.get(name), after.facts.get(name)
        if plain(facts[0]) != plain(facts[1]):
            yield _simple("fact", name, facts, ())
    if plain(before.order) != plain(after.order):
        yield _simple("order", "ordre", (before.order, after.order), ())


def _offence(
    name: str, old: Offence | None, new: Offence | None, meaning: MeaningDifference, engines: tuple[Engine, Engine]
) -> PartDifference | None:
    pairs = meaning.pairs(name)
    statuses = tuple(meaning.status_changes(name))
    clauses = tuple(meaning.clause_changes(name))
    consequences = tuple(consequences_by_day(pairs))
    wordings = wording_changes(old, new, name) if old is not None and new is not None else ()
    if old is not None and new is not None:
        consequences += tuple(consequences_of_offence(old, new))
    relations = tuple(_relations(name, old, new, meaning, engines[1]))
    present = old is not None, new is not None
    if not (statuses or clauses or relations or consequences or wordings) and all(present):
        if plain(old) == plain(new):
            return None
        of_class = DifferenceClass.EDITORIAL
    elif _only_in_time(name, engines, old, new):
        of_class = DifferenceClass.TIME
    else:
        of_class = _class(statuses, bool(clauses or relations or consequences), bool(wordings))
    return PartDifference("offence", name, present, of_class, statuses, clauses, (), relations, consequences, wordings)


def _relations(
    name: str, old: Offence | None, new: Offence | None, meaning: MeaningDifference, after: Engine
) -> Iterator[RelationChange]:
    """The relations that an offence of both laws declares otherwise, with what the new law answers
    where both offences hold.
    """
    if old is None or new is None:
        return
    before, now = relations_of(old), relations_of(new)
    for other in {**before, **now}:
        if before.get(other) == now.get(other):
            continue
        witness, sides = None, [side[other] for side in (before, now) if other in side]
        if other in after.ruleset.offences and any(side["prevails"] for side in sides):
            witness = meaning.established_witness((name, other))
        yield RelationChange(other, before.get(other), now.get(other), witness)


def _class(statuses: Sequence[StatusChange], consequences: bool, wordings: bool) -> DifferenceClass:
    """The class of a part, from its changes."""
    up = any(_RANK.get(change.new, 0) > _RANK.get(change.old, 0) for change in statuses)
    down = any(_RANK.get(change.new, 0) < _RANK.get(change.old, 0) for change in statuses)
    if up or down:
        return DifferenceClass.BOTH if up and down else DifferenceClass.WIDER if up else DifferenceClass.STRICTER
    if statuses or consequences:
        return DifferenceClass.CONSEQUENCES
    return DifferenceClass.WORDING if wordings else DifferenceClass.EDITORIAL


def _only_in_time(name: str, engines: tuple[Engine, Engine], old: Offence | None, new: Offence | None) -> bool:
    """Whether both laws hold the same wordings with the same consequences, in the same order, from
    other days.
    """
    if old is None or new is None or any(consequences_of_offence(old, new)) or relations_of(old) != relations_of(new):
        return False
    sequences = [_sequence(engine.plan.regimes[name], engine) for engine in engines]
    return sequences[0] == sequences[1] and [r.from_ for r in engines[0].plan.regimes[name]] != [
        r.from_ for r in engines[1].plan.regimes[name]
    ]


def _sequence(regimes: Iterable[Regime], engine: Engine) -> list[object]:
    """What an offence says, wording after wording, whatever the days; the same said twice in a row
    is said once.
    """
    said: list[object] = []
    for regime in regimes:
        version = regime.version
        one = (
            version.void,
            [(c.kind, c.name, c.presumable, engine.plan.formulas[c.formula]) for c in regime.clauses],
            plain(version.penalty),
            plain(version.aggravations),
            version.limitation,
            dict(version.limitation_if),
        )
        if not said or said[-1] != one:
            said.append(one)
    return said


def _simple(kind: str, name: str, both: tuple[object, object], conditions: tuple[object, ...]) -> PartDifference:
    """A part that is no offence: its data, and what its condition does."""
    old, new = both
    present = old is not None, new is not None
    changes = list(data_changes(plain(old), plain(new))) if all(present) else []
    wordings = wording_changes(old, new, name) if all(present) else ()
    rest = [c for c in changes if not is_wording(c.path) and "condition" not in c.path]
    consequences = tuple(ConsequenceChange(None, "/".join(c.path), c.old, c.new) for c in rest)
    if not all(present) or conditions or consequences:
        of_class = DifferenceClass.CONSEQUENCES
    else:
        of_class = DifferenceClass.WORDING if wordings else DifferenceClass.EDITORIAL
    return PartDifference(kind, name, present, of_class, (), (), conditions, (), consequences, wordings)  # type: ignore[arg-type]


def _first_day_of_delays(old: Limitation | None, new: Limitation | None) -> date | None:
    """The first day on which a regime of limitation gives another delay; None where one law lacks
    it, or where no delay moves.
    """
    if old is None or new is None:
        return None
    days = sorted({day for side in (old, new) for version in side.versions for day in version.changes})
    return next((day for day in days if _delay_on(old, day) != _delay_on(new, day)), None)


def _delay_on(limitation: Limitation, day: date) -> Delay | None:
    version = version_on(limitation.versions, day)
    return None if version is None else version.delay


def _dated(part: PartDifference, first: date | None) -> PartDifference:
    """The part whose versions differ from a day on; as it is where there is no such day."""
    if first is None:
        return part
    days = Days(first, None)
    return replace(
        part,
        consequences=tuple(
            replace(one, days=days) if one.what.startswith("versions") else one for one in part.consequences
        ),
    )


def _reads_otherwise(rule: str, old: Engine, new: Engine) -> bool:
    """Whether an out-of-field rule, written alike, reads otherwise through its notions."""
    spans = []
    for engine in (old, new):
        own = [regime for regime in engine.plan.out_of_field if regime.rule == rule]
        spans.append([(r.from_, r.until, engine.plan.formulas[r.formula]) for r in own])
    return spans[0] != spans[1]


def _all_together(classes: Sequence[DifferenceClass]) -> DifferenceClass:
    """The class of several parts together: the strongest, stricter with wider being both."""
    if not classes:
        return DifferenceClass.NONE
    if {DifferenceClass.STRICTER, DifferenceClass.WIDER} <= {*classes}:
        return DifferenceClass.BOTH
    return max(classes, key=list(DifferenceClass).index)
