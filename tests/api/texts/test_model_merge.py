"""What becomes of the facts that two readers presume, and of what somebody stated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.texts.model_merge import merge_facts, merge_indications
from classifiers.model_server.reading import ModelAnswer, ModelCost, ModelProvenance, ModelReading
from engine.facts.earlier import readable
from engine.facts.statements import Lengths
from tests.shared import shipped

FACTS = shipped().ruleset.facts
DANGER = frozenset({"danger_immediat", "acte_demande", "age_victime"})
LENGTHS = Lengths(100, 100)


def presumed(value: Any) -> dict[str, Any]:
    return {"value": value, "standing": "presumed", "source": "indice textuel (essai)", "span": [0, 5]}


def reading(*answers: ModelAnswer, asked: tuple[str, ...] = (), **said: Any) -> ModelReading:
    facts = frozenset((*asked, *(one.fact for one in answers)))
    base: dict[str, Any] = {"matters": True, "unseen": False, "noise": None, "fields": (), "gravity": ()}
    return ModelReading(
        **{**base, **said},
        asked=facts,
        answers=answers,
        dropped={},
        provenance=ModelProvenance("essai", "p", "s"),
        cost=ModelCost(),
    )


def said(fact: str, value: Any, voice: Any = "text") -> ModelAnswer:
    return ModelAnswer(fact, value, voice, 3, 9, 0.9)


def merged(own: dict[str, Any], embedded: dict[str, Any], of: ModelReading) -> dict[str, Any]:
    return merge_facts(own, embedded, of, FACTS, DANGER, LENGTHS)


def values(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: raw["value"] for name, raw in facts.items()}


def test_an_answer_is_a_presumed_fact_with_its_source_and_its_words() -> None:
    assert merged({}, {}, reading(said("menace", True), said("contexte", ("vente",), "comment"))) == {
        "menace": {"value": True, "standing": "presumed", "source": "modèle (essai)", "span": [3, 9]},
        "contexte": {
            "value": {"includes": ["vente"], "excludes": []},
            "standing": "presumed",
            "source": "modèle (essai)",
            "span": [3, 9],
            "span_in": "comment",
        },
    }


def test_an_answer_quoted_from_the_address_has_no_place_in_the_words() -> None:
    assert "span" not in merged({}, {}, reading(said("type_service", "forum", "url")))["type_service"]


def test_what_somebody_stated_stands() -> None:
    assert merged({"menace": False}, {"menace": presumed(True)}, reading(said("menace", True))) == {}


def test_the_models_answer_takes_the_place_of_what_was_presumed() -> None:
    of = reading(said("forme", ("appel",)), asked=("menace",))
    embedded = {"forme": presumed({"includes": ["insulte"], "excludes": []}), "menace": presumed(True)}
    assert values(merged({}, embedded, of)) == {"forme": {"includes": ["appel"], "excludes": []}}


def test_what_the_model_was_not_asked_stays_presumed() -> None:
    assert values(merged({}, {"menace": presumed(True)}, reading(asked=("forme",)))) == {"menace": True}


@pytest.mark.parametrize("of", [reading(asked=("danger_immediat",)), reading(said("danger_immediat", False))])
def test_what_may_show_a_danger_is_not_taken_away(of: ModelReading) -> None:
    assert values(merged({}, {"danger_immediat": presumed(True)}, of)) == {"danger_immediat": True}


def test_what_may_show_a_danger_is_added_to() -> None:
    embedded = {"acte_demande": presumed({"includes": ["violence"], "excludes": []})}
    of = reading(said("acte_demande", ("suicide",)))
    assert values(merged({}, embedded, of))["acte_demande"]["includes"] == ["suicide", "violence"]


def test_what_contradicts_what_stands_is_left_out() -> None:
    of = reading(said("age_victime", 30))
    assert values(merged({}, {"victime_mineure": presumed(True), "age_victime": presumed(12)}, of))["age_victime"] == 12


def test_a_comment_says_nothing_of_who_reports() -> None:
    assert merged({}, {}, reading(said("contexte", ("temoignage",), "comment"))) == {}
    assert "contexte" in merged({}, {}, reading(said("contexte", ("temoignage",), "text")))


def test_the_higher_probability_of_each_indication_is_kept() -> None:
    before = {"fields": {"haine": 0.95, "suicide": 0.2}, "gravity": {"life": 0.3}, "offences": {"cp-222-17": 0.4}}
    after = merge_indications(before, reading(fields=("suicide", "haine"), gravity=("life", "threat")))
    assert after == {
        "fields": {"haine": 0.95, "suicide": 0.9},
        "gravity": {"life": 0.9, "threat": 0.9},
        "offences": {"cp-222-17": 0.4},
    }
    assert merge_indications(None, reading()) == {}
    assert merge_indications(before, reading()) == before


def test_a_kind_of_noise_is_forgotten_where_the_model_names_a_field_or_a_gravity() -> None:
    before = {"noise": {"humour": 0.9}}
    assert merge_indications(before, reading()) == before
    assert "noise" not in merge_indications(before, reading(fields=("haine",)))
    assert "noise" not in merge_indications(before, reading(gravity=("threat",)))


def _answers() -> st.SearchStrategy[ModelAnswer]:
    def of(name: str) -> st.SearchStrategy[Any]:
        fact = FACTS[name]
        match fact.type:
            case "boolean":
                return st.booleans()
            case "choice":
                return st.sampled_from(sorted(fact.values))
            case "set":
                return st.lists(st.sampled_from(sorted(fact.values)), min_size=1, unique=True).map(tuple)
            case "integer":
                return st.integers(fact.min or 0, fact.max or 50)
            case "date":
                return st.just("2026-05-03")
            case _:
                return st.just("fr" if fact.type == "language" else "FR")

    voices = st.sampled_from(["text", "comment", "url"])
    return st.sampled_from(sorted(FACTS)).flatmap(lambda name: st.builds(said, st.just(name), of(name), voices))


@given(st.lists(_answers(), max_size=8), st.lists(_answers(), max_size=8))
def test_whatever_is_answered_the_report_can_be_read_and_no_danger_goes_down(
    answers: list[ModelAnswer], before: list[ModelAnswer]
) -> None:
    embedded = readable(merged({}, {}, reading(*before)), FACTS, LENGTHS)
    found = merged({}, embedded, reading(*answers, asked=tuple(sorted(FACTS))))
    assert readable(found, FACTS, LENGTHS).keys() == found.keys()
    for name in DANGER & embedded.keys():
        was, now = embedded[name]["value"], found[name]["value"]
        assert now == was or set(was["includes"]) <= set(now["includes"])
