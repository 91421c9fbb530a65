"""Gestures in a browser: each once on the small law, refusals beside their field, a file saved meanwhile, rights."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from api.changes import submission
from api.db.sessions import AnySession
from api.kit.permissions import Role
from api.pages.changes.gestures import GESTURES
from api.rules.signatures import SignaturePolicy, policy_of
from api.rules.tree_rows import load_file
from tests.api.changes.desk import OFFENCE, small_tree
from tests.api.pages.changes.browsing import PAGE, PagesDesk, forms, statements, words
from tests.api.pages.changes.gesturing import beside, choose, hidden, preview, save_gesture, text
from tests.api.pages.shared import Outline

SOURCE = "source: {reference: Essai, legifrance: null, verified_on: 2026-11-24, confidence: T}"
ROUTING = f"""\
rules:
  - id: pharos
    recipient: pharos
    order: 10
    title: {{fr: "PHAROS", en: "PHAROS"}}
    versions:
      - from: 2019-01-01
        condition: {{fact: menace}}
        reason: {{fr: "Une raison.", en: "A reason."}}
        notice: pharos
        deadline: {{days: 1, binding: false}}
        {SOURCE}
"""
TEMPLATE = "<p>Bonjour {{ host }}.</p>\n<p>Merci de répondre.</p>\n"
EXTRA = {"routing/rules/pharos.yaml": ROUTING.encode(), "notices/templates/essai.fr.html": TEMPLATE.encode()}


@pytest.fixture
def desk(desk: PagesDesk) -> PagesDesk:
    """People on the small law, with a rule of routing and a template."""
    desk.install(EXTRA)
    return desk


NEW_OFFENCE: dict[str, Any] = {
    "name": "defi", "theme": "exemple", "like": "menace", "title_fr": "Défi dangereux", "title_en": "Dangerous dare",
    "fr": "Défi", "citation": "Petite loi, art. 20", "nature": "delit", "conduct": "instantaneous",
    "element_1_fr": "Une menace", "condition_1": "fact:menace", "start": "2027-01-01", "law": "loi 2026-1",
    "prison": "6", "limitation": "ordinaire", "reference": "JO", "read_on": "2026-12-01", "confidence": "S",
}  # fmt: skip
DEFENCE = {
    "choix": ["menace"],
    "fr": "Recherche",
    "article": "art. 13",
    "condition": "fact:menace",
    "said_fr": "C'est une recherche.",
    "confidence": "T",
}
SIMPLE: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("peine", {"choix": ["menace", "v2020"], "prison": "9", "fine": "7500"}, OFFENCE, "prison_months: 9, fine_euros: 7500"),
    (
        "date",
        {"choix": ["menace", "v2020"], "which": "from", "day": "2020-02-01"},
        OFFENCE,
        "until: 2020-01-31",
    ),
    (
        "libelle",
        {"choix": ["offence:menace", "elements.menace.label"], "fr": "Une menace, même voilée", "en": ""},
        OFFENCE,
        'label: {fr: "Une menace, même voilée"}',
    ),
    (
        "mot",
        {"choix": ["lexicons/menaces.yaml"], "word_class": "frapper", "word": "gifler"},
        "lexicons/menaces.yaml",
        '"gifler"]',
    ),
    ("delai", {"choix": ["pharos"], "version": "0", "count": "3"}, "routing/rules/pharos.yaml", "{days: 3, binding: false}"),
    (
        "version",
        {
            "choix": ["menace"], "name": "v2027", "start": "2027-01-01", "law": "loi 2026-1", "fr": "Réforme.", "en": "Reform.",
            "reference": "JO", "read_on": "2026-12-01", "confidence": "S",
        },
        OFFENCE,
        'source: {reference: "JO", legifrance: null, verified_on: 2026-12-01, confidence: S}',
    ),
    (
        "defense",
        {
            "choix": ["menace"], "name": "recherche", "fr": "Recherche", "article": "petite loi, art. 13",
            "condition": "fact:menace", "confidence": "AV", "said_fr": "C'est une recherche.", "said_en": "It is research.",
        },
        OFFENCE,
        "condition: {fact: menace}",
    ),
    (
        "infraction",
        NEW_OFFENCE,
        "offences/exemple/defi/offence.yaml",
        'title: {fr: "Défi dangereux", en: "Dangerous dare"}',
    ),
    (
        "critere",
        {"choix": ["acces"], "name": "payant", "fr": "accès payant", "like": "groupe_ferme", "start": "2027-01-01"},
        "facts/exemple.yaml",
        'payant: {fr: "accès payant"}',
    ),
)  # fmt: skip


@pytest.mark.parametrize(("gesture", "form", "path", "line"), SIMPLE, ids=[one[0] for one in SIMPLE])
def test_a_gesture_shows_its_lines_then_saves_them(
    desk: PagesDesk, gesture: str, form: dict[str, Any], path: str, line: str
) -> None:
    change = desk.opened()
    page = choose(desk, change, gesture, form.get("choix", []))
    asked = {a["name"] for a in Outline(page).all("input", "select", "textarea") if a.get("type") != "hidden"}
    assert {*form} - {"choix"} <= asked
    shown = save_gesture(desk, change, gesture, **form)
    assert line in text(desk, change, path)
    assert line in unescape(shown)
    french = {"fr", "said_fr", "title_fr"} & {*form}
    english = all(form.get(one.replace("fr", "en")) for one in french)
    assert ("Un texte est en français seul" in words(shown)) is (bool(french) and not english)


@pytest.mark.parametrize(("gesture", "form", "path", "line"), SIMPLE, ids=[one[0] for one in SIMPLE])
def test_spaces_around_what_is_typed_change_nothing(
    desk: PagesDesk, gesture: str, form: dict[str, Any], path: str, line: str
) -> None:
    change = desk.opened()
    spaced = {name: f"  {value}  " for name, value in form.items() if isinstance(value, str)}
    save_gesture(desk, change, gesture, **{**form, **spaced})
    assert line in text(desk, change, path)


@pytest.mark.parametrize(
    ("gesture", "form"),
    [
        ("date", {"choix": ["menace", "v2020"], "which": "until", "day": "  "}),
        ("defense", {**DEFENCE, "start": " ", "name": "  ", "said_en": " "}),
        ("infraction", {**NEW_OFFENCE, "element_2_fr": " ", "condition_2": "  ", "fine": " "}),
    ],
)
def test_a_field_of_spaces_is_an_empty_one(desk: PagesDesk, gesture: str, form: dict[str, Any]) -> None:
    change = desk.opened()
    page = preview(desk, change, gesture, 422 if gesture == "date" else 200, **form)
    bare = {name: value.strip() if isinstance(value, str) else value for name, value in form.items()}
    assert words(page) == words(preview(desk, change, gesture, 422 if gesture == "date" else 200, **bare))


def test_a_sentence_of_a_template_is_changed(desk: PagesDesk) -> None:
    change = desk.opened()
    page = choose(desk, change, "phrase", ["notices/templates/essai.fr.html"])
    key = re.search(r'<option value="(\w{16})" lang="fr">Bonjour', page)
    assert key is not None
    choices = ["notices/templates/essai.fr.html", key[1]]
    assert "Bonjour {{ host }}." in unescape(choose(desk, change, "phrase", choices))
    lost = preview(desk, change, "phrase", 422, choix=choices, after="Bonjour.")
    assert "garder les mêmes champs" in beside(lost, "after")
    save_gesture(desk, change, "phrase", choix=choices, after="Madame, Monsieur ({{ host }}),")
    assert "<p>Madame, Monsieur ({{ host }}),</p>" in text(desk, change, choices[0])


@pytest.mark.parametrize(
    ("gesture", "form", "field", "said"),
    [
        ("peine", {"choix": ["menace", "v2020"], "prison": "six", "fine": "7500"}, "prison", "en chiffres"),
        ("peine", {"choix": ["menace", "v2020"], "prison": "", "fine": "7500"}, "prison", "dans le fichier"),
        ("date", {"choix": ["menace", "v2020"], "which": "from", "day": "1er mars"}, "day", "2027-01-01"),
        ("date", {"choix": ["menace", "v2020"], "which": "from", "day": ""}, "day", "remplir"),
        ("date", {"choix": ["menace", "v2020"], "which": "from", "day": "0001-01-01"}, "day", "2027-01-01"),
        ("date", {"choix": ["menace", "v2020"], "which": "until", "day": "9999-12-31"}, "day", "2027-01-01"),
        (
            "version",
            {
                "choix": ["menace"],
                "name": "v1",
                "start": "0001-01-01",
                "law": "loi",
                "fr": "x",
                "reference": "JO",
                "read_on": "2026-12-01",
                "confidence": "S",
            },
            "start",
            "2027-01-01",
        ),
        ("libelle", {"choix": ["offence:menace", "short"], "fr": " "}, "fr", "remplir"),
        (
            "mot",
            {"choix": ["lexicons/menaces.yaml"], "word_class": "frapper", "word": "taper"},
            "word",
            "a déjà ce mot",
        ),
        ("mot", {"choix": ["lexicons/menaces.yaml"], "word": "gifler"}, "like_word", "mot semblable"),
        ("mot", {"choix": ["lexicons/menaces.yaml"], "word": "gifler", "like_word": "absent"}, "like_word", "Aucune"),
        ("mot", {"choix": ["lexicons/menaces.yaml"], "word_class": "autre", "word": "x"}, "word_class", "Choisir"),
        ("delai", {"choix": ["pharos"], "version": "0", "count": "-1"}, "count", "en chiffres"),
        (
            "mot",
            {"choix": ["lexicons/menaces.yaml"], "word_class": "frapper", "word": "a" * 401},
            "word",
            "400 caractères au plus",
        ),
        (
            "defense",
            {**DEFENCE, "name": "satire"},
            "name",
            "a déjà une défense",
        ),
        ("defense", {**DEFENCE, "fr": "Satire"}, "fr", "a déjà une défense"),
        ("defense", {**DEFENCE, "start": "2027-01-01"}, "law", "premier jour est écrit"),
        ("infraction", {**NEW_OFFENCE, "name": ""}, "name", "article du code pénal"),
        ("infraction", {**NEW_OFFENCE, "prison": ""}, "prison", "au moins une peine"),
        ("infraction", {**NEW_OFFENCE, "element_2_fr": "Publique"}, "condition_2", "À remplir"),
        ("infraction", {**NEW_OFFENCE, "condition_2": "notion:publicite"}, "element_2_fr", "À remplir"),
        (
            "infraction",
            {**NEW_OFFENCE, "element_2_fr": "Une menace", "condition_2": "fact:menace"},
            "element_2_fr",
            "le même nom",
        ),
        (
            "critere",
            {"choix": ["acces"], "name": "Payant !", "fr": "x", "like": "ouvert", "start": "2027-01-01"},
            "name",
            "mal formé",
        ),
        (
            "critere",
            {
                "choix": ["acces"],
                "fr": "accès payant",
                "like": "ouvert",
                "start": "2027-01-01",
                "hit": "L'accès est payant.",
            },
            "hit",
            "Aucun lexique ne lit la valeur voisine",
        ),
    ],
)
def test_a_refusal_is_said_beside_its_field_and_nothing_is_stored(
    desk: PagesDesk, gesture: str, form: dict[str, Any], field: str, said: str
) -> None:
    change = desk.opened()
    page = preview(desk, change, gesture, 422, **form)
    assert said in beside(page, field)
    assert f"/demandes/{change}/gestes/{gesture}" not in forms(page)
    desk.send(f"/demandes/{change}/gestes/{gesture}", None, 422, **form)
    assert desk.read(change)["tree"] == desk.read(change)["base"]


def test_a_notion_takes_other_values_from_a_day_on(desk: PagesDesk) -> None:
    change, path = desk.opened(), "notions/exemple.yaml"
    page = choose(desk, change, "notion", ["publicite"])
    ticked = {a["value"] for a in Outline(page).all("input") if a.get("type") == "checkbox" and "checked" in a}
    assert ticked == {"ouvert", "groupe_ferme"}
    form = {
        "choix": ["publicite"],
        "start": "2027-01-01",
        "reference": "JO",
        "read_on": "2026-12-01",
        "confidence": "S",
    }
    assert "au moins une" in beside(preview(desk, change, "notion", 422, **form), "notions")
    early = {**form, "start": "1990-01-01", "notions": ["ouvert"]}
    assert "dernière version" in beside(preview(desk, change, "notion", 422, **early), "start")
    save_gesture(desk, change, "notion", **form, notions=["ouvert", "message_direct"])
    assert "until: 2026-12-31" in text(desk, change, path)
    assert "in: [ouvert, message_direct]" in text(desk, change, path)


@pytest.mark.parametrize("like", ["taper", "Tapers", "TAPÈR"])
def test_a_word_goes_into_the_class_of_one_that_is_read_as_it_is(desk: PagesDesk, like: str) -> None:
    change = desk.opened()
    page = words(choose(desk, change, "mot", ["lexicons/menaces.yaml"]))
    assert "L’un des deux est nécessaire" in page
    save_gesture(desk, change, "mot", choix=["lexicons/menaces.yaml"], word="gifler", like_word=like)
    assert '"gifler"]' in text(desk, change, "lexicons/menaces.yaml")


def test_what_a_clause_may_ask_begins_with_its_own_letters_under_its_kind(desk: PagesDesk) -> None:
    page = unescape(choose(desk, desk.opened(), "defense", ["menace"]))
    kinds = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL))
    assert {*kinds} == {"Fait de oui ou non", "Valeur d’un fait", "Notion"}
    assert ">Forme : montage (forme:montage)<" in kinds["Valeur d’un fait"]
    assert ">Publicité (publicite)<" in kinds["Notion"]
    assert "·" not in "".join(kinds.values())


def test_the_policies_of_a_draft_are_read_once(desk: PagesDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    change = desk.opened()
    save_gesture(desk, change, "peine", choix=["menace", "v2020"], prison="9", fine="7500")
    read: list[str] = []

    def policy_in(session: AnySession, tree: str) -> SignaturePolicy:
        read.append(tree)
        return policy_of(load_file(session, tree, submission.SIGNATURES))

    monkeypatch.setattr(submission, "policy_in", policy_in)
    choose(desk, change, "peine", ["menace", "v2020"])
    row = desk.read(change)
    assert read[:2] == [row["base"], row["tree"]]
    assert read.count(row["tree"]) == 2, "once for the page, once for the request read here"


@pytest.mark.parametrize(
    "odd", [{"word": ["a", "b"]}, {"word": "a" * 4_001}, {"said": "x", "model_fields_set": "x", "__class__": "x"}]
)
def test_a_form_that_no_page_sends_breaks_nothing(desk: PagesDesk, odd: dict[str, Any]) -> None:
    change = desk.opened()
    form = {"choix": ["lexicons/menaces.yaml"], "word_class": "frapper", "word": "gifler", **odd}
    answer = desk.editor.post(f"/demandes/{change}/gestes/mot/apercu", data=form, headers=PAGE)
    assert answer.status_code == (422 if "word" in odd else 200)
    assert not {*odd} - {"word"} & {one.get("name") for one in Outline(answer.text).all("input")}


def test_what_changes_nothing_and_a_choice_that_is_not_there_are_refused(desk: PagesDesk) -> None:
    change = desk.opened()
    same = preview(desk, change, "peine", 422, choix=["menace", "v2020"], prison="6", fine="7500")
    assert "ne change rien" in words(same)
    gone = preview(desk, change, "peine", 422, choix=["absente", "v2020"], prison="6")
    assert "Choisir" in beside(gone, "choix")
    assert "Infraction" in words(choose(desk, change, "peine", ["absente"]))
    desk.get(f"/demandes/{change}/gestes/autre", status=404)


def test_choices_are_shown_on_a_draft_that_is_not_well_formed(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.written(change, "versions:", "versions: 3\nautres:")
    for gesture in ("peine", "date", "defense", "version"):
        assert "Menace publique" in words(choose(desk, change, gesture, ["menace"]))
    for gesture, form in (("defense", DEFENCE), ("infraction", {**NEW_OFFENCE, "like": "menace"})):
        preview(desk, change, gesture, 422 if gesture == "defense" else 200, **form)
    desk.written(change, "field: autre\n", "")
    assert "forme attendue" in words(preview(desk, change, "infraction", 422, **NEW_OFFENCE))


def test_a_file_saved_meanwhile_is_not_overwritten(desk: PagesDesk) -> None:
    change = desk.opened()
    seen = preview(desk, change, "peine", choix=["menace", "v2020"], prison="9", fine="7500")
    desk.written(change, "# Infraction fictive", "# Infraction")
    again = desk.send(f"/demandes/{change}/gestes/peine", None, 409, **hidden(seen, change, "peine"))
    assert "prison_months: 9" not in text(desk, change)
    assert "modifié par une autre personne" in words(again).lower()
    assert "Enregistré." in words(desk.send(f"/demandes/{change}/gestes/peine", **hidden(again, change, "peine")))
    assert text(desk, change).startswith("# Infraction,")
    assert "prison_months: 9" in text(desk, change)


def test_gestures_are_for_those_who_draft_on_a_request_that_is_open(desk: PagesDesk) -> None:
    change = desk.opened()
    reader = desk.world.signed_in(Role.REVIEWER)
    assert f"/demandes/{change}/gestes" in desk.get(f"/demandes/{change}")
    assert f"/demandes/{change}/gestes" not in desk.get(f"/demandes/{change}", reader)
    assert "/loi/menace/proposition" not in desk.get("/loi/menace", reader)
    for address in (f"/demandes/{change}/gestes", f"/demandes/{change}/gestes/peine", "/loi/menace/proposition"):
        assert reader.get(address, headers=PAGE).status_code == 403
    for act in ("", "/apercu"):
        assert reader.post(f"/demandes/{change}/gestes/peine{act}", data={}, headers=PAGE).status_code == 403
    desk.act(change, "abandon")
    assert "abandonnée" in words(desk.get(f"/demandes/{change}/gestes"))
    assert "abandonnée" in words(desk.get(f"/demandes/{change}/gestes/peine"))


def test_a_change_is_proposed_from_an_offence(desk: PagesDesk) -> None:
    other = desk.opened("La mienne")
    desk.opened("La leur", desk.approver)
    assert 'href="/loi/menace/proposition"' in desk.get("/loi/menace")
    page = desk.get("/loi/menace/proposition")
    assert f"/demandes/{other}/gestes?infraction=menace" in page
    assert "La leur" not in page
    assert "À remplir" not in page
    assert "Titre" in words(desk.send("/loi/menace/proposition", None, 422, title=" "))
    menu = desk.send("/loi/menace/proposition", title="Alléger")
    assert "/gestes/peine?choix=menace" in menu
    assert "/gestes/libelle?choix=offence:menace" in menu
    desk.get("/loi/absente/proposition", status=404)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("gesture", GESTURES)
def test_pages_of_gestures_are_well_made(desk: PagesDesk, gesture: str, language: str) -> None:
    change = desk.opened()
    choices: list[str] = []
    for _ in (*GESTURES[gesture].steps, None):
        query = "&".join(f"choix={one}" for one in choices)
        page = desk.get(f"/demandes/{change}/gestes/{gesture}?{query}", language=language)
        outline = Outline(page)
        ids = [a["id"] for _, a in outline.elements if "id" in a]
        assert len(ids) == len({*ids})
        labelled = {a["for"] for a in outline.all("label") if "for" in a}
        fields = [a for a in outline.all("input", "select", "textarea") if a.get("type") not in ("hidden", "checkbox")]
        assert fields
        assert [a for a in fields if a.get("id") not in labelled] == []
        first = re.search(
            r'<select[^>]*name="choix".*?<option value="([^"]+)"', page.replace('<option value=""', ""), re.DOTALL
        )
        choices += [unescape(first[1])] if first is not None else []


def test_gestures_leave_the_tables_of_editors_and_read_a_tree_once(desk: PagesDesk) -> None:
    language = desk.world.app.state.language_service
    index, tree = language.navigator.index, small_tree()
    table, change = index.table(tree), desk.opened()
    for gesture in ("libelle", "mot", "delai", "critere", "priorite", "phrase", "peine"):
        choose(desk, change, gesture, [])
    assert index.table(tree) is table
    with statements(desk) as said:
        choose(desk, change, "libelle", [])
    assert [one for one in said if "rule_blobs" in one] == []


def test_lines_left_to_fill_in_are_named_and_the_law_comes_before_its_cases(desk: PagesDesk) -> None:
    change = desk.opened()
    blank = 'authority: {fr: "À REMPLIR", en: "À REMPLIR"}'
    desk.written(change, 'authority: {fr: "Parquet", en: "Public prosecutor"}', blank)
    desk.written(change, "name: avant la loi", "name: À REMPLIR", OFFENCE.replace("offence.yaml", "cases.yaml"))
    page = desk.get(f"/demandes/{change}")
    labels = re.findall(r'ligne=\d+">(offences/exemple/menace/[^<]+)</a></li>', page.partition('class="acts"')[0])
    files = [label.partition(":")[0].rpartition("/")[2] for label in labels]
    assert files == sorted(files, reverse=True) != sorted(files)
    assert any(label.endswith(" · authority, fr, en") for label in labels), labels
