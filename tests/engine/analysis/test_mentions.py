"""The search of a name in a folder of rules: every place, none besides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.analysis.mentions import GROUPS, Mention, Query, mentions
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, NotionRef, Within, walk
from tests.shared import ROOT, RULESETS, shipped
from textfile.reader import read_file

SMALL = ROOT / "docs/examples/petite-loi"


@pytest.fixture(scope="module", autouse=True)
def _each_file_read_once() -> Iterator[None]:
    """Each search reads the whole law, two thirds of its time; no test here writes to a file that was searched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.language.project.read_file", cache(read_file))
        yield


def mentions_of(name: str, root: Path = SMALL, anywhere: bool = False) -> list[Mention]:
    mentioned, faults = mentions(root, Query.of(name, anywhere))
    assert faults == []
    return mentioned


def test_a_fact_is_told_wherever_it_is_asked_or_said() -> None:
    groups = {mention.group for mention in mentions_of("acces")}
    assert {"vocabulaire", "notions", "hors champ"} <= groups
    (notion, _) = [m for m in mentions_of("acces") if m.group == "notions"]
    assert notion.within == "notions › publicite › versions › condition › fact"
    assert (notion.place.file, notion.place.line) == ("petite-loi/notions/exemple.yaml", 9)


def test_each_line_told_holds_the_name() -> None:
    for mention in mentions_of("publicite"):
        line = (SMALL.parent / mention.place.file).read_text(encoding="utf-8").splitlines()[mention.place.line - 1]
        assert "publicite" in line


def test_places_come_by_what_they_are_for_then_in_order() -> None:
    told = mentions_of("acces")
    assert told == sorted(told, key=lambda m: (GROUPS.index(m.group), m.place))


def test_a_value_of_one_fact_leaves_its_namesake_out() -> None:
    mixed, one = mentions_of("mineur", RULESETS), mentions_of("sujet_represente=mineur", RULESETS)
    assert set(one) < set(mixed)
    assert not any("cible" in mention.within for mention in one)


def test_a_sentence_is_not_a_name() -> None:
    assert mentions_of("Publicité") == []
    assert mentions_of("publicite", anywhere=True) != []
    assert {m.within for m in mentions_of("Publicité", anywhere=True)} >= {"notions › publicite › label › fr"}


def test_a_presumption_is_told_apart_from_the_vocabulary() -> None:
    assert {m.group for m in mentions_of("fichier_conserve")} >= {"présomptions", "vocabulaire"}


@pytest.mark.parametrize("notion", ["publicite", "rattachement_france", "critere_sexe_orientation_handicap"])
def test_every_offence_that_relies_on_a_notion_is_told(notion: str) -> None:
    files = {mention.place.file for mention in mentions_of(notion, RULESETS)}
    for law in shipped().ruleset.offences.values():
        clauses = (*law.elements.values(), *law.defences.values())
        if any(part == NotionRef(notion) for clause in clauses for part in walk(clause.condition)):
            assert f"rulesets/offences/{law.theme}/{law.id}/offence.yaml" in files


def test_every_condition_on_a_fact_is_told() -> None:
    tests = (IsTrue, IsOneOf, IncludesAny, Within)
    for law in [shipped().ruleset.offences["cp-222-33-2-1"], shipped().ruleset.offences["cp-227-24"]]:
        file = f"rulesets/offences/{law.theme}/{law.id}/offence.yaml"
        for name, element in law.elements.items():
            for part in walk(element.condition):
                if isinstance(part, tests):
                    within = [m.within for m in mentions_of(part.fact, RULESETS) if m.place.file == file]
                    assert any(f"elements › {name} › condition" in trail for trail in within)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_searched(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/a.yaml").write_text("facts: [", encoding="utf-8")
    (tmp_path / "facts/b.yaml").write_text("facts:\n  - id: acces\n", encoding="utf-8")
    mentioned, faults = mentions(tmp_path, Query.of("acces"))
    assert [mention.place.line for mention in mentioned] == [2]
    assert [fault.code for fault in faults] == ["R004"]


def test_a_template_of_notices_is_searched(tmp_path: Path) -> None:
    folder = tmp_path / "notices/templates"
    folder.mkdir(parents=True)
    (folder / "x.fr.html").write_text('<p>\n{{ "cp-1" }} cp-12\n', encoding="utf-8")
    (mention,) = mentions(tmp_path, Query.of("cp-1"))[0]
    assert (mention.group, mention.place.line, mention.place.column) == ("notifications", 2, 5)
