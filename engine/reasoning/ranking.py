"""The order of suggestions: points by criteria that the law's `Order` weighs, and the likely field
that no fact evokes.

It never changes a status. Without an `Order`, suggestions keep the plain order: established, few
points open, heavy penalty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias, get_args

from engine.model.answer import Assessment, First, Look, Motive
from engine.model.indications import Indications
from engine.model.law import Offence
from engine.model.order import CriterionName, FieldRule, GravityRule, NoiseRule, Order
from engine.model.outcome import Outcome, Status

MAX_LOOK = 5
"""Offences of a likely field: more would hide the first thing to look at."""
PlainRank: TypeAlias = tuple[int, int, tuple[int, int, int], str]


def plain_rank(assessment: Assessment) -> PlainRank:
    """Established before open; then fewer points open; then the heavier penalty; then the
    identifier.
    """
    heaviest = assessment.penalty.weight
    return (
        0 if assessment.status is Status.ESTABLISHED else 1,
        len(assessment.because),
        (-heaviest[0], -heaviest[1], -heaviest[2]),
        assessment.offence,
    )


class _Likely(NamedTuple):
    """A field that is likely, how much, and whether the reader says so or the reporter's
    category.
    """

    rule: FieldRule
    share: float
    by: str


class _Gain(NamedTuple):
    """Gain of an offence by a criterion, and the field or gravity that it is about."""

    criterion: CriterionName
    about: str | None
    points: float


class _Place(NamedTuple):
    """Place of an offence in an order, whatever the report: its fields, the first in which it is
    usual, its gravities, whether a recipient takes it, and its distinctive elements.
    """

    fields: tuple[FieldRule, ...]
    usual: str | None
    gravities: tuple[GravityRule, ...]
    recipient: bool
    distinctive: frozenset[str]


class OrderWeights:
    """The order of a law, read once: what each offence may gain, what is distinctive in it, the
    variants of its article.
    """

    def __init__(self, order: Order, offences: Mapping[str, Offence]) -> None:
        self.order = order
        self.places = {name: _place(order, offence) for name, offence in offences.items()}
        self.points = {name: order.criteria.of(name).points for name in get_args(CriterionName)}
        self.variants = {name: frozenset(group) for group in order.variants for name in group}


def _place(order: Order, offence: Offence) -> _Place:
    fields = tuple(rule for rule in order.fields if offence.id in rule.offences)
    return _Place(
        fields,
        next((rule.id for rule in fields if offence.id in rule.usual), None),
        tuple(rule for rule in order.gravity if offence.id in rule.offences),
        offence.routing != ("aucun",),
        frozenset(order.distinctive.get(offence.id, (name for name, e in offence.elements.items() if e.core))),
    )


class Ranking:
    """Ranks the offences of one report under one law; `weights`: None under a law that has no
    order.
    """

    def __init__(
        self,
        weights: OrderWeights | None,
        indications: Indications,
        contested: Mapping[str, Collection[str]] | None = None,
        surest_open: float = 0.0,
    ) -> None:
        self._weights = weights
        self._contested = contested or {}
        self._surest_open = surest_open
        self._order = weights.order if weights is not None else None
        self._indications = indications
        self._category = self._order.field_of(indications.category) if self._order is not None else None
        self._surest_offence = max(indications.offences.values(), default=0.0)
        self._noise = _noise_rule(self._order, indications)
        self._worked_out: dict[str, tuple[list[_Gain], float]] = {}

    def under(self, contested: Mapping[str, Collection[str]]) -> Ranking:
        """The same ranking where some established offences have open rivals, by offence, that would
        take their place.
        """
        return Ranking(self._weights, self._indications, contested) if contested else self

    def beside(self, suggestions: Sequence[Assessment]) -> Ranking:
        """The same ranking, of suggestions that are known: what is established on presumed facts
        alone may yield to an open one.
        """
        shares = self._indications.offences
        surest = max((shares.get(a.offence, 0.0) for a in suggestions if a.status is Status.OPEN), default=0.0)
        if surest == self._surest_open:  # what is gained is worked out already
            return self
        return Ranking(self._weights, self._indications, self._contested, surest)

    def best_first(self, suggestions: Sequence[Assessment]) -> list[Assessment]:
        """The suggestions in order; most reports have one or none, which nothing weighs."""
        if not suggestions[1:]:
            return list(suggestions)
        return sorted(suggestions, key=lambda a: (-self.points(a), plain_rank(a)))

    def points(self, assessment: Assessment) -> float:
        """All that an offence gains; 0 without an order.

        Rounded, so that sums of equal parts are equal.
        """
        return self._gains(assessment)[1]

    def is_aside(self, assessment: Assessment) -> bool:
        """Whether an open offence is to be examined besides, not suggested.

        It lacks what is distinctive in it, or has it on presumed facts alone while the reader holds
        its fields, or itself, unlikely, or recognises a kind of noise, or while the order is
        cautious of it.
        """
        if self._weights is None or assessment.status is not Status.OPEN:
            return False
        shares, fields = self._indications.fields, self._weights.places[assessment.offence].fields
        order, offences = self._weights.order, self._indications.offences
        unlikely = self._noise is not None or (bool(shares and fields) and _surest(fields, shares)[1] < order.unlikely)
        share = offences.get(assessment.offence, 1.0)  # of others the reader says nothing
        unlikely |= share < max(order.unlikely_offence, order.outshone * self._surest_offence)
        return self._distinctive(assessment, sure=unlikely or assessment.offence in order.cautious) < 1.0

    def first(self, ordered: Sequence[Assessment]) -> First | None:
        """The reason for which the first of these comes first: where it gains more than the next,
        and what decides where they gain as much.
        """
        if self._order is None or not ordered:
            return None
        top, *rest = ordered
        mine, _ = self._gains(top)
        if not rest:  # it has a recipient like nearly all others: that is no motive
            motives = [gain for gain in mine if gain.points > 0 and gain.criterion != "recipient"]
            return First(top.offence, _motives(motives), None, True)
        if self.points(rest[0]) == self.points(top):
            ranks = zip(_TIES, plain_rank(top), plain_rank(rest[0]), strict=True)
            return First(top.offence, (), next(name for name, one, other in ranks if one != other))
        pairs = zip(mine, self._gains(rest[0])[0], strict=True)
        return First(top.offence, _motives([one for one, other in pairs if one.points > other.points]))

    def recognised(
        self, assessments: Mapping[str, Assessment], free: Sequence[Assessment], named: Collection[str]
    ) -> list[Assessment]:
        """The offences to be suggested beside those that facts evoke: the reader recognises them,
        and no fact evokes them yet. Where fewer than `places` stand then, those recognised less
        follow.

        `free`: those suggested so far, among `named`. None where there are none, nor where one is
        known by confirmed facts.
        """
        order = self._order
        if order is None or (self._least(order.suggested) is None and self._least(order.recognised) is None):
            return []
        if not free or any(self._distinctive(a, sure=True) == 1.0 for a in free):
            return []
        sure = self._one_of_each_article(self._recognised(assessments, named, order.suggested), named)
        vacant = order.places - len(free) - len(sure)
        if vacant <= 0:
            return sure
        named = {*named, *(a.offence for a in sure)}
        rest = self._one_of_each_article(self._recognised(assessments, named, order.recognised), named)
        return sure + rest[:vacant]

    def look(self, assessments: Mapping[str, Assessment], named: Collection[str]) -> Look | None:
        """The offences to be looked at besides the suggestions: the most likely field, or the
        offences that the reader recognises, best first.
        """
        return self._field_to_look_at(assessments, named) or self._offences_to_look_at(assessments, named)

    def _field_to_look_at(self, assessments: Mapping[str, Assessment], named: Collection[str]) -> Look | None:
        """The most likely field, where none of the suggestions is of it: its usual offences that
        nothing refutes, and those recognised.

        Those that the facts evoke are among them, usual or not. None where something read rules out
        one of the field: facts that a person confirmed, or any where only a category speaks for it.
        """
        likely = self.likely()
        if self._order is None or likely is None or {*likely.rule.offences} & {*named}:
            return None
        mine = [assessments[name] for name in likely.rule.offences if name in assessments]
        weak = likely.by == "category"
        if any(a.evoked and a.status not in _LIVE and (weak or a.confirmed not in _LIVE) for a in mine):
            return None
        wanted = [a for a in mine if a.status in _LIVE and (a.evoked or a.offence in likely.rule.usual)]
        wanted += [a for a in self._recognised(assessments, named, self._order.recognised) if a not in wanted]
        best = self._best(wanted, named)
        return Look(likely.rule.id, likely.by, round(likely.share, 6), best) if best else None

    def _offences_to_look_at(self, assessments: Mapping[str, Assessment], named: Collection[str]) -> Look | None:
        """The offences recognised beside the suggestions, under the field of the first."""
        if self._weights is None:
            return None
        best = self._best(self._recognised(assessments, named, self._weights.order.recognised), named)
        if not best:
            return None
        field, _ = _surest(self._weights.places[best[0]].fields, self._indications.fields)
        return Look(field or "", "offence", round(self._indications.offences[best[0]], 6), best)

    def _recognised(
        self, assessments: Mapping[str, Assessment], named: Collection[str], least: float | None
    ) -> list[Assessment]:
        """The offences that the reader recognises, that nothing refutes, and that are not
        suggested.
        """
        least = self._least(least)
        if least is None:
            return []
        shares = self._indications.offences
        sure = [assessments[name] for name in assessments if name not in named and shares.get(name, 0.0) >= least]
        return [assessment for assessment in sure if assessment.status in _LIVE]

    def _least(self, least: float | None) -> float | None:
        """The probability from which the reader recognises an offence, where it recognises one: the
        given one, or the more that a kind of noise asks.
        """
        if least is not None and self._noise is not None:
            least = max(least, self._noise.recognised)
        return None if least is None or self._surest_offence < least else least

    def _best(self, assessments: Sequence[Assessment], named: Collection[str]) -> tuple[str, ...]:
        return tuple(a.offence for a in self._one_of_each_article(assessments, named)[:MAX_LOOK])

    def _one_of_each_article(self, assessments: Sequence[Assessment], named: Collection[str]) -> list[Assessment]:
        """The best placed first, without the variants of those that are suggested, or of a better
        placed one.
        """
        assert self._weights is not None
        seen, chosen = {*named}, []
        for assessment in sorted(assessments, key=lambda a: -self.points(a)):
            variants = self._weights.variants.get(assessment.offence, frozenset())
            if seen.isdisjoint(variants):
                chosen.append(assessment)
                seen |= variants
        return chosen

    def likely(self) -> _Likely | None:
        """The most likely field, when it is likely enough; what the reader says comes before the
        category, which it has read.
        """
        if self._order is None:
            return None
        shares = self._indications.fields
        if shares:
            surest = {rule.id: self._field_share(rule) for rule in self._order.fields}
            rules = [rule for rule in self._order.fields if surest[rule.id] >= self._order.likely]
            best = max(rules, key=lambda rule: surest[rule.id], default=None)
            return None if best is None else _Likely(best, surest[best.id], "reader")
        return None if self._category is None else _Likely(self._category, 1.0, "category")

    def _field_share(self, rule: FieldRule) -> float:
        """The reader's probability of a field: its own probability, or that of the likeliest of its
        offences, if it is more.
        """
        offences = self._indications.offences
        own = self._indications.fields.get(rule.id, 0.0)
        return max(own, max((offences.get(name, 0.0) for name in rule.offences), default=0.0))

    def _gains(self, assessment: Assessment) -> tuple[list[_Gain], float]:
        """The gain by each criterion, and their sum, worked out once."""
        found = self._worked_out.get(assessment.offence)
        if found is None:
            gains = self._work_out(assessment)
            found = self._worked_out[assessment.offence] = (gains, round(sum([gain.points for gain in gains]), 9))
        return found

    def _work_out(self, assessment: Assessment) -> list[_Gain]:
        if self._weights is None:
            return []
        place, points = self._weights.places[assessment.offence], self._weights.points
        field, field_share = _surest(place.fields, self._indications.fields)
        gravity, gravity_share = _surest(place.gravities, self._indications.gravity)
        category = self._category.id if self._category is not None and self._category in place.fields else None
        shares: tuple[tuple[CriterionName, str | None, float], ...] = (
            ("established", None, float(assessment.status is Status.ESTABLISHED and not self._yields(assessment))),
            ("recipient", None, float(place.recipient)),
            ("core", None, self._distinctive(assessment)),
            ("offence", None, self._indications.offences.get(assessment.offence, 0.0)),
            ("field", field, field_share),
            ("category", category, float(category is not None)),
            ("gravity", gravity, gravity_share),
            ("usual", place.usual, float(place.usual is not None)),
        )
        return [_Gain(name, about, points[name] * share) for name, about, share in shares]

    def _yields(self, assessment: Assessment) -> bool:
        """Whether the reader recognises an open rival, before which the text gives way, more than
        this offence; or, where only presumed facts establish it, any open suggestion far more.

        Of an offence that it has not learnt, the reader says nothing.
        """
        assert self._order is not None
        shares, surer = self._indications.offences, self._order.surer
        mine = shares.get(assessment.offence, 0.0)
        presumed = assessment.confirmed is not Status.ESTABLISHED and assessment.offence in shares
        if presumed and surer is not None and self._surest_open - mine >= surer:
            return True
        return any(shares.get(rival, 0.0) > mine for rival in self._contested.get(assessment.offence, ()))

    def outweighs(self, loser: Assessment, winner: Assessment) -> bool:
        """Whether the reader recognises an offence so much more than the one that would absorb it,
        established on presumed facts alone, that it stands beside it.
        """
        least = self._order.unabsorbed if self._order is not None else None
        shares = self._indications.offences
        if least is None or winner.confirmed is Status.ESTABLISHED or winner.offence not in shares:
            return False
        return shares.get(loser.offence, 0.0) - shares[winner.offence] > least

    def _distinctive(self, assessment: Assessment, *, sure: bool = False) -> float:
        """The share of its distinctive elements that is met, by facts or by presumption of law;
        whole when it has none.

        `sure`: by confirmed facts alone.
        """
        assert self._weights is not None
        wanted = self._weights.places[assessment.offence].distinctive
        conclusion, met = assessment.conclusion, []
        for kind, name, number in conclusion.wording.points:
            if kind == "element" and name in wanted:
                verdict = assessment.board.verdict(number)
                outcome = verdict.confirmed if sure else verdict.outcome
                met.append(outcome is Outcome.ESTABLISHED or name in conclusion.presumed)
        return sum(met) / len(met) if met else 1.0


def _noise_rule(order: Order | None, indications: Indications) -> NoiseRule | None:
    """What the order asks of offences for a kind of noise; None where none is recognised."""
    rule = order.noise if order is not None else None
    if rule is None or max(indications.noise.values(), default=0.0) < rule.bound:
        return None
    return rule


def _motives(gains: Sequence[_Gain]) -> tuple[Motive, ...]:
    """The greatest first."""
    return tuple(Motive(gain.criterion, gain.about) for gain in sorted(gains, key=lambda gain: -gain.points))


def _surest(rules: Sequence[FieldRule | GravityRule], shares: Mapping[str, float]) -> tuple[str | None, float]:
    """The rule that the indications hold most probable, and how much."""
    if not shares:
        return (rules[0].id if rules else None), 0.0
    best = max(rules, key=lambda rule: shares.get(rule.id, 0.0), default=None)
    return (None, 0.0) if best is None else (best.id, shares.get(best.id, 0.0))


_LIVE = (Status.OPEN, Status.ESTABLISHED)
_TIES = ("established", "open_points", "penalty", "name")
