"""Scheduling of patterns: which of those that a text wakes are worth a try, from how rules bear on
each other: rows of bits, one for each pattern.

A rule is *asked for* when it says something, or when it bears on one that matches: it could silence
or weaken it, or what it needs. It is tried at once, or if it needs others, when one of them
matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from classifiers.cues.model import CueRule, Matches
from classifiers.cues.order import LINGUISTIC, Others, RuleRelations
from classifiers.cues.waking import set_bits


@dataclass(frozen=True, slots=True)
class DemandTable:
    """Dependencies among the patterns of a lexicon: those of rules that say something (`saying`),
    of rules that need others (`needing`); by rule, its own and those of what it needs (`asks`),
    those to look for when it matches (`bearing`), and those of the rules that need it, by name too
    for what the linguistic analysis finds (`opens`).
    """

    rule: tuple[int, ...]
    needs: tuple[frozenset[int | str], ...]
    saying: int
    needing: int
    asks: tuple[int, ...]
    bearing: tuple[int, ...]
    opens: Mapping[int | str, int]


def demand_table(plan: RuleRelations, rules: Sequence[CueRule], rule: Sequence[int]) -> DemandTable:
    """`rule`: that of each pattern, by number."""
    own = [0] * len(rules)
    for pattern, number in enumerate(rule):
        own[number] |= 1 << pattern
    asks = [_joined(own, reached) for reached in _reached(plan.needs)]
    bears = [unless.whats | weakened.whats for unless, weakened in zip(plan.unless, plan.weakened, strict=True)]
    opens: dict[int | str, int] = dict.fromkeys((*range(len(rules)), *LINGUISTIC), 0)
    for number, needs in enumerate(plan.needs):
        for what in needs.whats:
            opens[what] |= own[number]
    return DemandTable(
        tuple(rule),
        tuple(needs.whats for needs in plan.needs),
        _joined(own, [number for number, one in enumerate(rules) if one.says]),
        _joined(own, [number for number, one in enumerate(rules) if one.needs]),
        tuple(asks),
        tuple(_joined(asks, [what for what in whats if isinstance(what, int)]) for whats in bears),
        opens,
    )


def _joined(rows: Sequence[int], numbers: Iterable[int]) -> int:
    return reduce(or_, [rows[number] for number in numbers], 0)


def _reached(needs: Sequence[Others]) -> list[set[int]]:
    """The transitive closure of needs, by rule, itself included."""
    every = []
    for rule in range(len(needs)):
        reached, rest = {rule}, [rule]
        while rest:
            new = {what for what in needs[rest.pop()].whats if isinstance(what, int)} - reached
            reached |= new
            rest += new
        every.append(reached)
    return every


class PatternDemand:
    """Schedule of the patterns to try in one text, while it is searched."""

    def __init__(self, asking: DemandTable, awake: Sequence[int], matches: Matches) -> None:
        """`awake`: those that each stretch of the text may match; `matches` grows as the search
        goes.
        """
        self.awake = awake
        self._asking, self._matches = asking, matches
        self._live = awake[0] if len(awake) == 1 else reduce(or_, awake, 0)
        self._requested = self._waiting = 0

    def begin(self) -> int:
        """The patterns to try first."""
        asked = self._live & self._asking.saying
        needy = [self._asking.rule[pattern] for pattern in set_bits(asked & self._asking.needing)]
        given = [what for what in self._matches if isinstance(what, int)]
        asked = reduce(or_, [self._asking.asks[rule] for rule in (*needy, *given)], asked)
        return self._ask(asked) | self.follow(tuple(self._matches))

    def follow(self, matching: Iterable[int | str]) -> int:
        """The patterns to try when these rules match."""
        wanted = 0
        for what in matching:
            opened = self._waiting & self._asking.opens[what]
            self._waiting ^= opened
            wanted |= opened
            if isinstance(what, int):
                wanted |= self._ask(self._asking.bearing[what])
        return wanted

    def _ask(self, patterns: int) -> int:
        """The patterns to try among them: not those of rules that need others, none of which is
        found.
        """
        new = patterns & self._live
        new ^= new & self._requested
        self._requested |= new
        waiting = new & self._asking.needing
        if self._matches:
            for pattern in set_bits(waiting):
                if self._asking.needs[self._asking.rule[pattern]] & self._matches.keys():
                    waiting ^= 1 << pattern
        self._waiting |= waiting
        return new ^ waiting
