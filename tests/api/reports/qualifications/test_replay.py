"""Why an answer replayed is not the same is told in the language of whoever asks."""

from __future__ import annotations

from html import unescape

import pytest

from tests.api.pages.case.test_case import analyst, sent
from tests.api.service.world import World
from tests.languages import french_in


@pytest.fixture
def old(sqlite_world: World) -> str:
    """An answer given by another engine, chained otherwise, under rules that were not kept."""
    report = sent(sqlite_world)
    told = analyst(sqlite_world).get(f"/v1/reports/{report}").json()
    with sqlite_world.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER qualifications_fixed")  # an answer is never changed otherwise
        connection.exec_driver_sql(
            f"UPDATE qualifications SET engine_version = '0', reasoner = 'abacus', ruleset_digest = '{'0' * 64}'"
        )
    name: str = told["qualification"]["id"]
    return name


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Les règles ont changé", "La version du moteur a changé.", "non par abacus.")),
        ("en", ("The rules changed", "The version of the engine changed.", "not by abacus.")),
    ],
)
def test_why_is_told_in_the_language_of_the_answer(
    sqlite_world: World, old: str, language: str, words: tuple[str, ...]
) -> None:
    client = analyst(sqlite_world)
    client.headers["accept-language"] = language
    why = client.get(f"/v1/qualifications/{old}/replay").json()["why"]
    assert len(why) == len(words)
    assert all(said in reason for said, reason in zip(words, why, strict=True))
    assert language == "fr" or [french_in(reason) for reason in why] == [[], [], []]
    page = unescape(client.get(f"/qualifications/{old}?rejouer=1").text)
    assert all(said in page for said in words)
