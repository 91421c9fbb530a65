"""The law between two dates is that of the regimes in force on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.reasoning.timelines import LawInTime
from tests.engine.reasoning.sample import SEEDS, sample

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("seed", list(SEEDS)[:5])
def test_each_offence_has_the_regimes_in_force_from_its_day_to_the_decision(seed: int) -> None:
    plan = sample(seed).plan
    law, offences = LawInTime(plan), plan.ruleset.offences
    changes = {r.from_ for regimes in plan.regimes.values() for r in regimes}
    days = sorted(
        {date(1990, 1, 1), *changes, *(day - ONE_DAY for day in changes), *(day + ONE_DAY for day in changes)}
    )
    for facts in days:
        for decision in days[days.index(facts) :: 3]:
            for continued in (facts, decision):
                for timeline in law.between(facts, continued, decision).timelines:
                    start = continued if timeline.offence.conduct == "continuing" else facts
                    regimes = plan.regimes[timeline.offence.id]
                    in_force = any(r.covers(start) for r in regimes)
                    wanted = tuple(r for r in regimes if r.overlaps(start, decision)) if in_force else ()
                    assert timeline.regimes == wanted
                    assert tuple(ruler.regime for ruler in timeline.rulers) == wanted
        for name, regimes in plan.regimes.items():
            read = next((r.offence for r in regimes if r.covers(facts)), None)
            assert law.worded(name, facts) == (read or offences[name].on(facts))
