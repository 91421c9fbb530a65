"""What may be written at the cursor: names of the tree, keys and values of the shape of the file, in French."""

from __future__ import annotations

import pytest

from api.authoring.completion import MAX_COMPLETIONS, Completions, complete
from api.authoring.cursor import cursor_at, word_at
from api.authoring.file_shapes import SHAPES, shape_of
from api.authoring.symbols import SymbolIndex, SymbolTable
from api.authoring.words import KEYS
from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree
from tests.work import Work
from textfile.reader import read_bytes

OFFENCE = "offences/contenus_mineurs/cp-227-24/offence.yaml"
CASES = "offences/contenus_mineurs/cp-227-24/cases.yaml"
LEXICON, ROUTE = "lexicons/autres-faits.yaml", "routing/rules/pharos.yaml"


@pytest.fixture(scope="module")
def table(workspace: Workspace, tree: RulesTree) -> SymbolTable:
    """The symbols of the shipped rules."""
    return SymbolIndex(workspace.memory).table(tree)


def at(marked: str) -> tuple[str, int, int]:
    """A buffer whose cursor is written `|`: its text, line and column."""
    before, _, after = marked.partition("|")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def texts(found: Completions) -> list[str]:
    return [one.text for one in found.items]


@pytest.mark.parametrize(
    ("path", "marked", "wanted"),
    [
        (OFFENCE, "elements:\n  a:\n    condition: {fact: acc|", "acces"),
        (OFFENCE, "elements:\n  a:\n    condition: {fact: acces, in: [|", "ouvert"),
        (
            OFFENCE,
            "elements:\n  a:\n    condition:\n      all:\n        - fact: acces\n          in:\n            - |",
            "ouvert",
        ),
        (OFFENCE, "elements:\n  a:\n    condition: {fact: intention, is: |", "true"),
        (OFFENCE, "elements:\n  a:\n    condition: {notion: |", "message_nocif_pour_mineur"),
        (OFFENCE, "elements:\n  a:\n    condition: {|", "at_least"),
        (OFFENCE, "elements:\n  a:\n    kind: |", "material"),
        (OFFENCE, "elements:\n  a:\n    confidence: |", "AV"),
        (OFFENCE, "elements:\n  a:\n    |", "if_refuted"),
        (OFFENCE, "|", "elements"),
        (OFFENCE, "routing: [pharos, |", "arcom"),
        (OFFENCE, "scope:\n  a: {as: |", "rattachement_france"),
        (OFFENCE, "versions:\n  - id: x\n    as: |", "v2002"),
        (OFFENCE, "versions:\n  - id: x\n    limitation: |", "delit_droit_commun"),
        (OFFENCE, "versions:\n  - elements: [|", "message"),
        (OFFENCE, "relations:\n  - with: |", "cp-521-1-2"),
        (CASES, "cases:\n  - name: x\n    set: {|", "acces"),
        (CASES, "cases:\n  - name: x\n    set: {acces: |", "ouvert"),
        (CASES, "cases:\n  - name: x\n    on: [|", "v1994"),
        (CASES, "cases:\n  - name: x\n    expect: {status: |", "out_of_scope"),
        (CASES, "cases:\n  - name: x\n    expect: {because: [|", "accessible_mineur"),
        (LEXICON, 'cues:\n  - id: x\n    patterns:\n      - "un mot {af_|', "af_arme"),
        (LEXICON, "cues:\n  - says: {acces: |", "ouvert"),
        (LEXICON, "cues:\n  - confidence: |", "medium"),
        (LEXICON, "cues:\n  - unless: [contre|", "contre-la-discrimination"),
        (ROUTE, "rules:\n  - recipient: |", "hebergeur"),
        (ROUTE, "rules:\n  - versions:\n      - condition: {notion: |", "danger"),
        (ROUTE, "rules:\n  - versions:\n      - contacts: [|", "samu"),
        ("notices/manifest.yaml", "wordings:\n  - template: |", "dsa16.fr.html"),
        ("parameters/danger.yaml", "actions:\n  - contacts: [|", "samu"),
    ],
)
def test_what_may_be_written_there_is_offered(table: SymbolTable, path: str, marked: str, wanted: str) -> None:
    found = complete(table, path, *at(marked))
    assert wanted in texts(found)
    label = next(one.label for one in found.items if one.text == wanted)
    assert label or path == LEXICON


def test_keys_already_written_are_not_offered_again(table: SymbolTable) -> None:
    found = texts(complete(table, OFFENCE, *at("elements:\n  a:\n    kind: moral\n    |\n    article: x\n")))
    assert "label" in found
    assert not {"kind", "article"} & {*found}


def test_facts_of_routing_are_not_offered_to_the_law(table: SymbolTable) -> None:
    law = texts(complete(table, OFFENCE, *at("elements:\n  a:\n    condition: {fact: |")))
    routing = texts(complete(table, ROUTE, *at("rules:\n  - versions:\n      - condition: {fact: |")))
    assert "famille" not in law
    assert "famille" in routing


def test_what_is_typed_is_replaced_from_its_start(table: SymbolTable) -> None:
    found = complete(table, OFFENCE, *at("elements:\n  a:\n    kind: mat|"))
    assert (found.start, texts(found)) == (11, ["material"])


def test_a_label_finds_its_name(table: SymbolTable) -> None:
    found = complete(table, OFFENCE, *at("elements:\n  a:\n    condition: {fact: intent|"))
    assert texts(found)[0].startswith("intent")


def test_the_cursor_of_every_key_of_the_shipped_files_has_its_path(tree: RulesTree) -> None:
    tried = 0
    for path in tree.files:
        if not path.endswith(".yaml"):
            continue
        document = read_bytes(tree.files[path], path)
        for keys, place in list(document.places.items())[::97]:
            if keys and isinstance(keys[-1], str):
                found = cursor_at(document.text, place.line, place.column + len(keys[-1]))
                assert found.path in (keys[:-1], keys), (path, place)
                tried += 1
    assert tried > 300


def test_the_word_under_the_cursor_is_whole() -> None:
    text = "a: {fact: acces_clos, in: [x]}\n"
    assert {word_at(text, 1, column) for column in range(11, 21)} == {"acces_clos"}
    assert word_at(text, 1, 3) == ""
    assert word_at(text, 9, 9) == word_at("", 1, 1) == ""


@pytest.mark.parametrize(
    "text",
    ["{" * 4_000, "- " * 2_000, "a: {" * 1_000, "\n" * 30_000 + "a", '"' * 3_000, "a:\n" + " x:\n" * 5_000, "\t\0\x1b"],
)
def test_a_hostile_buffer_costs_little(table: SymbolTable, text: str) -> None:
    work = Work()
    with work.lines():
        found = complete(table, OFFENCE, text, text.count("\n") + 1, 4_001)
    assert len(found.items) <= MAX_COMPLETIONS
    assert work.done < 400_000


def test_every_shipped_rules_file_of_a_declared_place_has_its_shape(tree: RulesTree) -> None:
    shaped = {shape_of(path) for path in tree.files}
    assert {*SHAPES} <= shaped
    assert shape_of("facts/deep/x.yaml") is None


def test_keys_are_said_in_one_line() -> None:
    assert all("\n" not in said and said[0].islower() for said in KEYS.values())
