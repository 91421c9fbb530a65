"""What docs/semantics.md states, beyond its own examples."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.explanation.counterfactual import smallest_change
from engine.explanation.questions import next_questions
from engine.facts.statements import ReportError, read_report
from engine.language.loader import check_folder, load_folder
from engine.model.answer import Answer
from engine.model.outcome import Issue, Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from tests.docs.examples import ROOT, Block, blocks
from textfile.reader import read_bytes, read_file

LITTLE_LAW = ROOT / "docs/examples/petite-loi"
EXCERPTS = blocks(ROOT / "docs/semantics.md", "yaml")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_folder(LITTLE_LAW))


def report(engine: Engine, raised: tuple[str, ...] = (), **facts: Any) -> Report:
    return read_report({"date_of_facts": "2024-06-01", "facts": facts, "raised": list(raised)}, engine.ruleset.facts)


def answer(engine: Engine, **facts: Any) -> Answer:
    return engine.qualify(report(engine, **facts), date(2024, 6, 1))


# -- the little law is a law, and what the page quotes of it is in it ---------------------------------------------------


def test_the_little_law_passes_every_check() -> None:
    assert check_folder(LITTLE_LAW, TODAY)[1] == []


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda block: block.name)
def test_each_excerpt_is_in_the_file_it_names(excerpt: Block) -> None:
    first, _, _ = excerpt.text.partition("\n")
    path = LITTLE_LAW / first.removeprefix("# ")
    assert _lacks(read_bytes(excerpt.text.encode(), "excerpt").data, read_file(path, path.name, path.parent).data) == []


def _lacks(excerpt: Any, whole: Any, at: str = "") -> list[str]:
    """Paths of the excerpt that the whole has not; a list may leave out items."""
    if isinstance(excerpt, dict) and isinstance(whole, dict):
        return [
            fault
            for key, value in excerpt.items()
            for fault in (_lacks(value, whole[key], f"{at}/{key}") if key in whole else [f"{at}/{key}"])
        ]
    if isinstance(excerpt, tuple) and isinstance(whole, tuple):
        return [f"{at}/{i}" for i, item in enumerate(excerpt) if all(_lacks(item, other) for other in whole)]
    return [] if excerpt == whole else [at]


def test_an_excerpt_that_departs_from_the_file_is_noticed() -> None:
    assert _lacks({"a": ({"b": 2},), "c": 3}, {"a": ({"b": 1}, {"b": 4}), "d": 3}) == ["/a/0", "/c"]


# -- section 1: what is known ------------------------------------------------------------------------------------------


def test_a_confirmed_minority_stays_confirmed_beside_a_presumed_age(engine: Engine) -> None:
    found = answer(engine, menace=True, victime_mineure=True, age_victime={"value": 14, "standing": "presumed"})
    assert found.assessment("menace-mineur").confirmed is Status.ESTABLISHED


def test_a_presumed_age_alone_leaves_minority_to_confirm(engine: Engine) -> None:
    found = answer(engine, menace=True, age_victime={"value": 14, "standing": "presumed"})
    assert (found.assessment("menace-mineur").status, found.assessment("menace-mineur").confirmed) == (
        Status.ESTABLISHED,
        Status.OPEN,
    )


# -- section 2: exact, also under partial knowledge --------------------------------------------------------------------


def test_knowing_one_of_two_values_settles_what_either_would_settle(tmp_path: Path) -> None:
    engine = _with(
        tmp_path,
        "menace-ancienne",
        "condition: {notion: publicite}",
        "condition: {any: [{fact: acces, is: ouvert}, {all: [{fact: acces, is: groupe_ferme}, {fact: moquerie}]}]}",
    )
    facts = {"menace": True, "moquerie": True, "acces": {"one_of": ["ouvert", "groupe_ferme"]}}
    stated = read_report({"date_of_facts": "2004-06-01", "facts": facts}, engine.ruleset.facts)
    assert engine.qualify(stated, date(2004, 6, 1)).assessment("menace-ancienne").status is Status.ESTABLISHED


# -- section 3: a name that raises nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize("raised", ["menace/intentoin", "menase/intention", "intention"])
def test_raising_what_does_not_exist_is_refused(engine: Engine, raised: str) -> None:
    with pytest.raises(ReportError, match="raised"):
        engine.qualify(report(engine, (raised,), menace=True), date(2024, 6, 1))


# -- section 11: two established offences never hide each other --------------------------------------------------------


def test_offences_that_each_prevail_over_the_other_are_refused_or_suggested(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    path = root / "offences/exemple/moquerie/offence.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "\nrelations:\n  - {with: menace, kind: exclusion, prevails: this, reason: {fr: x, en: x}}\n",
        encoding="utf-8",
    )
    ruleset, faults = check_folder(root, TODAY)
    if ruleset is not None:
        facts = {"menace": True, "moquerie": True, "acces": "ouvert"}
        stated = read_report({"date_of_facts": "2021-11-30", "facts": facts}, ruleset.facts)
        assert Engine(ruleset).qualify(stated, date(2021, 12, 1)).issue is Issue.QUALIFIED
    else:
        assert "R306" in {fault.code for fault in faults}


# -- section 13: what is only partly known can still be asked ----------------------------------------------------------


def test_a_fact_partly_known_is_asked_while_it_can_decide(engine: Engine) -> None:
    stated = report(engine, menace=True, acces="message_direct", age_victime={"min": 10, "max": 30})
    found = engine.qualify(stated, date(2024, 6, 1))
    assert found.assessment("menace-mineur").because == ("minorite",)
    assert [q.fact for q in next_questions(engine, stated, found)] == ["age_victime"]


def test_narrowing_what_is_partly_known_changes_no_stated_fact(engine: Engine) -> None:
    stated = report(engine, menace=True, acces="message_direct", age_victime={"min": 10, "max": 30})
    found = engine.qualify(stated, date(2024, 6, 1))
    change = smallest_change(engine, stated, found, found.assessment("menace-mineur"))
    assert change is not None
    assert (change.changed, change.added) == ((), ("age_victime",))


def _with(tmp_path: Path, offence: str, before: str, after: str) -> Engine:
    """The engine on the little law, one passage of one offence replaced."""
    root = _copy(tmp_path)
    path = root / "offences/exemple" / offence / "offence.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return Engine(load_folder(root))


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LITTLE_LAW, tmp_path / "petite-loi"))
