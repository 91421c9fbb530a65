"""The targets of coverage-guided fuzzing read what they begin from, and refuse the rest without failing."""

from __future__ import annotations

import pytest

from fuzz.targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_reads_its_seeds_and_refuses_what_is_none(name: str) -> None:
    feed, begun = TARGETS[name](), seeds(name)
    assert begun
    assert all(begun)
    for data in (*begun[:8], b"", b"\0\xff", b"{{ a }}", b"a: [", begun[0][: len(begun[0]) // 2]):
        feed(data)
