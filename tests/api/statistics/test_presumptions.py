"""When a statement says what was presumed."""

from __future__ import annotations

from typing import Any

import pytest

from api.statistics.presumptions import agrees


@pytest.mark.parametrize(
    ("presumed", "stated", "same"),
    [
        (True, True, True),
        (True, False, False),
        (14, 15, False),
        (14, {"max": 17}, False),
        ("2024-06-01", "2024-06-01", True),
        ({"includes": ["mort"], "excludes": []}, ["mort", "viol"], True),
        ({"includes": ["mort"], "excludes": []}, {"includes": ["mort"], "excludes": ["viol"]}, True),
        ({"includes": ["mort"], "excludes": []}, {"includes": [], "excludes": ["mort"]}, False),
        ({"includes": ["mort", "viol"], "excludes": []}, ["mort"], False),
        ({"includes": [], "excludes": ["viol"]}, ["mort"], True),
        ({"includes": [], "excludes": ["viol"]}, ["viol"], False),
        ({"includes": [], "excludes": ["viol"]}, {"includes": ["mort"], "excludes": []}, False),
    ],
)
def test_who_says_more_of_several_values_does_not_correct(presumed: Any, stated: Any, same: bool) -> None:
    assert agrees(presumed, stated) is same
