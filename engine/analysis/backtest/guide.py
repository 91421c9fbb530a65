"""Proofs that an edit of the law cannot touch a report: no difference holds of what is known of it,
on its dates.

A difference is a diagram over states of knowledge (engine.analysis.difference). Outside of it,
every status is the same under both laws, on all facts and on confirmed ones, and so are the main
offence and the issue. What a diagram would not prove is answered under both laws.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, get_args

from engine.analysis.backtest.flat import FlatDiagram, KnownStates, flatten
from engine.analysis.difference.regimes import (
    CompiledLaw,
    RegimePair,
    atoms_of_regime,
    evoked_states,
    pairs_of,
    same_conditions,
    statuses,
)
from engine.analysis.difference.space import LawSpace, Node, StateSpace, joined
from engine.cache import TwoGenerationCache
from engine.model.indications import Indications
from engine.model.knowledge import Knowledge
from engine.model.law import Penalty
from engine.model.literal import Atom
from engine.model.order import CriterionName, Order
from engine.model.outcome import Standing, Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.in_force import ONE_DAY
from engine.reasoning.plan import Clause, OutOfFieldRegime, Regime
from engine.reasoning.qualify import Engine, dates_of

MAX_NODES = 20_000
"""Nodes of one diagram; differences that would be more together stay apart."""
CACHE_SIZE = 1_000
"""Combinations of dates per generation."""


class _Stretches(NamedTuple):
    """Stretches of days over which neither law of an offence changes, earliest first; `known`: both
    laws have the offence.
    """

    pairs: tuple[RegimePair, ...]
    continuing: bool
    known: bool

    def window(self, start: date, decision: date) -> tuple[int, int] | None:
        """The first and last stretches that laws in time may read; None before all of them."""
        first = bisect.bisect_right(self.pairs, start, key=lambda pair: pair.from_) - 1
        if first < 0 or (self.pairs[first].until or start) < start:
            return None
        return first, max(first, bisect.bisect_right(self.pairs, decision, key=lambda pair: pair.from_) - 1)


class _Ranks(NamedTuple):
    """States under which an offence is live under either law, under which it is punished, and under
    which something that ranks it differs.
    """

    live: Node
    punished: Node
    differing: Node


class _Regions(NamedTuple):
    """States in which two laws may answer differently on given dates: where nothing is indicated,
    and where something is.
    """

    quiet: tuple[FlatDiagram, ...]
    indicated: tuple[FlatDiagram, ...]


class Guide:
    """What differs between two laws, as diagrams, made for the dates that reports have."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._old, self._new = old, new
        before, after = old.ruleset, new.ruleset
        self._blind = _scales(before.order) != _scales(after.order)
        self._blind_where_indicated = (
            _fields(before.order) != _fields(after.order) or before.offences.keys() != after.offences.keys()
        )
        self._places = {name: (_place(before, name), _place(after, name)) for name in _names(before, after)}
        self._stretches = {name: self._stretches_of(name) for name in _names(before, after)}
        self.touched = tuple(name for name in self._stretches if self._is_touched(name))
        """The offences of which something differs, on some day."""
        self._moved = frozenset(name for name in self.touched if self._conduct_changed(name))
        self._rivals = _rivals(before) ^ _rivals(after)
        self._outside = _paired(old.plan.out_of_field, new.plan.out_of_field)
        self._outside = {rule: pairs for rule, pairs in self._outside.items() if not self._same_rule(pairs)}
        self._changes = sorted(set(self._days()))
        facts = joined(before.facts, after.facts)
        self._uneven = frozenset(name for name in facts if _bounds(before, name) != _bounds(after, name))
        self._space = StateSpace(self._atoms(), facts)
        unreadable = frozenset(
            name for name, fact in facts.items() if name in before.facts and before.facts[name].type != fact.type
        )
        self._old_law = CompiledLaw(old.plan, LawSpace(self._space, before.facts, unreadable))
        self._new_law = CompiledLaw(new.plan, LawSpace(self._space, after.facts))
        self._states = KnownStates(self._space)
        self._regions: TwoGenerationCache[_Regions] = TwoGenerationCache(CACHE_SIZE)

    def proves(self, report: Report, decision: date) -> bool:
        """Whether both laws must give the same outcome (engine.analysis.backtest.outcomes) on a
        report that both read alike.
        """
        indicated = report.indications != _NOTHING
        if self._blind or (indicated and self._blind_where_indicated):
            return False
        if report.raised and not self._raised_elsewhere(report.raised):
            return False
        day, continued = dates_of(report, decision)
        if continued != day and self._moved:
            return False
        regions = self._on(day, continued, decision)
        diagrams = regions.indicated if indicated else regions.quiet
        if not diagrams:
            return True
        known = {name: fact.knowledge for name, fact in report.facts.items()}
        if self._holds(diagrams, known):
            return False
        sure: dict[str, Knowledge] = {}
        for name, fact in report.facts.items():
            firm = fact.knowledge if fact.standing is not Standing.PRESUMED else fact.sure
            if firm is not None:
                sure[name] = firm
        return sure == known or not self._holds(diagrams, sure)

    def _holds(self, diagrams: Iterable[FlatDiagram], known: Mapping[str, Knowledge]) -> bool:
        return any(self._states.holds(diagram, known) for diagram in diagrams)

    def _raised_elsewhere(self, raised: frozenset[str]) -> bool:
        """Whether all that a person raised is of offences of which nothing differs."""
        mine = {name.partition("/")[0] for name in raised}
        return mine.isdisjoint(self.touched) and mine <= self._old.ruleset.offences.keys()

    def _on(self, day: date, continued: date, decision: date) -> _Regions:
        """The regions on some dates: the same from one change of law to the next."""
        key = tuple(bisect.bisect_right(self._changes, one) for one in (day, continued, decision))
        return self._regions[key] or self._regions.put(key, self._made(day, continued, decision))

    def _made(self, day: date, continued: date, decision: date) -> _Regions:
        quiet, indicated = _Union(self._space), _Union(self._space)
        ranks: dict[str, _Ranks] = {}

        def ranked(name: str) -> _Ranks:
            if name not in ranks:
                ranks[name] = self._ranks(name, self._window(name, day, continued, decision))
            return ranks[name]

        for name in self.touched:
            window = self._window(name, day, continued, decision)
            if not window:
                continue
            changed, mine = self._changed(name, window), ranked(name)
            quiet.add(changed | (mine.live & mine.differing))
            indicated.add(changed | (mine.punished & mine.differing))
        for winner, loser in sorted(self._rivals):
            both = ranked(winner).live & ranked(loser).live
            quiet.add(both)
            indicated.add(both)
        for pairs in self._outside.values():
            for pair in pairs:
                if pair.from_ <= day and (pair.until is None or day <= pair.until):
                    quiet.add(self._rule_differs(pair))
                    indicated.add(self._rule_differs(pair))
        return _Regions(quiet.diagrams(), indicated.diagrams())

    def _window(self, name: str, day: date, continued: date, decision: date) -> tuple[RegimePair, ...]:
        stretches = self._stretches.get(name)
        if stretches is None:
            return ()
        window = stretches.window(continued if stretches.continuing else day, decision)
        return () if window is None else stretches.pairs[window[0] : window[1] + 1]

    def _changed(self, name: str, window: Sequence[RegimePair]) -> Node:
        """The states in which a status, or what the facts evoke, may differ."""
        space = self._space
        if not self._stretches[name].known:
            return self._appears(window)
        nodes: list[Node] = []
        for number, pair in enumerate(window):
            if (number and (pair.old is None or pair.new is None)) or _void(pair.old) != _void(pair.new):
                return space.true
            if not self._alike(pair):
                nodes += [self._uneven_or(pair), *self._status_differs(pair)]
        return space.any_of(nodes)

    def _appears(self, window: Sequence[RegimePair]) -> Node:
        """The states in which an offence that only one law has is seen: all but those that leave it
        open, with nothing that evokes it.
        """
        first = window[0].old or window[0].new
        if first is None or first.version.void is not None:
            return self._space.false
        nodes: list[Node] = []
        for pair in window:
            law, regime = (self._old_law, pair.old) if pair.new is None else (self._new_law, pair.new)
            open_ = statuses(regime, law, self._space)[Status.OPEN]
            nodes.append(~open_ | evoked_states(regime, law, self._space))
        return self._space.any_of(nodes)

    def _status_differs(self, pair: RegimePair) -> Iterator[Node]:
        xor = self._space.manager.apply
        old, new = (statuses(*side, self._space) for side in self._sides(pair))
        yield from (xor("xor", old[status], new[status]) for status in old)
        if (pair.old is None or pair.old.evoked is None) != (pair.new is None or pair.new.evoked is None):
            yield self._space.true if _void(pair.old) is None else self._space.false
        yield xor("xor", *(evoked_states(regime, law, self._space) for regime, law in self._sides(pair)))

    def _uneven_or(self, pair: RegimePair) -> Node:
        """All states, where a comparison is of a fact of which the bounds changed."""
        uneven = any(atom.fact in self._uneven for side in self._sides(pair) for atom in _atoms(*side))
        return self._space.true if uneven else self._space.false

    def _ranks(self, name: str, window: Sequence[RegimePair]) -> _Ranks:
        space = self._space
        places = self._places[name]
        live, punished, differing = [], [], [space.true if places[0] != places[1] else space.false]
        for pair in window:
            for regime, law in self._sides(pair):
                by_status = statuses(regime, law, space)
                evoked = evoked_states(regime, law, space)
                live += [by_status[Status.ESTABLISHED], by_status[Status.OPEN] & evoked]
                punished += [by_status[Status.ESTABLISHED], by_status[Status.OPEN]]
            if pair.old is not None and pair.new is not None and not self._alike(pair):
                differing += self._rank_differs(name, pair.old, pair.new)
        return _Ranks(space.any_of(live), space.any_of(punished), space.any_of(differing))

    def _rank_differs(self, name: str, old: Regime, new: Regime) -> Iterator[Node]:
        """The states in which open points, what is distinctive, or the penalty differ."""
        xor = self._space.manager.apply
        sides = ((old, self._old_law), (new, self._new_law))
        before, after = ({**self._pending(*side), **self._distinctive(name, *side)} for side in sides)
        wanted = [[point for point in points if point[1] == "established"] for points in (before, after)]
        if {*wanted[0]} != {*wanted[1]}:  # a share of them is what counts
            yield self._space.true
        for point in {**before, **after}:
            yield xor("xor", before.get(point, self._space.false), after.get(point, self._space.false))
        weights = sorted({_weight(p) for regime, _ in sides for p in _penalties(regime)})
        for weight in weights:
            yield xor("xor", *(self._reaches(weight, *side) for side in sides))

    def _pending(self, regime: Regime, law: CompiledLaw) -> dict[tuple[str, str], Node]:
        """The states in which each clause leaves the offence open."""
        nodes: dict[tuple[str, str], Node] = {}
        for clause in regime.clauses:
            if clause.kind in ("element", "scope") and not clause.presumable:
                nodes[clause.name, "pending"] = _open(clause, law)
            elif clause.kind == "defence" and clause.raised is not None:
                raised = law.space.settled(law.plan.formulas[clause.raised]).established
                nodes[clause.name, "pending"] = _open(clause, law) & raised
        return nodes

    def _distinctive(self, name: str, regime: Regime, law: CompiledLaw) -> dict[tuple[str, str], Node]:
        """The states in which each distinctive element is established, and presumed."""
        place = _place(law.plan.ruleset, name)
        nodes: dict[tuple[str, str], Node] = {}
        for clause in regime.clauses:
            if clause.kind == "element" and clause.name in place.distinctive:
                nodes[clause.name, "established"] = law.space.settled(law.plan.formulas[clause.formula]).established
                nodes[clause.name, "presumed"] = _open(clause, law) if clause.presumable else self._space.false
        return nodes

    def _reaches(self, weight: tuple[int, int, int], regime: Regime, law: CompiledLaw) -> Node:
        """The states in which the penalty is at least so heavy."""
        version = regime.version
        if _weight(version.penalty or Penalty()) >= weight:
            return self._space.true
        return self._space.any_of(
            law.space.settled(law.plan.formulas[clause.formula]).established
            for clause in regime.clauses
            if clause.kind == "aggravation" and _weight(version.aggravations[clause.name]) >= weight
        )

    def _rule_differs(self, pair: _RulePair) -> Node:
        sides = ((pair.old, self._old_law), (pair.new, self._new_law))
        if any(a.fact in self._uneven for r, law in sides if r is not None for a in law.plan.formulas[r.formula].atoms):
            return self._space.true
        established = (
            self._space.false if r is None else law.space.settled(law.plan.formulas[r.formula]).established
            for r, law in sides
        )
        return self._space.manager.apply("xor", *established)

    def _sides(self, pair: RegimePair) -> tuple[tuple[Regime | None, CompiledLaw], tuple[Regime | None, CompiledLaw]]:
        return (pair.old, self._old_law), (pair.new, self._new_law)

    def _stretches_of(self, name: str) -> _Stretches:
        laws = (self._old, self._new)
        pairs = tuple(pairs_of(*(engine.plan.regimes.get(name, ()) for engine in laws)))
        offence = self._new.ruleset.offences.get(name) or self._old.ruleset.offences[name]
        known = all(name in engine.ruleset.offences for engine in laws)
        return _Stretches(pairs, offence.conduct == "continuing", known)

    def _is_touched(self, name: str) -> bool:
        pairs, before_after = self._stretches[name].pairs, self._places[name]
        return (
            before_after[0] != before_after[1]
            or self._conduct_changed(name)
            or not all(self._alike(pair) for pair in pairs)
        )

    def _conduct_changed(self, name: str) -> bool:
        old, new = self._old.ruleset.offences.get(name), self._new.ruleset.offences.get(name)
        return old is not None and new is not None and old.conduct != new.conduct

    def _alike(self, pair: RegimePair) -> bool:
        """Whether both laws ask and punish the same, so that no state tells them apart."""
        if pair.old is None or pair.new is None or _void(pair.old) != _void(pair.new):
            return False
        alike = same_conditions(pair, self._old.plan, self._new.plan)
        return alike and [*map(_weight, _penalties(pair.old))] == [*map(_weight, _penalties(pair.new))]

    def _same_rule(self, pairs: Sequence[_RulePair]) -> bool:
        return all(
            p.old is not None
            and p.new is not None
            and self._old.plan.formulas[p.old.formula] == self._new.plan.formulas[p.new.formula]
            for p in pairs
        )

    def _days(self) -> Iterator[date]:
        """The days from which the law of an offence, or of a rule, is another."""
        rules = (pair for pairs in self._outside.values() for pair in pairs)
        periods = [(pair.from_, pair.until) for one in self._stretches.values() for pair in one.pairs]
        for from_, until in (*periods, *((pair.from_, pair.until) for pair in rules)):
            yield from_
            if until is not None and until < date.max:
                yield until + ONE_DAY

    def _atoms(self) -> Iterator[Atom]:
        """The atoms that a difference may look at."""
        for name in {*self.touched, *(name for pair in self._rivals for name in pair)}:
            for engine in (self._old, self._new):
                for regime in engine.plan.regimes.get(name, ()):
                    yield from atoms_of_regime(regime, engine.plan)
        for pairs in self._outside.values():
            for pair in pairs:
                for rule, engine in ((pair.old, self._old), (pair.new, self._new)):
                    if rule is not None:
                        yield from engine.plan.formulas[rule.formula].atoms


