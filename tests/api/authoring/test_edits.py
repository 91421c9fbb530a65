"""A form changes one thing of a file: the other lines, comments included, are those of before."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from api.authoring import edits
from api.authoring.edits import EditRefused
from api.rules.tree import RulesTree
from textfile.reader import read_bytes

LAW = """\
# Une loi d'essai
id: essai
short: {fr: "Essai", en: "Trial"}   # court
versions:
  - id: v1
    from: 2001-01-01   # entrée en vigueur
    penalty: {prison_months: 12, fine_euros: 1500}
  - id: v2
    from: 2010-01-01
    as: v1
    # la peine ne change pas
  - id: v3
    from: 2020-01-01
    as: v2
    but: {citation: "art. 2"}
"""
FACTS = """\
facts:
  - id: critere   # la liste
    values:
      age: {fr: "âge", en: "age"}   # le premier
      # le second
      sexe: {fr: "sexe", en: "sex"}
"""
WORDS = 'words:\n  arme: ["couteau", "fusil(s)"]   # simples\n  autre:\n    - "mot"\n'
ROUTE = "rules:\n  - id: pharos\n    versions:\n      - from: 2019-01-01\n        deadline: {days: 1, binding: false}\n"
PAGE = "<p>Bonjour {{ host }}.</p>\n<p>Merci de répondre.</p>\n"


def changed(before: str, after: str) -> list[str]:
    """The lines that an edit takes away and brings."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_a_date_keeps_its_comment() -> None:
    after = edits.set_date(LAW, ("versions", 0), "from", date(2002, 2, 3))
    assert changed(LAW, after) == [
        "-     from: 2001-01-01   # entrée en vigueur",
        "+     from: 2002-02-03   # entrée en vigueur",
    ]


def test_an_end_goes_below_the_start_and_away_again() -> None:
    after = edits.set_date(LAW, ("versions", 1), "until", date(2019, 12, 31))
    assert changed(LAW, after) == ["+     until: 2019-12-31"]
    assert edits.set_date(after, ("versions", 1), "until", None) == LAW


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("v1", "+     penalty: {prison_months: 24, fine_euros: 1500}"),
        ("v2", "+     but: {penalty: {prison_months: 24, fine_euros: 1500}}"),
        ("v3", '+     but: {citation: "art. 2", penalty: {prison_months: 24, fine_euros: 1500}}'),
    ],
)
def test_a_penalty_is_written_whole_where_the_version_takes_it(version: str, line: str) -> None:
    after = edits.set_penalty(LAW, version, "prison_months", 24)
    assert line in changed(LAW, after)
    assert "# la peine ne change pas" in after


def test_a_label_is_changed_or_completed_in_either_language() -> None:
    after = edits.set_label(LAW, ("short",), "fr", 'Dit "essai" : oui')
    assert changed(LAW, after)[1] == '+ short: {fr: "Dit \\"essai\\" : oui", en: "Trial"}   # court'
    alone = FACTS.replace(', en: "age"', "")
    assert edits.set_label(alone, ("facts", 0, "values", "age"), "en", "age") == FACTS


def test_a_word_is_written_without_quotes_where_it_stood_without() -> None:
    assert changed(LAW, edits.set_value(LAW, ("id",), "autre"))[1] == "+ id: autre"
    assert edits.set_value("confidence: M\n", ("confidence",), "AV") == "confidence: AV\n"
    assert edits.set_value("confidence: M\n", ("confidence",), "Non lu") == 'confidence: "Non lu"\n'


def test_both_languages_are_written_and_an_english_left_out_is_taken_away() -> None:
    assert changed(LAW, edits.set_bilingual(LAW, ("short",), "Court", "Short"))[1].startswith(
        '+ short: {fr: "Court", en: "Short"}'
    )
    alone = edits.set_bilingual(LAW, ("short",), "Court", " ")
    assert 'short: {fr: "Court"}   # court' in alone
    assert edits.set_bilingual(alone, ("short",), "Court", "") == alone


def test_a_condition_of_one_fact_takes_the_place_of_what_stood() -> None:
    clause = 'd:\n  article: "art. 1"\n  condition: {all: [{fact: a}, {fact: b}]}   # deux\n  raised_by: {fact: a}\n  confidence: T\n'
    after = edits.set_condition(clause, ("d",), {"notion": "publicite"})
    assert after == 'd:\n  article: "art. 1"\n  condition: {notion: publicite}\n  confidence: T\n'
    with pytest.raises(EditRefused):
        edits.set_condition("d:\n  confidence: T\n", ("d",), {"fact": "a"})


