"""The guide through an invented report: for whom it is, in both languages, under other rules, whatever its address says."""

from __future__ import annotations

import pytest

from api.kit.permissions import Role
from api.pages.first_case.fiction import DENIED, PRESUMED, TEXT
from tests.api.pages.case.test_case import PAGE
from tests.api.service.world import World


def test_what_is_presumed_is_in_the_words_and_may_be_denied() -> None:
    assert all(words in TEXT for _, words in PRESUMED.values())
    assert set(DENIED) == set(PRESUMED)
    assert all(DENIED[name] != value for name, (value, _) in PRESUMED.items())


@pytest.mark.parametrize("step", range(1, 6))
@pytest.mark.parametrize("role", [Role.ANALYST, Role.POLICY_EDITOR])
def test_each_step_is_shown_in_both_languages(role: Role, step: int, shipped: World) -> None:
    client = shipped.signed_in(role)
    for language, title in (("fr", "Un premier dossier"), ("en", "A first case")):
        page = client.get(f"/premier-dossier?etape={step}&decision=oui&lang={language}", headers=PAGE)
        assert page.status_code == 200
        assert f"<h1>{title}</h1>" in page.text
        assert ('href="/file"' in page.text.partition("<main")[2]) is (step == 5 and role is Role.ANALYST)
        colon = "\u202f: " if language == "fr" else ": "
        assert page.text.count('<span class="stated__label">') == page.text.count(f"</span>{colon}<strong>"), language


def test_it_is_offered_to_whoever_is_signed_in(shipped: World) -> None:
    assert "/premier-dossier" in shipped.signed_in(Role.ANALYST).get("/moi", headers=PAGE).text
    assert "/premier-dossier" in shipped.signed_in(Role.POLICY_EDITOR).get("/aide", headers=PAGE).text
    administrator = shipped.signed_in(Role.ADMINISTRATOR)
    for address in ("/moi", "/aide", "/administration"):
        page = administrator.get(address, headers=PAGE).text
        assert 'href="/premier-dossier"' in page
        assert "Et le reste" in page.partition("<main")[0]
    assert administrator.get("/premier-dossier?etape=3", headers=PAGE).status_code == 200
    assert "Et le reste" not in shipped.signed_in(Role.ANALYST).get("/file", headers=PAGE).text


@pytest.mark.parametrize("query", ["etape=0", "etape=6", "etape=x", "cible=" + "o" * 300])
def test_an_address_that_is_none_is_refused(query: str, shipped: World) -> None:
    assert shipped.signed_in(Role.ANALYST).get(f"/premier-dossier?{query}", headers=PAGE).status_code == 422


def test_rules_that_do_not_know_the_example_show_the_steps_and_say_so(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    for step in range(1, 6):
        page = client.get(f"/premier-dossier?etape={step}&decision=oui", headers=PAGE)
        assert page.status_code == 200
        assert "ne connaissent plus ce que dit cet exemple" in page.text.replace("’", "'")
