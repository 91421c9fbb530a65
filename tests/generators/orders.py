"""Random orders of suggestions and random indications, over random law."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import get_args

from engine.model.indications import GRAVITIES, NOISE_KINDS, REPORT_FIELDS, Indications, ReportField
from engine.model.order import Criteria, Criterion, CriterionName, FieldRule, GravityRule, NoiseRule, Order
from engine.model.ruleset import Ruleset
from tests.generators.vocabulary import text


def random_order(random: Random, ruleset: Ruleset) -> Order:
    """An order that names the offences of a law, with any points."""
    offences = sorted(ruleset.offences)
    elements = {name: sorted(ruleset.offences[name].elements) for name in offences}
    return Order(
        likely=random.choice((0.3, 0.5, 0.9)),
        unlikely=random.choice((0.0, 0.1, 0.4)),
        unlikely_offence=random.choice((0.0, 0.1, 0.4)),
        recognised=random.choice((None, 0.1, 0.5, 0.9)),
        suggested=random.choice((None, 0.1, 0.5, 0.9)),
        outshone=random.choice((0.0, 0.4, 0.9)),
        surer=random.choice((None, 0.0, 0.4)),
        unabsorbed=random.choice((None, 0.0, 0.4)),
        places=random.choice((0, 3)),
        noise=random.choice((None, NoiseRule(bound=0.5, recognised=0.4))),
        criteria=Criteria.model_validate(
            {
                name: Criterion(points=random.choice((0, 10, 40, 200)), because=text(name), why="essai")
                for name in get_args(CriterionName)
            }
        ),
        distinctive={
            name: tuple(random.sample(elements[name], 1))
            for name in offences
            if elements[name] and random.random() < 0.3
        },
        cautious=tuple(name for name in offences if random.random() < 0.2),
        variants=(tuple(random.sample(offences, 2)),) if len(offences) > 1 and random.random() < 0.5 else (),
        fields=tuple(_field(random, name, offences) for name in random.sample(REPORT_FIELDS, 3)),
        gravity=tuple(
            GravityRule(id=name, label=text(name), offences=tuple(random.sample(offences, 1)))
            for name in random.sample(GRAVITIES, 2)
        ),
    )


def random_indications(random: Random, offences: Sequence[str] = ()) -> Indications:
    """Any, none included; of these offences, and of one that no law has."""
    fields: dict[str, float] = {name: random.random() for name in REPORT_FIELDS} if random.random() < 0.7 else {}
    gravity: dict[str, float] = {name: random.random() for name in GRAVITIES} if random.random() < 0.7 else {}
    some = {name: random.random() for name in (*offences, "cp-0") if random.random() < 0.5}
    noise: dict[str, float] = {name: random.random() for name in NOISE_KINDS} if random.random() < 0.2 else {}
    return Indications(fields, gravity, random.choice((None, "ailleurs", *REPORT_FIELDS)), some, noise)


def _field(random: Random, name: ReportField, offences: list[str]) -> FieldRule:
    mixed = random.sample(offences, len(offences))
    cut = random.randint(1, len(mixed))
    end = random.randint(cut, len(mixed))
    return FieldRule(id=name, label=text(name), usual=tuple(mixed[:cut]), others=tuple(mixed[cut:end]))
