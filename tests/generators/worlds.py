"""The plain truth of a condition: try every value of every fact it names, and look.

A condition is turned once into the set of worlds where it holds, kept as the bits of one integer; what is known of the
facts is another such set. Slower to prepare than to ask, so that many reports can be asked of one condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, IsOneOf, IsTrue, Not, NotionRef, Within
from engine.model.fact import Value
from engine.model.knowledge import Knowledge
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome
from tests.generators.knowledge import allows
from tests.generators.vocabulary import Vocabulary


def tests_in(condition: Condition, notions: Mapping[str, Condition]) -> Iterator[tuple[Condition, bool]]:
    """The comparisons of a condition, those of its notions included, each with whether it stands under an even number of `not`."""
    match condition:
        case NotionRef(notion):
            yield from tests_in(notions[notion], notions)
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from tests_in(part, notions)
        case Not(part):
            yield from ((test, not upright) for test, upright in tests_in(part, notions))
        case _:
            yield condition, True


def is_true(condition: Condition, notions: Mapping[str, Condition], world: Mapping[str, Value]) -> bool:
    """The condition in one world."""
    match condition:
        case NotionRef(notion):
            return is_true(notions[notion], notions, world)
        case All(parts):
            return not any(not is_true(p, notions, world) for p in parts)
        case AnyOf(parts):
            return any(is_true(p, notions, world) for p in parts)
        case AtLeast(count, parts):
            return len([p for p in parts if is_true(p, notions, world)]) >= count
        case Not(part):
            return not is_true(part, notions, world)
        case IsTrue(fact, value):
            return world[fact] == value
        case IsOneOf(fact, values):
            return world[fact] in values
        case IncludesAny(fact, members):
            return len(world[fact] & set(members)) > 0  # type: ignore[operator]
        case Within(fact, lower, upper):
            value = world[fact]
            return not (lower is not None and value < lower) and not (upper is not None and value >= upper)  # type: ignore[operator]


def literal_holds(literal: FactLiteral, value: Value) -> bool:
    """A literal for one value of its fact."""
    match literal.atom.kind:
        case "true":
            said = value is True
        case "is":
            said = value in literal.atom.keys
        case "has":
            said = any(key in value for key in literal.atom.keys)  # type: ignore[operator]
        case "from":
            said = value >= literal.atom.threshold  # type: ignore[operator]
    return said is literal.holds


class Truth:
    """A condition in every world of the facts it names."""

    def __init__(self, condition: Condition, notions: Mapping[str, Condition], vocabulary: Vocabulary) -> None:
        self.names = sorted({test.fact for test, _ in tests_in(condition, notions)})  # type: ignore[union-attr]
        self.domains = [vocabulary.domains[name] for name in self.names]
        self.worlds = list(product(*self.domains))
        self.everywhere = (1 << len(self.worlds)) - 1
        self.true = sum(
            1 << i
            for i, w in enumerate(self.worlds)
            if is_true(condition, notions, dict(zip(self.names, w, strict=True)))
        )
        self._where: dict[tuple[str, Knowledge], int] = {}

    def possible(self, known: Mapping[str, Knowledge]) -> int:
        """The worlds that what is known allows."""
        left = self.everywhere
        for name in self.names:
            said = known.get(name)
            if said is not None:
                key = (name, said)
                if key not in self._where:
                    place = self.names.index(name)
                    self._where[key] = sum(1 << i for i, world in enumerate(self.worlds) if allows(said, world[place]))
                left &= self._where[key]
        return left

    def outcome(self, known: Mapping[str, Knowledge]) -> Outcome:
        """Established in every possible world, refuted in every one, else open."""
        possible = self.possible(known)
        assert possible, "what is known allows no world"
        if not possible & ~self.true:
            return Outcome.ESTABLISHED
        return Outcome.OPEN if possible & self.true else Outcome.REFUTED

    def decided_by(self, name: str, known: Mapping[str, Knowledge]) -> bool:
        """Whether two possible worlds that differ by this fact only give two answers."""
        if name not in self.names:
            return False
        place, possible = self.names.index(name), self.possible(known)
        seen: dict[tuple[Value, ...], bool] = {}
        for i, world in enumerate(self.worlds):
            if possible >> i & 1:
                rest, answer = (*world[:place], *world[place + 1 :]), bool(self.true >> i & 1)
                if seen.setdefault(rest, answer) is not answer:
                    return True
        return False
