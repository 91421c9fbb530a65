"""What durable_rules holds of a law is given back when nothing uses the law any more."""

from __future__ import annotations

import gc

import pytest

from engine.language.loader import load_folder
from engine.reasoning.durable import DurableForward
from engine.reasoning.partitions import ImplicantRule, Partition
from engine.reasoning.plan import compile_plan
from tests.shared import ROOT

library = pytest.importorskip("durable_rules_engine", reason="durable_rules is not installed")


@pytest.mark.parametrize("fired", [False, True], ids=["never fired", "fired"])
def test_a_law_that_is_let_go_is_freed(fired: bool) -> None:
    plan = compile_plan(load_folder(ROOT / "docs/examples/petite-loi"))
    forward, other = DurableForward(plan.partitions), DurableForward(plan.partitions)
    known = {0: True, 1: True}
    expected = other.fire(known, [0])
    if fired:
        assert forward.fire(known, [0]) == expected
    handle = forward._partitions[0]._handle
    fact = '{"sid":"0","id":"1","t0":1}'
    del forward
    gc.collect()
    with pytest.raises(library.error):
        library.assert_fact(handle, fact)
    assert other.fire(known, [0]) == expected


def test_a_law_asked_only_what_no_rule_looks_at_is_freed_too() -> None:
    """The library then holds no state: deleting one would end the process."""
    rule = ImplicantRule(0, 0, True, ((0, True),), ())
    forward = DurableForward([Partition((rule,), frozenset({0}), frozenset({0}))])
    assert forward.fire({0: False}, [0]) == []
    handle = forward._partitions[0]._handle
    del forward
    gc.collect()
    with pytest.raises(library.error):
        library.assert_fact(handle, '{"sid":"0","id":"1","t0":1}')
