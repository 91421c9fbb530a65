"""Proofs that an edit of the law cannot touch a report: no difference holds of what is known of it,
on its dates.

A difference is a diagram over states of knowledge (engine.analysis.difference), one for each edited
clause. Outside of it the clause has the same outcome under both laws, on all facts and on confirmed
ones. Inside, the offence is worked out from its clauses alone: where its status, its evocation and
its rank stay the same, so does the answer. What is left is answered under both laws.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.analysis.backtest.flat import FlatDiagram, KnownStates, flatten
from engine.analysis.backtest.profiles import KnownFacts, OffenceProfile, Profiler
from engine.analysis.backtest.ranking import indicated_of, place_of, scales_of, usual_offences
from engine.analysis.difference.regimes import CompiledLaw, RegimePair, atoms_of_regime, pairs_of
from engine.analysis.difference.space import LawSpace, StateSpace, joined
from engine.analysis.difference.state_diagrams import PortableDiagrams
from engine.cache import TwoGenerationCache
from engine.model.dated import InForce
from engine.model.indications import Indications
from engine.model.knowledge import Knowledge
from engine.model.law import Penalty
from engine.model.literal import Atom
from engine.model.outcome import Standing
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.plan import OutOfFieldRegime, Regime
from engine.reasoning.qualify import Engine, dates_of

CACHE_SIZE = 1_000
"""Combinations of dates per generation."""


class _Window(NamedTuple):
    """Law of an offence on some dates, under both laws: the wordings that law in time may read,
    oldest first, and the edits of its formulas; `reshaped`: something else differs; `blurred`: a
    comparison is of a fact of which the bounds changed.
    """

    offence: str
    old: tuple[Regime, ...]
    new: tuple[Regime, ...]
    edits: frozenset[tuple[int, int]]
    reshaped: bool
    blurred: bool


class _DatedLaw(NamedTuple):
    """What differs on some dates: offences, pairs of which one takes the place of the other under
    one law only.
    """

    offences: tuple[_Window, ...]
    rivals: tuple[tuple[_Window, _Window], ...]


class Guide:
    """What differs between two laws, as diagrams, made for the dates that reports have."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._engines = old, new
        before, after = old.ruleset, new.ruleset
        self._blind = scales_of(before.order) != scales_of(after.order)
        self._appeared = frozenset(before.offences.keys() ^ after.offences.keys())
        self._blind_where_indicated = indicated_of(before.order, self._appeared) != indicated_of(
            after.order, self._appeared
        ) or not self._appeared.isdisjoint(usual_offences(before.order))
        self._places = {name: (place_of(before, name), place_of(after, name)) for name in _names(before, after)}
        self._pairs = {
            name: tuple(pairs_of(*(engine.plan.regimes.get(name, ()) for engine in self._engines)))
            for name in _names(before, after)
        }
        self.touched = tuple(name for name in self._pairs if self._is_touched(name))
        """The offences of which something differs, on some day."""
        self._rivals = sorted(_rivals(before) ^ _rivals(after))
        self._rules = [pair for pairs in _rule_pairs(old, new) for pair in pairs if not self._same_rule(pair)]
        self._changes = sorted(set(self._days()))
        facts = joined(before.facts, after.facts)
        self._uneven = frozenset(name for name in facts if _bounds(before, name) != _bounds(after, name))
        unreadable = frozenset(
            n for n, fact in facts.items() if n in before.facts and before.facts[n].type != fact.type
        )
        readable = (atom for atom in self._atoms() if atom.fact not in unreadable)
        self._space = StateSpace(readable, facts, PortableDiagrams())
        self._laws = (
            CompiledLaw(old.plan, LawSpace(self._space, before.facts, unreadable)),
            CompiledLaw(new.plan, LawSpace(self._space, after.facts)),
        )
        self._states = KnownStates(self._space)
        self._profilers = tuple(Profiler(law, self._space, self._states) for law in self._laws)
        self._edits: dict[tuple[int, int], FlatDiagram] = {}
        self._rule_diagrams = tuple(self._rule(pair) for pair in self._rules)
        """Of every day: an answer looks at each wording of a rule that holds."""
        self._dated: TwoGenerationCache[_DatedLaw] = TwoGenerationCache(CACHE_SIZE)

    def proves(self, report: Report, decision: date) -> bool:
        """Whether both laws must give the same outcome (engine.analysis.backtest.outcomes) on a
        report that both read alike.
        """
        indicated = report.indications != _NOTHING
        if self._blind or (indicated and not self._reads_indications(report.indications)):
            return False
        if report.raised and not self._raised_elsewhere(report.raised):
            return False
        dated = self._on(*dates_of(report, decision), decision)
        if not any((*dated, self._rule_diagrams)):
            return True
        known = _known(report)
        return (
            all(self._same(window, known, indicated) for window in dated.offences)
            and not any(self._holds(rule, known) for rule in self._rule_diagrams)
            and not any(self._are_rivals(pair, known) for pair in dated.rivals)
        )

    def _reads_indications(self, indications: Indications) -> bool:
        """Whether indications lead to the same under both laws, of offences that are silent in the
        one that has them.
        """
        return not self._blind_where_indicated and self._appeared.isdisjoint(indications.offences)

    def _same(self, window: _Window, known: KnownFacts, indicated: bool) -> bool:
        """Whether an answer takes the same of an offence under both laws."""
        if window.blurred:
            return False
        if not window.reshaped and not any(self._holds(self._edit(edit), known) for edit in window.edits):
            return True
        old, new = (self._profile(window, side, known) for side in (0, 1))
        if old is None or new is None:
            one = new if old is None else old
            return one is None or one.is_silent
        if old[:3] != new[:3]:
            return False
        if not (old.is_punished if indicated else old.is_live):
            return True
        places = self._places[window.offence]
        return places[0] == places[1] and old.rank == new.rank

    def _profile(self, window: _Window, side: int, known: KnownFacts) -> OffenceProfile | None:
        """The profile under a law; None where it does not have the offence."""
        if window.offence not in self._engines[side].ruleset.offences:
            return None
        regimes = (window.old, window.new)[side]
        distinctive = self._places[window.offence][side].distinctive
        return self._profilers[side].profile(regimes, distinctive, known)

    def _are_rivals(self, pair: tuple[_Window, _Window], known: KnownFacts) -> bool:
        """Whether both offences may be live under a law."""
        if any(window.blurred for window in pair):
            return True
        sides = ([self._profile(window, side, known) for window in pair] for side in (0, 1))
        return any(all(profile is not None and profile.is_live for profile in side) for side in sides)

    def _holds(self, diagram: FlatDiagram, known: KnownFacts) -> bool:
        """Whether a difference holds of all facts, or of confirmed ones."""
        return self._states.holds(diagram, known.all) or (
            known.sure is not known.all and self._states.holds(diagram, known.sure)
        )

    def _edit(self, edit: tuple[int, int]) -> FlatDiagram:
        """The states in which an edited formula has another outcome."""
        if edit not in self._edits:
            old, new = (law.space.settled(law.plan.formulas[f]) for law, f in zip(self._laws, edit, strict=True))
            differs = self._space.differing(old.established, new.established)
            differs |= self._space.differing(old.refuted, new.refuted)
            self._edits[edit] = flatten(differs, self._space)
        return self._edits[edit]

    def _raised_elsewhere(self, raised: frozenset[str]) -> bool:
        """Whether all that a person raised is of offences of which nothing differs."""
        mine = {name.partition("/")[0] for name in raised}
        return mine.isdisjoint(self.touched) and mine <= self._engines[0].ruleset.offences.keys()

    def _on(self, day: date, continued: date, decision: date) -> _DatedLaw:
        """What differs on some dates: the same from one change of law to the next."""
        key = tuple(bisect.bisect_right(self._changes, one) for one in (day, continued, decision))
        return self._dated[key] or self._dated.put(key, self._made(day, continued, decision))

    def _made(self, day: date, continued: date, decision: date) -> _DatedLaw:
        windows = (self._window(name, day, continued, decision) for name in self.touched)
        rivals = (tuple(self._window(name, day, continued, decision) for name in pair) for pair in self._rivals)
        return _DatedLaw(
            tuple(window for window in windows if window.reshaped or window.edits),
            tuple((winner, loser) for winner, loser in rivals),
        )

    def _window(self, name: str, day: date, continued: date, decision: date) -> _Window:
        old, new = (self._in_time(side, name, day, continued, decision) for side in (0, 1))
        starts = {self._start(side, name, day, continued) for side in (0, 1)}
        places = self._places[name]
        reshaped = places[0] != places[1] or len(starts) > 1
        edits: set[tuple[int, int]] = set()
        if not reshaped:
            first, last = min(starts), max(*starts, decision)
            pairs = [p for p in self._pairs[name] if p.overlaps(first, last)]
            reshaped = bool(old) != bool(new) or not all(self._same_shape(pair) for pair in pairs)
            if old and not reshaped:
                edits = {edit for pair in pairs for edit in self._edits_of(pair)}
        facts = {atom.fact for side in zip((old, new), self._engines, strict=True) for atom in _atoms_in_time(*side)}
        return _Window(name, old, new, frozenset(edits), reshaped, not facts.isdisjoint(self._uneven))

    def _start(self, side: int, name: str, day: date, continued: date) -> date:
        offence = self._engines[side].ruleset.offences.get(name)
        return continued if offence is not None and offence.conduct == "continuing" else day

    def _in_time(self, side: int, name: str, day: date, continued: date, decision: date) -> tuple[Regime, ...]:
        """The wordings of an offence from its facts to the decision; none where the first is not
        encoded.
        """
        start = self._start(side, name, day, continued)
        regimes = self._engines[side].plan.regimes.get(name, ())
        first = next((i for i, r in enumerate(regimes) if r.covers(start)), None)
        if first is None:
            return ()
        return tuple(r for i, r in enumerate(regimes) if i == first or (i > first and r.from_ <= decision))

    def _same_shape(self, pair: RegimePair) -> bool:
        """Whether two wordings have the same clauses, presumed and punished alike; their conditions
        may differ.
        """
        old, new = pair.old, pair.new
        return old is not None and new is not None and _shape(old) == _shape(new)

    def _edits_of(self, pair: RegimePair) -> Iterator[tuple[int, int]]:
        if pair.old is not None and pair.new is not None:
            plans = [engine.plan for engine in self._engines]
            for one, other in zip(pair.old.formulas, pair.new.formulas, strict=True):
                if plans[0].formulas[one] != plans[1].formulas[other]:
                    yield one, other

    def _is_touched(self, name: str) -> bool:
        places, offences = self._places[name], [engine.ruleset.offences.get(name) for engine in self._engines]
        if places[0] != places[1] or None in offences or len({o.conduct for o in offences if o is not None}) > 1:
            return True
        return not all(self._same_shape(pair) and not list(self._edits_of(pair)) for pair in self._pairs[name])

    def _same_rule(self, pair: _RulePair) -> bool:
        if pair.old is None or pair.new is None:
            return False
        plans = [engine.plan for engine in self._engines]
        return plans[0].formulas[pair.old.formula] == plans[1].formulas[pair.new.formula]

    def _rule(self, pair: _RulePair) -> FlatDiagram:
        """The states in which an out-of-field rule holds under one law only."""
        established = []
        for rule, law in zip((pair.old, pair.new), self._laws, strict=True):
            formula = None if rule is None else law.plan.formulas[rule.formula]
            if formula is not None and any(atom.fact in self._uneven for atom in formula.atoms):
                return flatten(self._space.true, self._space)
            established.append(self._space.false if formula is None else law.space.settled(formula).established)
        return flatten(self._space.differing(established[0], established[1]), self._space)

    def _days(self) -> Iterator[date]:
        """The days from which the law of an offence is another."""
        for pair in (pair for pairs in self._pairs.values() for pair in pairs):
            yield from pair.changes

    def _atoms(self) -> Iterator[Atom]:
        """The atoms that a difference may look at."""
        for name in {*self.touched, *(name for pair in self._rivals for name in pair)}:
            for engine in self._engines:
                for regime in engine.plan.regimes.get(name, ()):
                    yield from atoms_of_regime(regime, engine.plan)
        for pair in self._rules:
            for rule, engine in zip((pair.old, pair.new), self._engines, strict=True):
                if rule is not None:
                    yield from engine.plan.formulas[rule.formula].atoms


