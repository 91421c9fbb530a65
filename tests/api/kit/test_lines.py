"""Lines are split alike whatever the pieces they come in, and a long one is neither kept nor copied again and again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.lines import LineSplitter

MOST = 5


@given(st.lists(st.text(alphabet="a\n", max_size=20).map(str.encode), max_size=20))
def test_f1_pieces_make_no_difference(pieces: list[bytes]) -> None:
    splitter = LineSplitter(MOST)
    found = [line for piece in pieces for line in splitter.feed(piece)]
    *whole, last = b"".join(pieces).split(b"\n")
    assert [*found, splitter.rest] == [line[: MOST + 1] for line in (*whole, last)]
    assert splitter.skipped == max(0, len(last) - MOST - 1)


def test_f1_a_line_without_end_is_not_copied_with_every_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is extended where it is: the same object, of so many bytes at most."""
    splitter = LineSplitter(1_000)
    kept = splitter._rest
    for _ in range(10_000):
        assert splitter.feed(b"a" * 10) == []
    assert splitter._rest is kept
    assert len(kept) == 1_001
    assert splitter.skipped == 100_000 - 1_001
