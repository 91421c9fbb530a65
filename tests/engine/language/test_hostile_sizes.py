"""Conditions written to keep the compiler busy: refused from their text alone, before anything is compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.loader import check_folder
from tests.engine.language.broken import (
    FACTS,
    NOTIONS,
    THREAT,
    TODAY,
    Edit,
    append,
    broken,
    diagnose_edits,
    errors,
    replace,
)
from tests.engine.language.broken_meaning import MENACE, clues
from tests.engine.language.test_hostile_law import notion


def menace(condition: str) -> Edit:
    return replace(THREAT, MENACE, f"condition: {condition}")


def pairs(count: int) -> tuple[Edit, ...]:
    facts, _ = clues(2 * count)
    parts = ", ".join(f"{{all: [{{fact: indice_{i:02}}}, {{fact: indice_{count + i:02}}}]}}" for i in range(count))
    return append(FACTS, facts), menace(f"{{any: [{parts}]}}")


def parity(count: int) -> tuple[Edit, ...]:
    """Each notion names the one before it twice."""
    facts, _ = clues(count)
    steps = [notion("n0", "{fact: indice_00}")]
    for i in range(1, count):
        fact, before = f"{{fact: indice_{i:02}}}", f"{{notion: n{i - 1}}}"
        steps.append(
            notion(f"n{i}", f"{{any: [{{all: [{before}, {{not: {fact}}}]}}, {{all: [{{not: {before}}}, {fact}]}}]}}")
        )
    return append(FACTS, facts), append(NOTIONS, "".join(steps)), menace(f"{{notion: n{count - 1}}}")


LANGUAGES = [a + b for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmno"]


@pytest.mark.parametrize(
    "edits",
    [
        pairs(16),
        pairs(30),
        parity(8),
        (append(FACTS, clues(300)[0]), menace(f"{{all: [{clues(300)[1]}]}}")),
        (menace("{any: [" + ", ".join(f"{{fact: langue_texte, is: {code}}}" for code in LANGUAGES) + "]}"),),
        (
            replace(FACTS, "    max: 120", "    max: 9999"),
            menace("{any: [" + ", ".join(f"{{fact: age_victime, from: {9 * i + 1}, under: {9 * i + 3}}}" for i in range(200)) + "]}"),
        ),
    ],
    ids=["16 pairs", "30 pairs", "parity of 8", "all of 300 facts", "300 languages", "200 intervals"],
)  # fmt: skip
def test_a_condition_too_large_is_refused_when_the_ruleset_is_loaded(tmp_path: Path, edits: tuple[Edit, ...]) -> None:
    root = broken("R000", *edits).build(tmp_path)
    _, found = check_folder(root, TODAY, thorough=False)
    assert errors(found) == {"R601"}


def test_as_many_languages_in_one_list_are_one_comparison(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, menace(f"{{fact: langue_texte, in: [{', '.join(LANGUAGES)}]}}"))) == set()


def test_reasons_by_the_thousand_are_refused_without_being_listed(tmp_path: Path) -> None:
    facts, leaves = clues(14)
    found = diagnose_edits(tmp_path, append(FACTS, facts), menace(f"{{at_least: 7, of: [{leaves}]}}"))
    assert {item.code for item in found} == {"R601"}


def test_a_notion_too_large_is_told_once_and_not_where_it_is_used(tmp_path: Path) -> None:
    facts, leaves = clues(70)
    edits = (append(FACTS, facts), append(NOTIONS, notion("vaste", f"{{all: [{leaves}]}}")), menace("{notion: vaste}"))
    assert [item.place.file for item in diagnose_edits(tmp_path, *edits)] == ["minimal/notions/commun.yaml"]


def test_characteristic_elements_are_counted_together(tmp_path: Path) -> None:
    facts, leaves = clues(62)
    every = leaves.split(", ")
    first, second = ", ".join(every[:31]), ", ".join(every[31:])
    edits = (
        append(FACTS, facts),
        menace(f"{{any: [{first}]}}"),
        replace(THREAT, "    kind: publicity", "    kind: publicity\n    core: true"),
        replace(THREAT, "condition: {notion: publicite}", f"condition: {{any: [{second}]}}"),
    )
    found = diagnose_edits(tmp_path, *edits)
    assert {item.code for item in found} == {"R601"}
    assert sum("éléments caractéristiques" in item.message for item in found) == 2
