"""Edits of the shipped law that nothing told: the difference says each, in sentences, with a witness where one exists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.analysis.difference.difference import difference
from engine.analysis.difference.findings import DifferenceClass, RulesetDifference
from engine.analysis.difference.words import TAKES_OVER, DifferenceTeller
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.conftest import Golden
from tests.engine.analysis.difference.edits import EDITS, edited
from tests.shared import RULESETS, shipped

GOLDENS = Path(__file__).parent / "goldens"


def lines_of(name: str, place: Path) -> tuple[RulesetDifference, list[str]]:
    after = Engine(load_folder(edited(name, place)))
    found = difference(shipped(), after)
    return found, list(DifferenceTeller(found, shipped().ruleset, after.ruleset).lines())[
        1:
    ]  # the first holds the digests


@pytest.mark.parametrize("name", EDITS)
def test_a_silent_edit_is_told(name: str, tmp_path: Path, golden: Golden) -> None:
    _, lines = lines_of(name, tmp_path)
    golden(GOLDENS / f"{name}.txt", "\n".join(lines) + "\n")


def test_a_defence_that_does_not_protect_says_so_before_the_facts(tmp_path: Path) -> None:
    found, lines = lines_of("defence", tmp_path)
    (change, *_) = [one for one in found.of("offence")[0].statuses if one.takers]
    assert "loi-1881-24-al5" in dict(change.takers)
    first = next(number for number, line in enumerate(lines) if TAKES_OVER in line)
    assert first <= 4
    assert "art. 24, al. 5" in lines[first]


@pytest.mark.parametrize("name", ["exclusives", "prevails"])
def test_a_relation_shows_both_offences_established_and_the_main_one_of_each_law(name: str, tmp_path: Path) -> None:
    found, _ = lines_of(name, tmp_path)
    (relation,) = found.of("offence")[0].relations
    assert relation.witness is not None
    assert relation.witness.old.main != relation.witness.new.main or name == "exclusives"


def test_fields_in_another_order_have_consequences(tmp_path: Path) -> None:
    shutil.copytree(RULESETS, tmp_path / "rulesets")
    file = tmp_path / "rulesets/parameters/ordre.yaml"
    text = file.read_text(encoding="utf-8")
    one, two, three = (text.index(f"  - id: {name}\n") for name in ("haine", "harcelement", "pedopornographie"))
    file.write_text(text[:one] + text[two:three] + text[one:two] + text[three:], encoding="utf-8")
    after = Engine(load_folder(tmp_path / "rulesets"))
    found = difference(shipped(), after)
    assert found.of_class is DifferenceClass.CONSEQUENCES
    lines = "\n".join(DifferenceTeller(found, shipped().ruleset, after.ruleset).lines())
    assert "(harcelement) » passe avant « haine et discriminations (haine) »" in lines
