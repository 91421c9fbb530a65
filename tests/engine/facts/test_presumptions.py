"""Facts presumed from others: only when nothing is said of them, and never more than presumed."""

from __future__ import annotations

from typing import Any

import pytest

from engine.facts.presumptions import holds, rule_behind, would_presume
from engine.facts.statements import read_report
from engine.language.conditions import parse_condition
from engine.model.condition import Condition
from engine.model.fact import FactDefinition, PresumedWhen
from engine.model.knowledge import Exactly, OneOf, StatedFact
from engine.model.outcome import Standing
from tests.engine.facts.vocabulary import FACTS
from textfile.reader import read_bytes
from textfile.text import Text

REASON = Text(fr="une raison", en="a reason")


def condition(text: str) -> Condition:
    return parse_condition(read_bytes(text.encode(), "essai").data, (), print)


def presuming(fact: str, *rules: tuple[str, Any]) -> dict[str, FactDefinition]:
    written = tuple(PresumedWhen(condition=condition(text), value=value, reason=REASON) for text, value in rules)
    return {**FACTS, fact: FACTS[fact].model_copy(update={"presumed_when": written})}


def stated(facts: dict[str, FactDefinition], **said: Any) -> dict[str, StatedFact]:
    return dict(read_report({"facts": said}, facts).facts)


def test_a_fact_of_which_nothing_is_said_is_presumed() -> None:
    facts = presuming("acces", ("{fact: menace}", "groupe"))
    found = stated(facts, menace=True)["acces"]
    assert (found.knowledge, found.standing) == (Exactly("groupe"), Standing.PRESUMED)
    assert rule_behind(found, facts["acces"]) == facts["acces"].presumed_when[0]


@pytest.mark.parametrize("said", [{}, {"menace": False}, {"menace": None}])
def test_nothing_is_presumed_when_the_condition_is_not_met(said: dict[str, Any]) -> None:
    assert "acces" not in stated(presuming("acces", ("{fact: menace}", "groupe")), **said)


@pytest.mark.parametrize(
    "said", ["ouvert", {"one_of": ["ouvert", "prive"]}, {"value": "prive", "standing": "presumed"}]
)
def test_any_statement_takes_the_place_of_the_presumption(said: Any) -> None:
    facts = presuming("acces", ("{fact: menace}", "groupe"))
    assert stated(facts, menace=True, acces=said)["acces"] == stated(FACTS, acces=said)["acces"]


def test_what_is_known_in_part_can_be_presumed() -> None:
    facts = presuming("acces", ("{fact: menace}", {"one_of": ["ouvert", "groupe"]}))
    assert stated(facts, menace=True)["acces"].knowledge == OneOf(frozenset({"ouvert", "groupe"}))


def test_the_first_rule_that_holds_gives_the_fact() -> None:
    facts = presuming("acces", ("{fact: age_victime, under: 15}", "prive"), ("{fact: menace}", "groupe"))
    assert stated(facts, menace=True, age_victime=12)["acces"].knowledge == Exactly("prive")
    assert stated(facts, menace=True, age_victime=15)["acces"].knowledge == Exactly("groupe")
    assert stated(facts, menace=True)["acces"].knowledge == Exactly("groupe")


def test_a_presumption_rests_on_no_other_presumption() -> None:
    first = presuming("acces", ("{fact: menace}", "groupe"))
    second = presuming("nombre_messages", ("{fact: acces, is: groupe}", 3))
    facts = {**first, "nombre_messages": second["nombre_messages"]}
    assert set(stated(facts, menace=True)) == {"menace", "acces"}
    assert set(stated(facts, acces="groupe")) == {"acces", "nombre_messages"}


def test_a_fact_said_through_its_meaning_is_said() -> None:
    facts = presuming("age_victime", ("{fact: menace}", 30))
    assert stated(facts, menace=True)["age_victime"].knowledge == Exactly(30)
    assert stated(facts, menace=True, mineur=True)["age_victime"].standing is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("text", "said", "wanted"),
    [
        ("{all: [{fact: menace}, {fact: acces, is: ouvert}]}", {"menace": True}, None),
        ("{all: [{fact: menace}, {fact: acces, is: ouvert}]}", {"menace": False}, False),
        ("{all: [{fact: menace}, {fact: acces, is: ouvert}]}", {"menace": True, "acces": "ouvert"}, True),
        ("{any: [{fact: menace}, {fact: acces, is: ouvert}]}", {"acces": "ouvert"}, True),
        ("{any: [{fact: menace}, {fact: acces, is: ouvert}]}", {"acces": "groupe"}, None),
        ("{at_least: 2, of: [{fact: menace}, {fact: acces, is: ouvert}, {fact: pays, is: FR}]}", {"menace": True, "pays": "FR"}, True),
        ("{at_least: 2, of: [{fact: menace}, {fact: acces, is: ouvert}, {fact: pays, is: FR}]}", {"menace": False, "pays": "BE"}, False),
        ("{not: {fact: forme, includes: injure}}", {"forme": []}, True),
        ("{not: {fact: forme, includes: injure}}", {"forme": ["injure"]}, False),
        ("{not: {fact: forme, includes: injure}}", {"forme": {"includes": ["image"]}}, None),
        ("{fact: menace, is: false}", {"menace": False}, True),
        ("{fact: age_victime, from: 15, under: 18}", {"age_victime": 16}, True),
        ("{fact: age_victime, from: 15, under: 18}", {"age_victime": 14}, False),
        ("{fact: age_victime, from: 15, under: 18}", {"age_victime": 18}, False),
        ("{fact: age_victime, from: 15, under: 18}", {"age_victime": {"max": 17}}, None),
        ("{fact: age_victime, under: 18}", {"age_victime": {"max": 17}}, True),
        ("{notion: publicite}", {"menace": True}, None),
    ],
)  # fmt: skip
def test_a_condition_is_read_part_by_part(text: str, said: dict[str, Any], wanted: bool | None) -> None:
    assert holds(condition(text), stated(FACTS, **said)) is wanted


def test_a_fact_that_alone_would_have_another_presumed_is_known() -> None:
    facts = presuming("acces", ("{all: [{fact: menace}, {fact: age_victime, under: 15}]}", "prive"))
    assert would_presume(facts["acces"], {}, facts) == frozenset()
    assert would_presume(facts["acces"], stated(facts, menace=True), facts) == {"age_victime"}
    assert would_presume(facts["acces"], stated(facts, menace=False), facts) == frozenset()
    assert would_presume(facts["acces"], stated(facts, age_victime=12), facts) == {"menace"}
