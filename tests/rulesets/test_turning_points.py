"""Landmarks a policy lawyer would try first, told in whole reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.facts.statements import read_report
from engine.model.answer import Answer
from engine.model.outcome import Issue, Status
from tests.shared import shipped


def answer(day: date, decision: date | None = None, **facts: Any) -> Answer:
    engine = shipped()
    return engine.qualify(read_report({"date_of_facts": day, "facts": facts}, engine.ruleset.facts), decision or day)


PORN = {"acces": "ouvert", "caractere_pornographique": True}


@pytest.mark.parametrize(
    ("day", "control", "cautions"),
    [
        (date(2020, 7, 31), "avertissement", {"avertissement_seul"}),
        (date(2020, 7, 31), "aucun", set()),
        (date(2020, 8, 1), "avertissement", set()),
        (date(2020, 8, 1), "clic_declaratif", set()),
        (date(2026, 6, 1), "clic_declaratif", set()),
        (date(2026, 6, 1), "double_anonymat", None),
    ],
)
def test_a_mere_declaration_of_age_never_protected_and_is_arguable_until_1_august_2020(
    day: date, control: str, cautions: set[str] | None
) -> None:
    found = answer(day, **PORN, controle_age=control).assessment("cp-227-24")
    if cautions is None:
        assert found.status is Status.EXCLUDED
    else:
        assert found.status is Status.ESTABLISHED
        assert {one.name for one in found.findings if one.kind == "caution"} == cautions


def test_sexual_harassment_of_2010_is_no_longer_punished_after_the_void_of_2012() -> None:
    facts = {"connotation": ["sexuelle"], "nb_messages": 12, "cible": "personne_nommee", "but_acte_sexuel": True}
    then = answer(date(2010, 3, 1), date(2010, 4, 1), **facts).assessment("cp-222-33")
    later = answer(date(2010, 3, 1), date(2013, 1, 1), **facts).assessment("cp-222-33")
    assert then.status is not Status.NOT_IN_FORCE
    assert later.status is Status.NOT_IN_FORCE
    assert len(later.compared) > 1


def test_terrorism_moved_to_the_penal_code_is_not_a_milder_law() -> None:
    facts = {"acces": "ouvert", "approbation": "eloge", "sujet_evoque": ["acte_terroriste"]}
    before = answer(date(2014, 11, 14), date(2014, 12, 1), **facts)
    assert before.assessment("loi-1881-24-al6-ancien-apologie").status is Status.ESTABLISHED
    assert before.assessment("cp-421-2-5-apologie").status is Status.NOT_IN_FORCE
    after = answer(date(2014, 11, 15), **facts)
    assert after.assessment("cp-421-2-5-apologie").status is Status.ESTABLISHED
    assert after.assessment("loi-1881-24-al6-ancien-apologie").status is Status.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("crime", "limb_1", "limb_2"),
    [
        ("shoah", Status.ESTABLISHED, Status.EXCLUDED),
        ("rwanda", Status.EXCLUDED, Status.ESTABLISHED),
        ("armenie", Status.EXCLUDED, Status.EXCLUDED),
    ],
)
def test_which_limb_of_24_bis_reaches_which_denial(crime: str, limb_1: Status, limb_2: Status) -> None:
    said = answer(date(2026, 5, 1), acces="ouvert", forme=["negation"], crime_vise=[crime])
    assert said.assessment("loi-1881-24-bis-al1").status is limb_1
    assert said.assessment("loi-1881-24-bis-al2").status is limb_2


def test_habitual_consultation_struck_down_twice_is_never_in_force_today() -> None:
    assert answer(date(2026, 5, 1)).assessment("cp-421-2-5-2").status is Status.NOT_IN_FORCE


def test_hate_without_a_call_is_insult_not_provocation() -> None:
    said = answer(
        date(2026, 5, 1),
        acces="ouvert",
        cible="groupe",
        critere_protege=["religion"],
        exhortation="absente",
        terme_outrageant=True,
        fait_impute=False,
    )
    assert said.main == "loi-1881-33-al3"
    assert said.issue is Issue.QUALIFIED
    assert said.assessment("loi-1881-24-al7").because == ("provocation",)


def test_a_report_of_which_nothing_is_known_has_no_suggestion_and_is_not_called_unqualified() -> None:
    said = answer(date(2026, 5, 1))
    assert said.issue is Issue.NO_SUGGESTION
    assert said.main is None
