"""Evaluation order of rules: each is decided after those that could silence it or that it needs, so
none may wait for itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from classifiers.cues.model import REACHES, CueRule, LexiconFault, Path, Says, Sources
from classifiers.cues.shapes import value_name

EVERYTHING = "*"
LINGUISTIC = ("nlp:personne", "nlp:nie", "nlp:rapporte")
"""Frames of the linguistic pass, when it is there: names of people, what is denied, what somebody
else is said to say.
"""


class RuleReference(NamedTuple):
    """A rule by its number (or a `nlp:` name), and the reach it is taken with when it is not its
    own (`menace@text`).
    """

    what: int | str
    reach: str | None = None


class Others(NamedTuple):
    """Rules that bear on another, by what they are; and what they are alone, to tell at once which
    of them are awake.
    """

    named: Mapping[int | str, tuple[RuleReference, ...]]
    whats: frozenset[int | str]


@dataclass(frozen=True, slots=True)
class RuleRelations:
    """Relations between rules, by number: what silences one, that of which it needs one, what
    weakens it.
    """

    unless: tuple[Others, ...]
    needs: tuple[Others, ...]
    weakened: tuple[Others, ...]
    faults: list[LexiconFault] = field(default_factory=list)


def plan(sources: Sources) -> RuleRelations:
    """The plan of the rules; faults for names nobody bears and for circles."""
    return _Planner(sources).plan()


class _Planner:
    def __init__(self, sources: Sources) -> None:
        self.rules = sources.rules
        self.faults: list[LexiconFault] = []
        self.by_id = {rule.id: number for number, rule in enumerate(self.rules)}
        self.saying: dict[str, set[int]] = {}
        for number, rule in enumerate(self.rules):
            for said in _consequences(rule, sources):
                self.saying.setdefault(said.fact, set()).add(number)
                if said.read is None:
                    self.saying.setdefault(f"{said.fact}={value_name(said.value)}", set()).add(number)

    def plan(self) -> RuleRelations:
        unless: list[set[RuleReference]] = [set() for _ in self.rules]
        needs: list[set[RuleReference]] = [set() for _ in self.rules]
        weakened: list[set[RuleReference]] = [set() for _ in self.rules]
        for number, rule in enumerate(self.rules):
            for key, names, wanted in (("unless", rule.unless, unless), ("with", rule.needs, needs)):
                for i, name in enumerate(names):
                    wanted[number] |= self._references(name, number, (key, i))
            for key, names, changed in (("silences", rule.silences, unless), ("weakens", rule.weakens, weakened)):
                for i, name in enumerate(names):
                    for other in self._changed(name, number, (key, i)):
                        changed[other].add(RuleReference(number))
            if rule.source is not None and rule.source not in LINGUISTIC:
                self._unknown(rule.source, rule, ("from",), LINGUISTIC)
        after = [
            {named.what for named in (*unless[i], *needs[i], *weakened[i]) if isinstance(named.what, int)}
            for i in range(len(self.rules))
        ]
        self._refuse_circles(after)
        return RuleRelations(_others(unless), _others(needs), _others(weakened), self.faults)

    def _references(self, name: str, number: int, key: Path) -> set[RuleReference]:
        """The rules that a name of `unless` or `with` stands for, with the reach written after `@`;
        never the rule itself.
        """
        base, at, reach = name.partition("@")
        if at and reach not in REACHES:
            hint = f"après `@` : {', '.join(REACHES)}"
            self.faults.append(
                LexiconFault(
                    "L301",
                    self.rules[number].file,
                    (*self.rules[number].path, *key),
                    f"portée inconnue : `{name[:60]}`",
                    hint,
                )
            )
            return set()
        if base in LINGUISTIC:
            return {RuleReference(base, reach or None)}
        return {
            RuleReference(other, reach or None) for other in self._reference(base, self.rules[number], key) - {number}
        }

    def _reference(self, name: str, rule: CueRule, key: Path) -> set[int]:
        """The rules a name stands for: one by its id, or all that say a fact, or a fact with one
        value.
        """
        if name in self.by_id:
            return {self.by_id[name]}
        if name in self.saying:
            return self.saying[name]
        self._unknown(name, rule, key, (*self.by_id, *self.saying, *LINGUISTIC))
        return set()

    def _changed(self, name: str, number: int, key: Path) -> set[int]:
        """The rules a frame silences or weakens: never itself, nor, by `*`, the frames."""
        if name == EVERYTHING:
            return {i for i, rule in enumerate(self.rules) if not rule.frame}
        return self._reference(name, self.rules[number], key) - {number}

    def _unknown(self, name: str, rule: CueRule, key: Path, known: tuple[str, ...]) -> None:
        near = difflib.get_close_matches(name[:60], known, n=1)
        hint = (
            f"vouliez-vous `{near[0]}` ?"
            if near
            else "un `id`, un fait dit par un indice, `fait=valeur`, ou nlp:personne, nlp:nie, nlp:rapporte"
        )
        self.faults.append(LexiconFault("L301", rule.file, (*rule.path, *key), f"nom inconnu : `{name[:60]}`", hint))

    def _refuse_circles(self, after: list[set[int]]) -> None:
        """Tells of the first circle met, of rules that are each decided after others (`after`, by
        number).
        """
        state = [0] * len(after)
        for root in range(len(after)):
            stack = [(root, iter(sorted(after[root])))] if not state[root] else []
            state[root] = state[root] or 1
            while stack:
                number, rest = stack[-1]
                following = next(rest, None)
                if following is None:
                    state[number] = 2
                    stack.pop()
                elif state[following] == 1:
                    self._circle([n for n, _ in stack], following)
                    return
                elif state[following] == 0:
                    state[following] = 1
                    stack.append((following, iter(sorted(after[following]))))

    def _circle(self, chain: list[int], back: int) -> None:
        circle = [self.rules[n] for n in (*chain[chain.index(back) :], back)]
        told = " → ".join(rule.id for rule in circle)
        self.faults.append(
            LexiconFault(
                "L302",
                circle[0].file,
                circle[0].path,
                f"indices qui dépendent l'un de l'autre en rond : {told}",
                "renvoyer à un cadre (`frames`) plutôt qu'à un fait",
            )
        )


def _consequences(rule: CueRule, sources: Sources) -> list[Says]:
    """The facts of a rule, and what follows from them whatever the text."""
    said = list(rule.says)
    for implied in sources.implications:
        if any(one.read is None and implied.holds(one.fact, one.value) for one in said):
            said += implied.then
    return said


def _others(every: list[set[RuleReference]]) -> tuple[Others, ...]:
    found = []
    for each in every:
        named: dict[int | str, tuple[RuleReference, ...]] = {}
        for one in sorted(each, key=lambda n: (str(n.what).zfill(8), n.reach or "")):
            named[one.what] = (*named.get(one.what, ()), one)
        found.append(Others(named, frozenset(named)))
    return tuple(found)