@dataclass(frozen=True, slots=True)
class _RulePair(InForce):
    """What two laws say of a rule out of field from one day to another."""

    from_: date
    until: date | None
    old: OutOfFieldRegime | None
    new: OutOfFieldRegime | None


def _names(old: Ruleset, new: Ruleset) -> tuple[str, ...]:
    return tuple({**old.offences, **new.offences})


def _rivals(law: Ruleset) -> frozenset[tuple[str, str]]:
    """The pairs of offences of which the first takes the place of the second."""
    return frozenset(
        (offence.id, relation.with_) if relation.prevails == "this" else (relation.with_, offence.id)
        for offence in law.offences.values()
        for relation in offence.relations
        if relation.kind in ("exclusion", "speciality") and relation.prevails is not None
        if relation.with_ in law.offences
    )


def _rule_pairs(old: Engine, new: Engine) -> Iterator[list[_RulePair]]:
    before, after = _by_rule(old.plan.out_of_field), _by_rule(new.plan.out_of_field)
    for rule in {**before, **after}:
        pairs = pairs_of(before.get(rule, ()), after.get(rule, ()))  # type: ignore[arg-type]  # dated alike
        yield [_RulePair(p.from_, p.until, p.old, p.new) for p in pairs]  # type: ignore[arg-type]


