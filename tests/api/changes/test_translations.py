"""English to come in a draft: tried all the same, listed in its evidence, refused by a release."""

from __future__ import annotations

from datetime import date

import pytest

from api.changes.evidence import evidence_of, preview_of
from api.changes.questions import draft_questions
from api.changes.translations import faults_in_tree, readable_tree
from api.law.rules_check import check_rules
from api.rules.tree import RulesTree
from tests.api.changes.desk import OFFENCE, Desk, small_tree
from tests.api.service.world import problem
from textfile.diagnostics import Diagnostic, Place
from textfile.reader import read_bytes

TODAY = date(2026, 12, 15)
BOTH = 'label: {fr: "Rendue publique", en: "Made public"}'
ABSENT = 'label: {fr: "Rendue publique"}'
TO_COME = 'label: {fr: "Rendue publique", en: "À traduire"}'
REFUTED = 'if_refuted: {fr: "Une menace en message direct relève d\'un autre texte.", en: "A threat in a direct message falls under another text."}'
SATIRE = 'label: {fr: "Satire sans intention de faire peur", en: "Satire without intent to frighten"}'


def written(text: str) -> RulesTree:
    tree = small_tree()
    return tree.with_files({OFFENCE: tree.files[OFFENCE].replace(BOTH.encode(), text.encode())})


@pytest.mark.parametrize("text", [ABSENT, TO_COME])
def test_a_text_to_translate_is_listed_and_the_draft_is_tried_all_the_same(text: str) -> None:
    found = evidence_of(small_tree(), written(text), TODAY)
    (waiting,) = found.document["checks"]["untranslated"]
    assert (waiting["path"], waiting["keys"], waiting["fr"]) == (OFFENCE, "elements.publicite.label", "Rendue publique")
    assert waiting["line"] == 1 + small_tree().text(OFFENCE).split(BOTH)[0].count("\n")
    assert found.document["checks"]["errors"] == 0
    assert found.document["difference"] is not None
    assert found.document["cases"]["failed"] == 0
    assert not found.is_green


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        (REFUTED, 'if_refuted: {fr: "Relève d\'un autre texte."}', "elements.publicite.if_refuted"),
        (REFUTED, "if_refuted:\n      fr: Relève d'un autre texte.", "elements.publicite.if_refuted"),
        (SATIRE, SATIRE + '\n    if_established: {fr: "Rien n\'est dû."}', "defences.satire.if_established"),
    ],
)
def test_a_sentence_that_a_clause_may_have_waits_for_its_english_alike(old: str, new: str, keys: str) -> None:
    text = small_tree().text(OFFENCE)
    assert old in text
    found = evidence_of(
        small_tree(), small_tree().with_files({OFFENCE: text.replace(old, new, 1).encode()}), TODAY
    ).document
    assert [one["keys"] for one in found["checks"]["untranslated"]] == [keys]
    assert found["checks"]["errors"] == 0
    assert found["difference"] is not None


def test_both_languages_wait_for_nothing() -> None:
    assert evidence_of(small_tree(), written(BOTH), TODAY).document["checks"]["untranslated"] == []
    assert evidence_of(small_tree(), written(BOTH), TODAY).is_green


def test_another_fault_is_told_beside_at_its_own_line() -> None:
    tree = written(ABSENT)
    broken = tree.with_files(
        {OFFENCE: tree.files[OFFENCE].replace(b"condition: {fact: menace}", b"condition: {fact: rien}")}
    )
    checks = preview_of(small_tree(), broken, TODAY).document["checks"]
    assert len(checks["untranslated"]) == 1
    assert [fault["code"] for fault in checks["faults"] if fault["severity"] == "error"] == ["R201"]


def test_what_only_the_readable_tree_shows_is_told_at_its_place_in_the_draft() -> None:
    text = small_tree().text(OFFENCE)
    block = "label:\n      fr: Rendue publique"
    draft = small_tree().with_files({OFFENCE: text.replace(BOTH, block).encode()})
    tried = readable_tree(draft, check(draft))
    assert tried.text(OFFENCE).count("\n") == draft.text(OFFENCE).count("\n") + 1
    for keys in (("elements", "menace"), ("elements", "intention"), ("versions", 0)):
        there, here = (read_bytes(one.files[OFFENCE], OFFENCE).place(keys) for one in (tried, draft))
        (fault,) = faults_in_tree(draft, tried, [Diagnostic("R201", there, "essai", "", ((there, "là"),))])
        assert (fault.place, fault.related) == (here, ((here, "là"),))
    (other,) = faults_in_tree(draft, tried, [Diagnostic("R201", Place("facts/exemple.yaml", 9), "essai")])
    assert other.place.line == 9


def test_what_follows_a_text_on_its_line_keeps_its_own_column() -> None:
    text = small_tree().text(OFFENCE)
    line = 'satire: {label: {fr: "Satire"}, article: "petite loi, art. 3", condition: {fact: rien}}'
    whole = text[text.index("  satire:") : text.index("\n\n", text.index("  satire:"))]
    draft = small_tree().with_files({OFFENCE: text.replace(whole, "  " + line).encode()})
    (fault,) = (one for one in check(draft) if one.code == "R201")
    tried = readable_tree(draft, check(draft))
    (again,) = (one for one in check(tried) if one.code == "R201")
    assert again.place.column > fault.place.column
    assert faults_in_tree(draft, tried, [again]) == [fault]


def check(tree: RulesTree) -> tuple[Diagnostic, ...]:
    with tree.folder() as folder:
        return check_rules(folder, thorough=False).faults


def test_limits_are_asked_of_a_draft_without_its_english() -> None:
    assert draft_questions(small_tree(), written(ABSENT), "menace").items


def test_a_release_without_its_english_is_refused(desk: Desk) -> None:
    change = desk.change_in(BOTH, ABSENT)
    problem(desk.submit(change), "evidence-red")
    desk.edit(change, ABSENT, 'label: {fr: "Rendue publique", en: "Published"}')
    desk.give_evidence(change)
    assert desk.submit(change).status_code == 200
