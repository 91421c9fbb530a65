"""The pages of all the rules: every thing there is has one, in both languages, and links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from api.pages.law.library import Edition, FixedLibrary, FolderLibrary
from api.pages.rules.blocks import Bullets, Details, SheetSection
from api.pages.rules.case_list import MOST_CASES, MOST_PLACES, cases_of_fact, cases_of_notion
from api.pages.rules.fact_page import fact_sections
from api.pages.rules.notion_page import notion_sections
from api.pages.rules.order_page import order_sections
from api.pages.rules.parameter_pages import parameter_names, parameter_sections
from api.pages.rules.rule_search import search
from api.pages.rules.rules_library import FolderRules
from api.pages.rules.template_pages import kinds_sections
from api.pages.site import bare_app
from api.rules.tree import tree_of_folder
from engine.analysis.mentions import Query, mentions
from tests.api.pages.rules.shared import edited, empty, every_address, presenter, snapshot
from tests.api.pages.shared import LANGUAGES, RULES, Outline, html, shipped, small
from tests.shared import ROOT
from textfile.text import Language

PLACES = re.compile(r' href="(/regles[^"]*)"')
IDS = re.compile(r' id="([^"]+)"')


@pytest.mark.parametrize("kind", ["faits", "notions", "lexiques", "parametres", "modeles"])
def test_every_thing_has_a_page_in_both_languages(kind: str) -> None:
    found = [address for address in every_address() if address.startswith(f"/regles/{kind}/")]
    assert found
    for address in found:
        for language in LANGUAGES:
            page = Outline(html(address, language))
            assert (page.faults, page.unclosed) == ([], []), (address, language)
            assert page.all("html")[0]["lang"] == language
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids)), address
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert not [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1], address


def test_links_between_the_rules_lead_somewhere() -> None:
    pages = (*RULES, "/regles/faits/menace", "/regles/notions/danger", "/regles/lexiques/commun/mots", "/loi/cp-227-24")
    links = {unescape(link) for address in pages for link in PLACES.findall(html(address))}
    assert len(links) > 500
    for link in sorted(links):
        address, _, anchor = link.partition("#")
        if address.startswith("/regles/fichiers/"):
            assert address.removeprefix("/regles/fichiers/").partition("?")[0] in snapshot().tree.files
            continue
        page = html(address)
        assert "Page introuvable" not in page, link
        assert not anchor or anchor in IDS.findall(page), link


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/regles/faits/menac", "/regles/faits/menace"),
        ("/regles/notions/dange", "/regles/notions/danger"),
        ("/regles/lexiques/haine/mot", "/regles/lexiques/haine/mots"),
        ("/regles/lexiques/../../pyproject", None),
        ("/regles/parametres/brui", "/regles/parametres/bruit"),
        ("/regles/modeles/dsa16", "/regles/modeles/dsa16.fr"),
        ("/regles/fichiers/coverage.json", None),
        ("/regles/fichiers/%3Cscript%3E", None),
    ],
)
def test_what_is_not_there_is_said_with_the_nearest_name(address: str, near: str | None) -> None:
    response = shipped().get(address)
    assert response.status_code == 404
    assert "<script>" not in response.text
    if near is not None:
        assert f'href="{near}"' in response.text


def test_a_fact_tells_its_question_values_and_everything_that_names_it() -> None:
    page = html("/regles/faits/approbation")
    fact = snapshot().ruleset.facts["approbation"]
    for name, label in fact.values.items():
        assert f"q=approbation%3D{name}" in page
        assert label.fr in unescape(page).replace("\u00a0", " ")
    assert 'href="/regles/notions/apologie"' in page
    assert 'href="/loi/cp-421-2-5-apologie#' in page
    assert re.search(r'href="/regles/lexiques/crimes/indices\?entree=eloge-[a-z-]+#entree-eloge-', unescape(page))
    assert "facts/commun.yaml" in page
    assert "- id: approbation" in page


def test_a_fact_of_the_law_and_of_routing_shows_both_definitions() -> None:
    page = html("/regles/faits/danger_immediat")
    assert page.count("- id: danger_immediat") == 2
    assert 'id="dit-aiguillage"' in page


def test_a_notion_shows_each_version_and_who_names_it() -> None:
    notion = next(n for n in snapshot().ruleset.notions.values() if len(n.versions) > 1)
    sections = {section.id: section for section in notion_sections(notion, presenter())}
    assert len([block for block in sections["dit"].blocks if block.kind == "article"]) == len(notion.versions)
    assert sections["dit"].blocks[0].kind == "drawing"
    danger = {s.id: s for s in notion_sections(presenter().notion_of("danger"), presenter())}  # type: ignore[arg-type]
    routes = [run.href for item in danger["emplois"].blocks[1].items for run in item]  # type: ignore[union-attr]
    assert "/regles/aiguillage#regle-secours-police" in routes


def test_a_condition_on_a_page_of_law_leads_to_its_facts_and_notions() -> None:
    page = html("/loi/loi-1881-33-al3")
    assert 'href="/regles/notions/expression_outrageante"' in page
    assert 'href="/regles/faits/terme_outrageant"' in page
    assert 'href="/faits#fait-' not in page


def test_the_search_finds_what_the_command_finds() -> None:
    result = search("approbation=eloge", presenter(), anywhere=False)
    told, _ = mentions(ROOT / "rulesets", Query.of("approbation=eloge"))
    assert result.count == result.shown == len(told) > 50
    assert [group.label for group in result.groups][:3] == ["Vocabulaire des faits", "Notions", "Lexiques"]
    assert search("GENOCIDE", presenter(), anywhere=True).count > 20
    assert search("menac", presenter(), anywhere=False).near[0].label == "menace"
    assert search("a", presenter(), anywhere=True).shown == 200


def test_the_policy_is_said_as_change_requests_say_it() -> None:
    page, english = html("/regles/parametres/signatures"), html("/regles/parametres/signatures", "en")
    assert "moins de faits retenus" in page
    assert "plus sévère" not in page
    assert "cette politique elle-même" in page
    assert "fewer facts retained" in english
    assert "Emergency: published without waiting" in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_are_written_in_the_language_of_the_page(language: Language) -> None:
    text = snapshot().tree.text("parameters/bruit.yaml")
    assert "audit_share: 0.02" in text
    rules = edited("parameters/bruit.yaml", text.replace("audit_share: 0.02", "audit_share: 0.125").encode())
    told = str(parameter_sections("bruit", replace(rules, language=language)))
    assert ("12,5" if language == "fr" else "12.5%") in told
    assert ("12.5" if language == "fr" else "12,5") not in told


def test_a_long_lexicon_opens_at_the_page_of_an_entry() -> None:
    file = snapshot().lexicon_files["lexicons/menaces/indices.yaml"]
    last = file.cues[-1].id
    page = html(f"/regles/lexiques/menaces/indices?entree={last}")
    assert f'id="entree-{last}"' in page
    assert f'id="entree-{file.cues[0].id}"' not in page
    assert "page=" in page


def test_a_file_opens_at_a_line_and_says_where_it_is_told_in_words() -> None:
    page = html("/regles/fichiers/notions/haine.yaml?ligne=20")
    assert '<mark id="ligne">' in page
    assert 'href="/regles/notions/fait_precis_impute"' in page
    last = html("/regles/fichiers/lexicons/haine/mots.yaml?page=9999")
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_what_a_rule_says_is_escaped() -> None:
    label = 'label: {fr: "<b>gras</b>", en: "<b>bold</b>"}'
    text = snapshot().tree.text("lexicons/crimes/mots.yaml") + f"\n# <script>alert(1)</script> {label}\n"
    say = edited("lexicons/crimes/mots.yaml", text.encode())
    found = search("script", say, anywhere=True)
    assert found.groups[0].places[0].written.startswith("# <script>")
    client = shipped()
    before = client.app.state.rules_library  # type: ignore[attr-defined]
    try:
        client.app.state.rules_library = type("One", (), {"current": lambda _: say.snapshot})()  # type: ignore[attr-defined]
        pages = [
            client.get(address).text
            for address in (
                "/regles?q=script&texte=on",
                "/regles/fichiers/lexicons/crimes/mots.yaml",
                "/regles?q=%3Cscript%3Ealert(2)",
                "/regles/lexiques/crimes/mots",
            )
        ]
    finally:
        client.app.state.rules_library = before  # type: ignore[attr-defined]
    for page in pages:
        assert "<script>alert" not in page
        assert "<b>gras" not in page
    assert "&lt;script&gt;alert(1)" in pages[1]


def test_a_file_that_is_wrong_or_missing_leaves_the_rest_readable() -> None:
    broken = edited("routing/rules/pharos.yaml", b"rules: [")
    assert broken.routing is None
    assert [s.id for s in fact_sections("menace", broken)] == ["dit", "emplois", "cas", "ailleurs", "source"]
    assert edited("notices/manifest.yaml", None).snapshot.notices is None
    sections = kinds_sections(edited("notices/manifest.yaml", None))
    assert "ne se lit pas" in sections[0].blocks[0].paragraphs[0][0].text  # type: ignore[union-attr]
    bare = empty()
    assert [s.id for s in order_sections(bare)] == ["priorites", "danger", "ordre", "source"]
    assert fact_sections("menace", bare)[-1].blocks[0].kind == "prose"
    assert search("menace", bare, anywhere=False).count == 0


def test_the_rules_of_a_small_law_are_shown_too() -> None:
    for address in ("", "/notions", "/lexiques", "/ordre", "/aiguillage", "/modeles", "/faits/menace", "/fichiers"):
        assert small().get(f"/regles{address}").status_code == 200, address
    assert small().get("/regles/lexiques/menaces").status_code == 200


def test_the_rules_of_an_edition_served_before_are_those_of_its_files() -> None:
    new, old = FolderLibrary(ROOT / "rulesets"), FolderLibrary(ROOT / "docs/examples/petite-loi").current()
    laws = FixedLibrary((new.current(), old))
    app = bare_app(laws)
    files = tree_of_folder(ROOT / "docs/examples/petite-loi").law_files
    app.state.rules_library = FolderRules(ROOT / "rulesets", laws, {old.digest: files}.get)
    client, suffix = TestClient(app), f"?edition={old.digest[:12]}"
    page = client.get(f"/regles/faits/menace{suffix}").text
    assert "Édition ancienne" in page
    assert "- id: menace" in page
    assert all(suffix in link for link in PLACES.findall(page) if link != "/regles")
    assert client.get(f"/regles/lexiques{suffix}").status_code == 200
    assert client.get(f"/regles/aiguillage{suffix}").status_code == 200
    assert client.get("/regles?edition=0123456789").status_code == 404


def test_two_earlier_editions_are_read_side_by_side_without_being_opened_again() -> None:
    current, files = FolderLibrary(ROOT / "docs/examples/petite-loi").current(), snapshot().tree.law_files
    earlier = [Edition(replace(current.ruleset, digest=str(number) * 64)) for number in range(3)]
    opened: list[str] = []

    def files_of(digest: str) -> Mapping[str, bytes]:
        opened.append(digest[0])
        return files

    rules = FolderRules(ROOT / "docs/examples/petite-loi", FixedLibrary((current, *earlier)), files_of)
    for number in (0, 1, 0, 1, 0, 1, 2, 0):
        found = rules.edition(str(number) * 12)
        assert found is not None
        assert found.ruleset.digest == str(number) * 64
    assert opened == ["0", "1", "2", "0"]


def cases_of(section: SheetSection) -> dict[str, list[str]]:
    """The cases that a section lists, by what leads to them."""
    folded = [block for block in section.blocks if isinstance(block, Details)]
    bullets = {one.summary: one.blocks[0] for one in folded}
    return {
        summary: [item[0].text for item in one.items] for summary, one in bullets.items() if isinstance(one, Bullets)
    }


def test_a_notion_leads_to_the_cases_that_state_what_it_reads() -> None:
    rules = presenter()
    notion = rules.notion_of("expression_outrageante")
    assert notion is not None
    section = cases_of_notion(rules, notion)
    found = cases_of(section)
    name = "Injure discriminatoire (origine, religion)"
    summary = next(one for one in found if one.startswith(name))
    assert "propos hostile sans outrage ni mépris" in found[summary]
    page = html("/regles/notions/expression_outrageante")
    assert f'<h2 id="cas">Cas d’épreuve <span class="muted">{section.count}</span></h2>' in page
    at = re.search(r'href="(/regles/fichiers/offences/[^"]+cases.yaml\?ligne=\d+#ligne)">propos hostile', page)
    assert at is not None, "each case leads to its lines"
    assert (
        "propos hostile sans outrage ni mépris"
        in html(unescape(at[1]).partition("#")[0]).partition('id="ligne"')[2][:80]
    )


def test_cases_are_found_through_notions_and_those_of_routing_by_its_own() -> None:
    rules, law = presenter(), snapshot().ruleset
    danger = rules.notion_of("danger")
    assert danger is not None
    assert danger.id not in law.notions
    found = cases_of(cases_of_notion(rules, danger))
    assert found
    assert all(summary.startswith("Aiguillage") for summary in found)
    uses = snapshot().clause_uses
    below = next(one for one in law.notions.values() if not uses.get(one.id) and snapshot().notions_naming.get(one.id))
    assert cases_of_notion(rules, below).count, "read by no clause, but by a notion that one reads"


def test_cases_are_bounded_and_the_others_a_link_away() -> None:
    section = cases_of_fact(presenter(), "approbation")
    found = cases_of(section)
    assert len(found) == MOST_PLACES
    assert max(map(len, found.values())) == MOST_CASES + 1
    assert section.count is not None
    assert section.count > MOST_PLACES * MOST_CASES
    assert "autres, sur leur page" in html("/regles/faits/approbation")
    assert "Also: " in html("/regles/faits/approbation", "en")


def test_what_cases_start_from_is_no_case_and_a_case_without_a_name_has_its_number() -> None:
    path = "offences/violences/cp-222-17/cases.yaml"
    cases = b"base: {facts: {menace: true}}\ncases:\n- {name: 'l''autre', set: {menace: true}}\n- set: {menace: false}\n- {name: rien, set: {}}\n"
    found = cases_of(cases_of_fact(edited(path, cases), "menace"))
    named = next(names for names in found.values() if "cas 2" in names)
    assert named == ["l'autre", "cas 2", "Sur leur page"]


def test_cases_called_by_a_word_or_an_identifier_are_listed_too() -> None:
    path, names = "offences/violences/cp-222-17/cases.yaml", [f"mot{number}" for number in range(MOST_CASES)]
    cases = "cases:\n" + "".join(f"- {{name: {name}, set: {{menace: true}}}}\n" for name in names)
    found = cases_of(cases_of_fact(edited(path, cases.encode()), "menace"))
    assert [*names, "Sur leur page"] in found.values()
    voisins = next(titles for summary, titles in found.items() if summary.startswith("cases/voisins.yaml"))
    assert "menace de mort écrite à une personne nommée" in voisins


def test_each_file_of_parameters_says_what_it_serves() -> None:
    for name in parameter_names(presenter()):
        sections = {section.id: section for section in parameter_sections(name, presenter())}
        assert sections["emplois"].blocks, name