def _by_rule(regimes: Iterable[OutOfFieldRegime]) -> dict[str, tuple[OutOfFieldRegime, ...]]:
    rules: dict[str, tuple[OutOfFieldRegime, ...]] = {}
    for regime in regimes:
        rules[regime.rule] = (*rules.get(regime.rule, ()), regime)
    return rules


def _bounds(law: Ruleset, name: str) -> object:
    fact = law.facts.get(name)
    return None if fact is None else (fact.type, fact.min, fact.max)


def _atoms_in_time(regimes: Iterable[Regime], engine: Engine) -> Iterator[Atom]:
    for regime in regimes:
        yield from atoms_of_regime(regime, engine.plan)


def _shape(regime: Regime) -> object:
    """What two wordings have in common when only their conditions differ."""
    clauses = [(c.kind, c.name, c.presumable, c.raised is None) for c in regime.clauses]
    more = [regime.version.aggravations[c.name].weight for c in regime.clauses if c.kind == "aggravation"]
    penalty = (regime.version.penalty or Penalty()).weight
    return regime.version.void, clauses, penalty, more, regime.evoked is None


def _known(report: Report) -> KnownFacts:
    known = {name: fact.knowledge for name, fact in report.facts.items()}
    if not any(fact.standing is Standing.PRESUMED for fact in report.facts.values()):
        return KnownFacts(known, known)
    sure: dict[str, Knowledge] = {}
    for name, fact in report.facts.items():
        firm = fact.knowledge if fact.standing is not Standing.PRESUMED else fact.sure
        if firm is not None:
            sure[name] = firm
    return KnownFacts(known, sure)


_NOTHING = Indications()
