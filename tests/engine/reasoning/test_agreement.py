"""However an element is judged, the answer is the same, and it is the true one."""

from __future__ import annotations

import pytest

from engine.reasoning.durable import MISSING, DurableForward
from fuzz.agreement import Court
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.knowledge import more_known, random_known

REPORTS = 5


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_diagrams_and_enumeration_give_the_same_outcome(seed: int) -> None:
    law = sample(seed)
    random = law.random("agreement")
    court = Court(law.plan, law.vocabulary, durable=None)
    found = [d for _ in range(REPORTS) for d in court.differences(random_known(random, law.vocabulary))]
    assert not found, "\n".join(map(str, found[:5]))


@pytest.mark.skipif(MISSING is not None, reason=f"durable_rules is not installed: {MISSING}")
@pytest.mark.parametrize("seed", list(SEEDS)[:5])
def test_durable_rules_fires_exactly_the_rules_that_plain_python_fires(seed: int) -> None:
    law = sample(seed)
    random = law.random("firing")
    court = Court(law.plan, law.vocabulary, DurableForward(law.plan.partitions))
    for _ in range(REPORTS):
        known = random_known(random, law.vocabulary, share=0.8)
        fired = {name: sorted(court.fired(forward, known)) for name, forward in court.forwards.items()}
        assert fired["durable_rules"] == fired["python"]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_settled_stays_settled_when_more_is_known(seed: int) -> None:
    law = sample(seed)
    random = law.random("growing")
    court = Court(law.plan, law.vocabulary, durable=None)
    settled = 0
    for _ in range(REPORTS):
        known = random_known(random, law.vocabulary, share=0.4)
        before = court.by_rules(court.forwards["python"], known)
        after = court.by_rules(court.forwards["python"], more_known(random, law.vocabulary, known))
        assert {formula: after.get(formula) for formula in before} == before
        settled += len(after) - len(before)
    assert settled > 0, "knowing more never settled anything: the test saw nothing"
