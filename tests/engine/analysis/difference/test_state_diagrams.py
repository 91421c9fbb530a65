"""Both libraries of diagrams say the same of the same sets, whatever spaces share them."""

from __future__ import annotations

import itertools
import sys
from random import Random
from subprocess import run

import pytest

from engine.analysis.difference.state_diagrams import NativeDiagrams, Node, PortableDiagrams, StateDiagrams
from tests.shared import ROOT

VARIABLES = 6


def built(diagrams: StateDiagrams, random: Random) -> list[Node]:
    """Sets made of each other at random."""
    nodes = [diagrams.true, ~diagrams.true, *(diagrams.variable(number) for number in range(VARIABLES))]
    for _ in range(60):
        one, other = random.choice(nodes), random.choice(nodes)
        nodes.append(random.choice((one & other, one | other, ~one)))
    return nodes


def holds(diagrams: StateDiagrams, node: Node, state: tuple[bool, ...]) -> bool:
    """Whether a state is in a set, as a walk through its diagram says."""
    while node not in (diagrams.true, ~diagrams.true):
        node = diagrams.branches(node)[state[diagrams.first(node)]]
    return bool(node == diagrams.true)


@pytest.mark.parametrize("seed", range(10))
def test_both_libraries_hold_the_same_sets(seed: int) -> None:
    native, portable = NativeDiagrams(), PortableDiagrams()
    pairs = zip(built(native, Random(seed)), built(portable, Random(seed)), strict=True)
    for one, other in pairs:
        for state in itertools.product((False, True), repeat=VARIABLES):
            assert holds(native, one, state) is holds(portable, other, state)


@pytest.mark.parametrize("diagrams", [NativeDiagrams(), PortableDiagrams()], ids=["native", "portable"])
def test_equal_sets_are_one_key(diagrams: StateDiagrams) -> None:
    first, second = diagrams.variable(0), diagrams.variable(1)
    assert {first & second: "both"}[~(~second | ~first)] == "both"
    assert first & second != first | second
    assert first & ~first == ~diagrams.true


def test_a_variable_looked_at_first_is_the_lowest() -> None:
    for diagrams in (NativeDiagrams(), PortableDiagrams()):
        variables = [diagrams.variable(number) for number in range(3)]
        assert diagrams.first(variables[2] | variables[1]) == 1


@pytest.mark.parametrize("seed", range(5))
def test_what_no_longer_looks_at_variables_is_true_where_some_value_of_them_is(seed: int) -> None:
    for diagrams in (NativeDiagrams(), PortableDiagrams()):
        for node in built(diagrams, Random(seed)):
            freed = diagrams.exists(node, (1, 3))
            for state in itertools.product((False, True), repeat=VARIABLES):
                tried = (
                    (state[0], one, state[2], other, *state[4:])
                    for one, other in itertools.product((False, True), repeat=2)
                )
                assert holds(diagrams, freed, state) is any(holds(diagrams, node, each) for each in tried)


def test_a_manager_leaves_a_bounded_process_most_of_its_addresses() -> None:
    """Its thread takes a gibibyte of them for its stack; as much again for nodes left too few once the readers of texts were open."""
    done = run([sys.executable, "-c", _A_MANAGER], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "made\n", "")


_A_MANAGER = """
import resource
from engine.analysis.difference.state_diagrams import NativeDiagrams
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
NativeDiagrams()
print("made")
"""
