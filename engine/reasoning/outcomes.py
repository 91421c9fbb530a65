"""The outcomes of all the conditions of a plan as one integer: three bits a condition, of which one
is set.

A report settles few conditions: its integer is that of an empty report, with the bits of those
conditions flipped. What an offence depends on is one mask away: equal integers under its mask mean
equal outcomes, hence an equal conclusion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.model.answer import Verdict
from engine.model.outcome import Outcome

_CODE = {Outcome.OPEN: 1, Outcome.ESTABLISHED: 2, Outcome.REFUTED: 4}
_BARE = {code: Verdict(outcome, outcome) for outcome, code in _CODE.items()}
_WIDTH, _ALL = 3, 7


def bit(formula: int, outcome: Outcome) -> int:
    """The bit that says that a formula has this outcome."""
    return _CODE[outcome] << _WIDTH * formula


def formula_of(one: int) -> int:
    """The formula of which a bit says something."""
    return (one.bit_length() - 1) // _WIDTH


def mask(formulas: Iterable[int]) -> int:
    """All the bits of some formulas."""
    return sum(_ALL << _WIDTH * formula for formula in set(formulas))


def together(outcomes: Sequence[Outcome]) -> int:
    """The integer of the outcomes of formulas 0, 1, 2…"""
    return sum(bit(formula, outcome) for formula, outcome in enumerate(outcomes))


def reader(state: int) -> Callable[[int], Verdict]:
    """Reads outcomes back from an integer; reasons are not in it."""
    return lambda formula: _BARE[state >> _WIDTH * formula & _ALL]