class _RulePair(NamedTuple):
    """What two laws say of a rule out of field from one day to another."""

    from_: date
    until: date | None
    old: OutOfFieldRegime | None
    new: OutOfFieldRegime | None


class _Union:
    """A union of sets of states, in as few diagrams as stay small."""

    def __init__(self, space: StateSpace) -> None:
        self._space = space
        self._nodes: list[Node] = []

    def add(self, node: Node) -> None:
        """Adds a set of states."""
        if node == self._space.false:
            return
        if self._nodes and self._nodes[-1].dag_size + node.dag_size < MAX_NODES:
            self._nodes[-1] = self._space.any_of((self._nodes[-1], node))
        else:
            self._nodes.append(node)

    def diagrams(self) -> tuple[FlatDiagram, ...]:
        """The diagrams, ready to be asked; one that holds of every state makes the others idle."""
        if self._space.true in self._nodes:
            return (flatten(self._space.true, self._space),)
        return tuple(flatten(node, self._space) for node in self._nodes)


class _RankPlace(NamedTuple):
    """What places an offence in the order of suggestions, whatever the report."""

    fields: tuple[str, ...] = ()
    usual: str | None = None
    gravities: tuple[str, ...] = ()
    recipient: bool = True
    cautious: bool = False
    distinctive: frozenset[str] = frozenset()


