"""What a name is, where it is defined and where it is named."""

from __future__ import annotations

from datetime import date

import pytest

from api.authoring import memory
from api.authoring.lint import lint
from api.authoring.navigation import Navigator
from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree, tree_of
from textfile.reader import Document

OFFENCE = "offences/contenus_mineurs/cp-227-24/offence.yaml"
PIMPING = "offences/proxenetisme/cp-225-10/offence.yaml"
REGIMES = "limitation/commun.yaml"
CASES = "offences/contenus_mineurs/cp-227-24/cases.yaml"


@pytest.fixture(scope="module")
def navigator(workspace: Workspace) -> Navigator:
    """A navigator of the shipped rules."""
    return Navigator(workspace)


def place(text: str, needle: str, word: str) -> tuple[int, int]:
    """Line and column of the middle of a word, in the first place that holds a needle."""
    at = text.index(needle) + needle.index(word) + len(word) // 2
    return text[:at].count("\n") + 1, at - text[:at].rfind("\n")


@pytest.mark.parametrize(
    ("path", "needle", "word", "kind", "file"),
    [
        (OFFENCE, "fact: acces,", "acces", "fact", "facts/commun.yaml"),
        (OFFENCE, "in: [ouvert", "ouvert", "value", "facts/commun.yaml"),
        (OFFENCE, "notion: message_nocif_pour_mineur", "message_nocif_pour_mineur", "notion", "notions/contenus_mineurs.yaml"),
        (OFFENCE, "limitation: delit_droit_commun", "delit_droit_commun", "limitation", "limitation/commun.yaml"),
        (OFFENCE, "as: v1994", "v1994", "version", OFFENCE),
        (OFFENCE, "as: rattachement_france", "rattachement_france", "clause", "clauses/commun.yaml"),
        (OFFENCE, "cautions: [avertissement_seul", "avertissement_seul", "clause", OFFENCE),
        (CASES, "because: [", "because", None, ""),
        ("routing/rules/pharos.yaml", "notion: danger", "danger", "notion", "routing/notions/commun.yaml"),
        ("routing/familles.yaml", "cp-227-24", "cp-227-24", "offence", OFFENCE),
        ("lexicons/autres-faits.yaml", "{af_gens_ecartes}", "af_gens_ecartes", "word_class", "lexicons/autres-faits.yaml"),
        (OFFENCE, "citation:", "citation", None, ""),
        (PIMPING, "contacts:\n", "contacts", "clause", PIMPING),
        ("routing/rules/secours.yaml", "contacts: [", "contacts", None, ""),
    ],
)  # fmt: skip
def test_a_name_leads_to_its_definition(
    navigator: Navigator, tree: RulesTree, path: str, needle: str, word: str, kind: str | None, file: str
) -> None:
    text = tree.text(path)
    found = navigator.definition(tree, path, text, *place(text, needle, word))
    assert (found.kind if found is not None else None, found.path if found is not None else "") == (kind, file)
    if found is not None:
        line = tree.text(found.path).splitlines()[found.line - 1][found.column - 1 :]
        assert word in line or found.kind == "offence"


@pytest.mark.parametrize(
    ("path", "needle", "word", "said"),
    [
        (OFFENCE, "fact: acces,", "acces", "Qui peut voir le contenu"),
        (OFFENCE, "notion: message_nocif_pour_mineur", "message_nocif_pour_mineur", "Caractère pornographique"),
        (OFFENCE, "limitation: delit_droit_commun", "delit_droit_commun", "6 an(s)"),
        (OFFENCE, "controle_age_reel:", "controle_age_reel", "Contrôle réel"),
        (OFFENCE, "kind: material", "kind", "sorte"),
        (OFFENCE, "kind: material", "material", "élément matériel"),
        (OFFENCE, "confidence: T", "confidence", "ce qui a été lu"),
        (REGIMES, "id: crime_imprescriptible", "crime_imprescriptible", ": imprescriptible"),
        (REGIMES, "never: true", "never", "imprescriptible"),
    ],
)
def test_a_name_says_what_it_is(
    navigator: Navigator, tree: RulesTree, path: str, needle: str, word: str, said: str
) -> None:
    text = tree.text(path)
    found = navigator.hover(tree, path, text, *place(text, needle, word))
    assert found is not None
    assert said in "\n".join(found.lines)


def test_a_key_between_braces_is_said_as_a_key_and_not_as_a_value(navigator: Navigator, tree: RulesTree) -> None:
    text = "condition: {all: [{fact: acces}]}\non: all\n"
    said = [navigator.hover(tree, "notions/essai.yaml", text, *at) for at in ((1, 14), (2, 6))]
    assert [one.lines for one in said if one is not None] == [("toutes ces conditions",), ("toutes les rédactions",)]


def test_a_file_that_the_check_read_is_not_read_again_to_be_navigated(
    tree: RulesTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, text, read = Workspace(), tree.text(OFFENCE), list[str]()
    reads = memory.read_bytes

    def counted(data: bytes, name: str) -> Document:
        read.append(name)
        return reads(data, name)

    monkeypatch.setattr(memory, "read_bytes", counted)
    try:
        lint(own, tree, OFFENCE, text, date(2026, 12, 15))
        assert f"rulesets/{OFFENCE}" in read
        read.clear()
        where = place(text, "notion: message_nocif_pour_mineur", "message_nocif_pour_mineur")
        assert Navigator(own).hover(tree, OFFENCE, text, *where) is not None
    finally:
        own.close()
    assert {name.split("/")[1] for name in read} <= {"lexicons", "parameters", "notices", "routing"}, read


def test_what_the_buffer_defines_is_found_before_it_is_stored(navigator: Navigator, tree: RulesTree) -> None:
    text = tree.text(OFFENCE).replace("  message:\n", "  message_neuf:\n", 1)
    found = navigator.definition(tree, OFFENCE, text, *place(text, "message_neuf:", "message_neuf"))
    assert found is not None
    assert (found.kind, found.path) == ("clause", OFFENCE)


def test_nothing_is_said_of_what_is_no_name(navigator: Navigator, tree: RulesTree) -> None:
    for text in ("", "???\n", "a: [", "x" * 3_000):
        assert navigator.hover(tree, OFFENCE, text, 1, 2) is None
    assert navigator.hover(tree, OFFENCE, "x", 400, 400) is None


def test_references_are_those_of_the_command(navigator: Navigator, tree: RulesTree) -> None:
    found = navigator.references(tree, "acces=ouvert")
    groups = {reference.group for reference in found}
    assert {"vocabulaire", "infractions", "cas"} <= groups
    assert all(reference.path in tree.files for reference in found)
    assert navigator.references(tree, "rien-de-tel") == ()


def test_what_is_no_longer_in_the_buffer_is_not_read_at_its_old_place(navigator: Navigator) -> None:
    path = "notions/essai.yaml"
    notion = '  - id: {0}\n    label: {{fr: "{0}", en: "{0}"}}\n    versions:\n      - from: 2000-01-01\n        condition: {1}\n'
    first, second = notion.format("premiere", "{fact: acces}"), notion.format("seconde", "{notion: premiere}")
    tree = tree_of({path: f"notions:\n{second}{first}".encode()})
    text = f"notions:\n{second}"
    assert navigator.hover(tree, path, text, *place(text, "notion: premiere", "premiere")) is None
