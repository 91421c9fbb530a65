"""The law library: what is shown is what the rules say, of the edition and version asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.pages.law.library import Edition, FixedLibrary, FolderLibrary
from api.pages.law.routes import offence_page
from api.pages.shell.say import Say
from api.pages.site import bare_app
from api.rules.coverage import OffenceCoverage
from tests.api.pages.case.test_case import PAGE
from tests.api.pages.shared import html, shipped, small
from tests.api.service.world import World
from tests.shared import ROOT


def edition() -> Edition:
    """The shipped law."""
    found: Edition = shipped().app.state.law_library.current()  # type: ignore[attr-defined]
    return found


def page(name: str, version: str = "", today: date = date(2026, 11, 24)):  # type: ignore[no-untyped-def]
    """The context of an offence's page."""
    held = edition()
    return offence_page(held.ruleset.offences[name], held, Say(held.ruleset, "fr"), version, today)


def test_the_list_shows_every_offence_under_its_theme() -> None:
    text = html("/loi")
    for offence in edition().ruleset.offences.values():
        assert f'href="/loi/{offence.id}"' in text
        assert f'id="{offence.theme}"' in text


def test_change_requests_are_a_link_for_whoever_is_signed_in(sqlite_world: World) -> None:
    editor = sqlite_world.signed_in(Role.POLICY_EDITOR)
    for address in ("/loi", "/regles"):
        assert 'href="/demandes"' not in html(address)
        assert 'href="/demandes">Une modification se prépare' in editor.get(address, headers=PAGE).text


def test_the_search_ignores_accents_and_case() -> None:
    text = html("/loi?q=PROXENETISME")
    assert "/loi/cp-225-5" in text
    assert "/loi/cp-227-24" not in text


def test_the_list_reads_the_law_on_a_day() -> None:
    row = html("/loi?q=225-12-1&jour=1995-01-01")
    assert "pas encore en vigueur" in row
    assert "1ᵉʳ\u00a0janvier" in row


@pytest.mark.parametrize("offence", ["cp-227-24", "loi-1881-33-al3", "cp-421-2-5-2"])
def test_every_clause_of_the_version_in_force_is_shown(offence: str) -> None:
    law = edition().ruleset.offences[offence]
    version = law.at(date(2026, 11, 24))
    assert version is not None
    shown = page(offence)
    assert [c.id for c in shown.elements] == list(version.elements)
    assert [c.id for c in shown.defences] == list(version.defences)
    assert [c.id for c in shown.scope] == list(version.scope)
    assert [v.id for v in shown.versions] == [v.id for v in law.versions]
    assert len(shown.timeline.periods) == len(law.versions)
    assert {n.link.href for n in shown.neighbours} == {f"/loi/{r.with_}" for r in law.relations}


def test_an_older_version_shows_its_own_clauses() -> None:
    assert "excuse_provocation" in [c.id for c in page("loi-1881-33-al3", "v2002").defences]
    assert "excuse_provocation" not in [c.id for c in page("loi-1881-33-al3").defences]


@pytest.mark.parametrize("version", ["", "?version=v2021_animaux"])
def test_versions_are_named_by_their_law_and_their_days(version: str) -> None:
    text = html(f"/loi/cp-227-24{version}")
    titles = re.findall(r"<(h[1-4]|th|option|strong|title|text)\b[^>]*>(.*?)</\1>", text, re.DOTALL)
    internal = [one.id for one in edition().ruleset.offences["cp-227-24"].versions]
    assert [title for _, title in titles for name in internal if re.search(rf"\b{name}\b", title)] == []
    assert "loi 2021-1539" in "".join(title for _, title in titles)
    assert text.index('id="elements"') < text.index('id="frise"')


def test_questions_are_the_facts_of_the_clauses_least_effort_first() -> None:
    asked = page("loi-1881-33-al3").questions
    assert "terme_outrageant" in [q.id for q in asked]
    assert [q.effort for q in asked] == sorted(q.effort for q in asked)
    assert {q.id for q in asked} <= set(edition().ruleset.facts)


def test_cases_come_with_their_expected_answers() -> None:
    cases = page("loi-1881-33-al3").cases
    assert len(cases) == len(edition().cases["loi-1881-33-al3"].cases)
    border = next(c for c in cases if c.neighbour)
    assert border.expected[0].status == "excluded"
    assert "Publicité" in border.expected[0].because


def test_coverage_is_shown_when_measured_and_never_computed() -> None:
    held = edition()
    measured = replace(
        held,
        measured={
            "cp-227-24": OffenceCoverage(
                ruleset=held.digest, coverage=0.98, missing=("v2014 · x · ouvert",), mutation=0.91, mutants=120
            )
        },
    )
    text = TestClient(bare_app(FixedLibrary((measured,)))).get("/loi/cp-227-24").text
    assert "98\u202f%" in text
    assert "version antérieure" not in text
    assert "v2014 · x · ouvert" in text
    bare = TestClient(bare_app(FixedLibrary((replace(held, measured={}),)))).get("/loi/cp-227-24").text
    assert "qualif rules coverage --write" in bare


def test_a_near_name_is_suggested() -> None:
    response = shipped().get("/loi/cp-227-2")
    assert response.status_code == 404
    assert 'href="/loi/cp-227-2' in response.text


def test_an_old_edition_is_served_by_the_start_of_its_digest_and_said_to_be_old() -> None:
    new, old = edition(), FolderLibrary(ROOT / "docs/examples/petite-loi").current()
    client = TestClient(bare_app(FixedLibrary((new, old))))
    listed = client.get(f"/loi?edition={old.digest[:12]}").text
    assert "Édition ancienne" in listed
    assert f"?edition={old.digest[:12]}" in listed
    assert client.get("/loi?edition=0123456789").status_code == 404
    assert client.get("/loi?edition=0123").status_code == 404


def test_the_vocabulary_lists_every_fact_once() -> None:
    text = html("/faits")
    for fact in edition().ruleset.facts:
        assert text.count(f'id="fait-{fact.replace("_", "-")}"') == 1


def test_a_small_law_without_known_themes_is_shown_too() -> None:
    assert small().get("/loi").status_code == 200
    assert small().get("/loi/menace").status_code == 200
    assert small().get("/faits").status_code == 200


def test_a_page_carries_its_security_headers() -> None:
    headers = shipped().get("/loi").headers
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["/loi", "/loi/cp-227-24", "/loi/loi-1881-33-al3"])
def test_law_cited_on_an_english_page_is_said_to_be_french(address: str) -> None:
    english, french = html(f"{address}?lang=en"), html(address)
    assert '<span lang="fr">Code pénal' in english or '<span lang="fr">Loi du 29' in english.replace("\u00a0", " ")
    cited = re.findall(r'<span class="cite">(.{0,16})', english)
    assert [start for start in cited if not start.startswith('<span lang="fr">')] == []
    assert '<span lang="fr">' not in french