def _place(law: Ruleset, name: str) -> _RankPlace:
    offence, order = law.offences.get(name), law.order
    if offence is None:
        return _RankPlace()
    recipient = offence.routing != ("aucun",)
    core = frozenset(e for e, element in offence.elements.items() if element.core)
    if order is None:
        return _RankPlace(recipient=recipient)
    return _RankPlace(
        tuple(rule.id for rule in order.fields if name in rule.offences),
        next((rule.id for rule in order.fields if name in rule.usual), None),
        tuple(rule.id for rule in order.gravity if name in rule.offences),
        recipient,
        name in order.cautious,
        frozenset(order.distinctive.get(name, core)),
    )


def _scales(order: Order | None) -> object:
    """What weighs every suggestion alike."""
    if order is None:
        return None
    thresholds = (
        order.likely,
        order.unlikely,
        order.unlikely_offence,
        order.recognised,
        order.suggested,
        order.outshone,
    )
    points = [order.criteria.of(name).points for name in _CRITERIA]
    return thresholds, points


def _fields(order: Order | None) -> object:
    """What indications lead to."""
    if order is None:
        return None
    fields = [(rule.id, rule.categories, rule.usual, rule.others) for rule in order.fields]
    return fields, [(rule.id, rule.offences) for rule in order.gravity], order.variants


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


