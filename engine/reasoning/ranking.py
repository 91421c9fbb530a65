"""The order of suggestions: points by criteria that the law's `Order` weighs, and the likely field that no fact evokes.

It never changes a status. Without an `Order`, suggestions keep the plain order: established, few points open, heavy penalty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from engine.model.answer import Assessment, First, Look, Motive
from engine.model.indications import Indications
from engine.model.law import Offence
from engine.model.order import CriterionName, FieldRule, GravityRule, Order
from engine.model.outcome import Outcome, Status

MAX_LOOK = 5
"""Offences of a likely field: more would hide the first thing to look at."""
PlainRank: TypeAlias = tuple[int, int, tuple[int, int, int], str]


def plain_rank(assessment: Assessment) -> PlainRank:
    """Established before open; then fewer points open; then the heavier penalty; then the identifier."""
    heaviest = assessment.penalty.weight
    return (
        0 if assessment.status is Status.ESTABLISHED else 1,
        len(assessment.because),
        (-heaviest[0], -heaviest[1], -heaviest[2]),
        assessment.offence,
    )


class _Likely(NamedTuple):
    """A field that is likely, how much, and whether the reader says so or the reporter's category."""

    rule: FieldRule
    share: float
    by: str


class _Gain(NamedTuple):
    """What an offence gains by a criterion, and the field or gravity that it is about."""

    criterion: CriterionName
    about: str | None
    points: float


class Ranking:
    """Ranks the offences of one report under one law."""

    def __init__(self, order: Order | None, offences: Mapping[str, Offence], indications: Indications) -> None:
        self._order = order
        self._offences = offences
        self._indications = indications
        self._category = order.field_of(indications.category) if order is not None else None

    def key(self, assessment: Assessment) -> tuple[float, PlainRank]:
        """What suggestions are sorted by: the lowest is first."""
        return -self.points(assessment), plain_rank(assessment)

    def points(self, assessment: Assessment) -> float:
        """All that an offence gains; 0 without an order. Rounded, so that sums of equal parts are equal."""
        return round(sum(gain.points for gain in self._gains(assessment)), 9)

    def is_aside(self, assessment: Assessment) -> bool:
        """Whether an open offence is to be examined besides, not suggested.

        It lacks what is distinctive in it, or has it on presumed facts alone in fields that the reader holds unlikely.
        """
        if self._order is None or assessment.status is not Status.OPEN:
            return False
        shares = self._indications.fields
        fields = [shares.get(rule.id, 0.0) for rule in self._fields(assessment)]
        unlikely = bool(shares and fields) and max(fields) < self._order.unlikely
        return self._distinctive(assessment, sure=unlikely) < 1.0

    def first(self, ordered: Sequence[Assessment]) -> First | None:
        """Why the first of these comes first: where it gains more than the next, and what decides where they gain as much."""
        if self._order is None or not ordered:
            return None
        top, *rest = ordered
        mine = self._gains(top)
        if not rest:  # it has a recipient like nearly all others: that is no motive
            motives = [gain for gain in mine if gain.points > 0 and gain.criterion != "recipient"]
            return First(top.offence, _motives(motives), None, True)
        if self.points(rest[0]) == self.points(top):
            ranks = zip(_TIES, plain_rank(top), plain_rank(rest[0]), strict=True)
            return First(top.offence, (), next(name for name, one, other in ranks if one != other))
        pairs = zip(mine, self._gains(rest[0]), strict=True)
        return First(top.offence, _motives([one for one, other in pairs if one.points > other.points]))

    def look(self, assessments: Sequence[Assessment], named: Collection[str]) -> Look | None:
        """The most likely field, where none of the suggestions is of it: its usual offences that nothing refutes, best first.

        Those that the facts evoke are among them, usual or not. None where the facts cleared one of the field.
        """
        likely = self.likely()
        if likely is None or {*likely.rule.offences} & {*named}:
            return None
        open_ = (Status.OPEN, Status.ESTABLISHED)
        by_id = {a.offence: a for a in assessments}
        mine = [by_id[name] for name in likely.rule.offences if name in by_id]
        if any(a.evoked and a.status not in open_ for a in mine):
            return None
        wanted = [a for a in mine if a.status in open_ and (a.evoked or a.offence in likely.rule.usual)]
        best = sorted(wanted, key=lambda a: -self.points(a))[:MAX_LOOK]
        return Look(likely.rule.id, likely.by, round(likely.share, 6), tuple(a.offence for a in best)) if best else None

    def likely(self) -> _Likely | None:
        """The most likely field, when it is likely enough; what the reader says comes before the category, which it has read."""
        if self._order is None:
            return None
        shares = self._indications.fields
        if shares:
            rules = [rule for rule in self._order.fields if shares.get(rule.id, 0.0) >= self._order.likely]
            best = max(rules, key=lambda rule: shares[rule.id], default=None)
            return None if best is None else _Likely(best, shares[best.id], "reader")
        return None if self._category is None else _Likely(self._category, 1.0, "category")

    def _gains(self, assessment: Assessment) -> list[_Gain]:
        """What each criterion gives."""
        order, offence = self._order, assessment.offence
        if order is None:
            return []
        fields = self._fields(assessment)
        field, field_share = _surest(fields, self._indications.fields)
        gravities = [rule for rule in order.gravity if offence in rule.offences]
        gravity, gravity_share = _surest(gravities, self._indications.gravity)
        usual = next((rule.id for rule in fields if offence in rule.usual), None)
        category = self._category.id if self._category in fields and self._category is not None else None
        shares: dict[CriterionName, tuple[str | None, float]] = {
            "established": (None, float(assessment.status is Status.ESTABLISHED)),
            "recipient": (None, float(self._offences[offence].routing != ("aucun",))),
            "core": (None, self._distinctive(assessment)),
            "field": (field, field_share),
            "category": (category, float(category is not None)),
            "gravity": (gravity, gravity_share),
            "usual": (usual, float(usual is not None)),
        }
        return [_Gain(name, about, order.criteria[name].points * share) for name, (about, share) in shares.items()]

    def _fields(self, assessment: Assessment) -> list[FieldRule]:
        assert self._order is not None
        return [rule for rule in self._order.fields if assessment.offence in rule.offences]

    def _distinctive(self, assessment: Assessment, *, sure: bool = False) -> float:
        """The share of its distinctive elements that is met, by facts or by presumption of law; whole when it has none.

        `sure`: by confirmed facts alone.
        """
        assert self._order is not None
        elements = self._offences[assessment.offence].elements
        own = self._order.distinctive.get(assessment.offence)
        conclusion, met = assessment.conclusion, []
        for kind, name, number in conclusion.wording.points:
            if kind == "element" and (name in own if own is not None else elements[name].core):
                verdict = assessment.board.verdict(number)
                outcome = verdict.confirmed if sure else verdict.outcome
                met.append(outcome is Outcome.ESTABLISHED or name in conclusion.presumed)
        return sum(met) / len(met) if met else 1.0


def _motives(gains: Sequence[_Gain]) -> tuple[Motive, ...]:
    """The greatest first."""
    return tuple(Motive(gain.criterion, gain.about) for gain in sorted(gains, key=lambda gain: -gain.points))


def _surest(rules: Sequence[FieldRule | GravityRule], shares: Mapping[str, float]) -> tuple[str | None, float]:
    """The rule that the indications hold most probable, and how much."""
    best = max(rules, key=lambda rule: shares.get(rule.id, 0.0), default=None)
    return (None, 0.0) if best is None else (best.id, shares.get(best.id, 0.0))


_TIES = ("established", "open_points", "penalty", "name")
