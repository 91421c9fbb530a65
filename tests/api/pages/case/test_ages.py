"""What is known of a number is stated as it is known: exactly, under, at least. Nobody has to invent an age."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.api.pages.case.test_case import analyst, post, sent, told
from tests.api.service.world import World


@pytest.mark.parametrize(
    ("values", "stated", "said"),
    [
        (["exact", "17"], 17, "17 ans"),
        (["under", "15"], {"max": 14}, "moins de 15 ans"),
        (["at_least", "18"], {"min": 18}, "18 ans ou plus"),
        (["17"], 17, "17 ans"),
    ],
)
def test_an_age_is_stated_as_far_as_it_is_known(values: list[str], stated: Any, said: str, sqlite_world: World) -> None:
    report, client = sent(sqlite_world, facts={}), analyst(sqlite_world)
    page = client.get(f"/signalements/{report}?fait=age_victime").text
    assert '<option value="under"' in page
    after = post(client, report, "faits", fact="age_victime", value=values)
    assert after.status_code == 200
    fact = next(f for f in told(sqlite_world, client, report)["facts"] if f["fact"] == "age_victime")
    assert fact["value"] == stated
    assert said in unescape(after.text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    "values", [["under", ""], ["under", "quinze"], ["under", "0"], ["at_least", "900"], ["about", "15"]]
)
def test_what_is_no_number_is_told_beside_its_field_and_kept(values: list[str], sqlite_world: World) -> None:
    report, client = sent(sqlite_world, facts={}), analyst(sqlite_world)
    answer = post(client, report, "faits", fact="age_victime", value=values)
    assert answer.status_code == 422
    assert 'href="#question-age_victime"' in answer.text
    assert told(sqlite_world, client, report)["facts"] == []
    if values[0] == "under":
        assert '<option value="under" selected' in answer.text
        assert f'value="{values[1]}"' in answer.text