def _paired(old: Iterable[OutOfFieldRegime], new: Iterable[OutOfFieldRegime]) -> dict[str, tuple[_RulePair, ...]]:
    before, after = _by_rule(old), _by_rule(new)
    return {
        rule: tuple(_RulePair(*pair) for pair in pairs_of(before.get(rule, ()), after.get(rule, ())))  # type: ignore[arg-type]
        for rule in {**before, **after}
    }


def _by_rule(regimes: Iterable[OutOfFieldRegime]) -> dict[str, tuple[OutOfFieldRegime, ...]]:
    rules: dict[str, tuple[OutOfFieldRegime, ...]] = {}
    for regime in regimes:
        rules[regime.rule] = (*rules.get(regime.rule, ()), regime)
    return rules


def _bounds(law: Ruleset, name: str) -> object:
    fact = law.facts.get(name)
    return None if fact is None else (fact.type, fact.min, fact.max)


def _atoms(regime: Regime | None, law: CompiledLaw) -> Iterator[Atom]:
    return iter(()) if regime is None else atoms_of_regime(regime, law.plan)


def _void(regime: Regime | None) -> str | None:
    return None if regime is None else regime.version.void


def _penalties(regime: Regime) -> list[Penalty]:
    """The penalty, then those of the circumstances, in the order of the clauses."""
    more = (regime.version.aggravations[c.name] for c in regime.clauses if c.kind == "aggravation")
    return [regime.version.penalty or Penalty(), *more]


def _weight(penalty: Penalty) -> tuple[int, int, int]:
    return penalty.weight


def _open(clause: Clause, law: CompiledLaw) -> Node:
    met, not_met = law.space.settled(law.plan.formulas[clause.formula])
    return ~met & ~not_met


_NOTHING = Indications()
_CRITERIA: tuple[CriterionName, ...] = get_args(CriterionName)
