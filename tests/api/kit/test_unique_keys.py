"""A key given twice is refused, and found as quickly as the object is read."""

from __future__ import annotations

import json

import pytest

from api.kit.unique_keys import GivenTwice, once


def test_an_object_whose_keys_differ_is_read() -> None:
    assert json.loads('{"a": {"b": 1}, "c": 2}', object_pairs_hook=once) == {"a": {"b": 1}, "c": 2}


def test_the_first_key_met_again_is_named() -> None:
    with pytest.raises(GivenTwice) as told:
        json.loads('{"a": 1, "b": 2, "c": 3, "b": 4, "a": 5}', object_pairs_hook=once)
    assert told.value.key == "b"


def test_a_repetition_after_very_many_keys_is_found() -> None:
    """300,000 keys, as many as a body of five megabytes holds: comparing each with all before it would take minutes."""
    many = ", ".join(f'"{n}": 0' for n in range(300_000))
    with pytest.raises(GivenTwice, match="299999"):
        json.loads(f'{{{many}, "299999": 1}}', object_pairs_hook=once)