def test_a_row_an_item_and_what_differs_are_written_and_taken_away() -> None:
    row = {"prison_months": 24, "confidence": "AV", "of": ["a", "b"]}
    written = edits.set_row(LAW, ("versions", 0), "penalty", row)
    assert "    penalty: {prison_months: 24, confidence: AV, of: [a, b]}" in written.splitlines()
    assert '    limits: {law: {fr: "Un essai"}}' in edits.set_row(
        LAW, ("versions", 1), "limits", {"law": {"fr": "Un essai"}}
    )
    assert "    but: {limitation: dix_ans}" in edits.set_differing(LAW, ("versions", 1), "limitation", "dix_ans")
    assert 'but: {citation: "art. 2", limitation: "dix_ans"}' in edits.set_differing(
        LAW, ("versions", 2), "limitation", "dix_ans"
    )
    assert edits.take_away(edits.add_item(LAW, ("versions",), "id: v4\nas: v3"), ("versions", 3)) == LAW
    with pytest.raises(EditRefused):
        edits.take_away(LAW, ("versions", 0, "absent"))


def test_the_penalty_of_a_version_is_its_own_or_the_one_it_takes() -> None:
    assert edits.penalty_of(LAW, "v3") == {"prison_months": 12, "fine_euros": 1500}
    with pytest.raises(EditRefused):
        edits.penalty_of(LAW, "v9")


def test_a_ground_joins_the_list_of_its_fact() -> None:
    after = edits.add_ground(FACTS, "critere", "sante", {"fr": "état de santé"})
    assert changed(FACTS, after) == ['+       sante: {fr: "état de santé"}']


def test_a_word_joins_its_class_however_the_class_is_laid_out() -> None:
    on_its_line = edits.add_word(WORDS, "arme", "grenade(s)")
    assert changed(WORDS, on_its_line)[1] == '+   arme: ["couteau", "fusil(s)", "grenade(s)"]   # simples'
    assert changed(WORDS, edits.add_word(WORDS, "autre", "{arme} x")) == ['+     - "{arme} x"']


def test_a_deadline_changes_in_its_own_unit() -> None:
    after = edits.set_deadline(ROUTE, "pharos", 0, "days", 3)
    assert changed(ROUTE, after)[1] == "+         deadline: {days: 3, binding: false}"
    with pytest.raises(EditRefused, match="autre unité"):
        edits.set_deadline(ROUTE, "pharos", 0, "hours", 3)


def test_a_sentence_of_a_template_keeps_what_it_fills_in() -> None:
    assert edits.set_sentence(PAGE, "Bonjour {{ host }}.", "Madame, Monsieur ({{ host }}),") != PAGE
    for before, after in (
        ("Bonjour {{ host }}.", "Bonjour {{ hosts }}."),
        ("Bonjour {{ host }}.", "Bonjour."),
        ("Merci de répondre.", "Merci <b>de</b> répondre."),
        ("Merci de répondre.", "Merci {% de répondre."),
        ("absente", "autre"),
        ("<p>", "<p>"),
        ("Merci de répondre.", " "),
    ):
        with pytest.raises(EditRefused):
            edits.set_sentence(PAGE, before, after)


@pytest.mark.parametrize(
    "edit",
    [
        lambda: edits.set_value(LAW, ("versions",), "x"),
        lambda: edits.set_value(LAW, ("absent",), "x"),
        lambda: edits.set_value("a: [", ("a",), "x"),
        lambda: edits.set_value("a: &x 1\n", ("a",), 2),
        lambda: edits.set_label(LAW, ("id",), "en", "x"),
        lambda: edits.set_label(LAW, ("short",), "fr", "  "),
        lambda: edits.set_penalty(LAW, "v9", "fine_euros", 1),
        lambda: edits.add_ground(FACTS, "critere", "age", {"fr": "âge"}),
        lambda: edits.add_ground(FACTS, "critere", "Âge", {"fr": "âge"}),
        lambda: edits.add_ground(FACTS, "autre", "sante", {"fr": "santé"}),
        lambda: edits.add_word(WORDS, "absente", "x"),
        lambda: edits.add_word(WORDS, "arme", "couteau"),
    ],
)
def test_an_edit_that_cannot_be_made_alone_is_refused_in_words(edit: Callable[[], str]) -> None:
    with pytest.raises(EditRefused) as refused:
        edit()
    assert len(str(refused.value)) > 20


def test_every_scalar_of_the_shipped_files_can_be_written_again(tree: RulesTree) -> None:
    """Written as it is, a value leaves the meaning of its file as it was."""
    for path in ("offences/haine/loi-1881-24-al7/offence.yaml", "lexicons/autres-faits.yaml", "routing/contacts.yaml"):
        text = tree.text(path)
        data = read_bytes(text.encode(), path).data
        for at, value in list(_scalars(data, ()))[:60]:
            assert read_bytes(edits.set_value(text, at, value).encode(), path).data == data, (path, at)


def _scalars(data: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _scalars(value, (*path, key))
    elif isinstance(data, tuple):
        for i, item in enumerate(data):
            yield from _scalars(item, (*path, i))
    else:
        yield path, data


@pytest.mark.parametrize("version", ["{id: v, as: {a: 1}}", "{id: {a: 1}, from: 2000-01-01}"])
def test_a_version_of_another_shape_is_refused_and_not_an_error(version: str) -> None:
    with pytest.raises(EditRefused):
        edits.set_penalty(f"versions: [{version}]\n", "v", "prison_months", 1)
