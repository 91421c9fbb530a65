"""Identifiers: their form, their order, and what one gives away of the next."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from ulid import ULID

from api.kit.ids import new_id, pattern

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_an_identifier_has_the_form_of_its_prefix() -> None:
    assert re.fullmatch(pattern("rep"), new_id("rep", NOON))


def test_identifiers_of_one_millisecond_sort_in_the_order_of_making() -> None:
    made = [new_id("rep", NOON) for _ in range(2_000)]
    assert made == sorted(set(made))


def test_a_later_moment_sorts_after() -> None:
    assert new_id("rep", NOON) < new_id("rep", NOON + timedelta(milliseconds=1))


def test_an_identifier_holds_its_moment() -> None:
    assert ULID.from_str(new_id("rep", NOON).removeprefix("rep_").upper()).datetime == NOON


def test_an_identifier_does_not_give_the_next_one_away() -> None:
    numbers = [int(ULID.from_str(new_id("rep", NOON)[4:].upper())) for _ in range(50)]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    assert len(steps) == 49


def test_threads_never_make_the_same_one() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: new_id("rep", NOON), range(4_000)))
    assert len(set(made)) == 4_000
