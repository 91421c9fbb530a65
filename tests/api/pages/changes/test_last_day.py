"""The last day that the form of a new version proposes, from that of the version before."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast

import pytest

from api.pages.changes.gesture_desk import GestureDesk
from api.pages.changes.offence_gestures import _last_day

FIRST, LAST = date(2010, 1, 1), date(2013, 1, 1)
BEFORE = {"limitation": "delit", "last_day": LAST}


class _Symbol(NamedTuple):
    name: str


class _Desk(NamedTuple):
    """Files of one limitation."""

    versions: tuple[dict[str, Any], ...]

    def symbols(self, kind: str, folder: str) -> tuple[_Symbol, ...]:
        del kind, folder
        return (_Symbol("autre"), _Symbol("delit"))

    def content_of(self, symbol: _Symbol) -> dict[str, Any]:
        return {"versions": self.versions if symbol.name == "delit" else ({"from": FIRST, "delay": {"years": 30}},)}


def _proposed(*versions: tuple[date, dict[str, Any]], start: str = "2027-03-01") -> dict[str, Any]:
    desk = _Desk(tuple({"from": day, "delay": delay} for day, delay in versions))
    return _last_day(cast(GestureDesk, desk), FIRST, BEFORE, start)


def test_it_is_as_far_from_the_first_day_as_before() -> None:
    assert _proposed((date(2000, 1, 1), {"years": 3})) == {"last_day": date(2030, 3, 1)}


def test_it_follows_a_limitation_that_has_grown() -> None:
    grown = (date(2017, 3, 1), {"years": 6})
    assert _proposed((date(2000, 1, 1), {"years": 3}), grown) == {"last_day": date(2033, 3, 1)}


@pytest.mark.parametrize("since", [{"never": True}, "six ans"])
def test_none_is_proposed_where_the_limitation_lasts_for_ever_or_is_not_said(since: Any) -> None:
    assert _proposed((date(2020, 1, 1), since)) == {}
    assert _proposed((date(2000, 1, 1), {"never": True}), (date(2020, 1, 1), {"years": 6})) == {}


def test_none_is_proposed_where_the_limitation_has_no_file_for_the_days_before() -> None:
    assert _proposed((date(2017, 3, 1), {"years": 6})) == {}
