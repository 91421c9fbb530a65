"""An enriched report and a model's reading of it: both are presumed, and nothing is set aside that was not."""

from __future__ import annotations

from typing import Any

import pytest

from api.texts.intake import EnrichedReport, ReadBy
from api.texts.model_reading import SEEN_BY_MODEL, keep_what_matters, merge_reading, model_input
from classifiers.model_server.reader import ModelInput
from classifiers.noise.filter import FilterVerdict
from tests.api.texts.test_model_merge import DANGER, FACTS, presumed, reading, said

TEXT = "Je vais te frapper demain, tu verras bien."
ASIDE = FilterVerdict("a", 0.1, True, "score", {"haine": 0.2}, {}, "querelle", audit=True)
KEPT = FilterVerdict("a", 0.9, False, "gravite_threat", {}, {"threat": 0.8}, None)


def enriched(facts: Any = None, names: tuple[str, ...] = (), **more: Any) -> EnrichedReport:
    data = {"text": TEXT, "facts": facts, **more.pop("data", {})}
    return EnrichedReport(data, names, more.get("verdict"), ReadBy("m", "l"))


def test_answers_join_what_is_presumed_and_stated_facts_stand() -> None:
    facts = {"forme": ["appel"], "intention": presumed(True), "acces": presumed("ouvert")}
    of = reading(said("menace", True), said("forme", ("insulte",)), asked=("intention",))
    merged = merge_reading(enriched(facts, ("intention", "acces")), of, FACTS, DANGER)
    assert merged.data["facts"].keys() == {"forme", "menace", "acces"}
    assert merged.data["facts"]["forme"] == ["appel"]
    assert sorted(merged.presumed) == ["acces", "menace"]
    assert merged.read_by == ReadBy("m", "l", of.provenance)


def test_what_was_stated_in_an_earlier_word_stands() -> None:
    merged = merge_reading(enriched({"forme": ["menace"]}), reading(said("menace", False)), FACTS, DANGER)
    assert merged.data["facts"] == {"forme": ["menace"]}


@pytest.mark.parametrize("facts", [{"inconnu": True}, {"menace": "peut-être"}])
def test_a_stated_fact_that_cannot_be_read_hides_no_answer_and_stays_to_be_told(facts: dict[str, Any]) -> None:
    merged = merge_reading(enriched(facts), reading(said("exhortation", "explicite")), FACTS, DANGER)
    assert merged.data["facts"] == {**facts, "exhortation": merged.data["facts"]["exhortation"]}
    assert merged.presumed == ("exhortation",)


def test_what_is_no_table_of_facts_is_left_to_who_reads_the_report() -> None:
    merged = merge_reading(enriched(["menace"], data={"indications": "non"}), reading(said("menace", True)), FACTS, ())
    assert (merged.data["facts"], merged.data["indications"], merged.presumed) == (["menace"], "non", ())


def test_indications_rise_and_never_fall() -> None:
    before = {"fields": {"haine": 0.95}, "gravity": {"life": 0.2}}
    of = reading(fields=("suicide",), gravity=("life",))
    merged = merge_reading(enriched(data={"indications": before}), of, FACTS, ())
    assert merged.data["indications"] == {"fields": {"haine": 0.95, "suicide": 0.9}, "gravity": {"life": 0.9}}


@pytest.mark.parametrize("sees", [{"matters": True}, {"matters": False, "unseen": True}])
def test_what_the_model_sees_something_in_is_kept(sees: dict[str, bool]) -> None:
    verdict = keep_what_matters(ASIDE, reading(**sees))
    assert (verdict.set_aside, verdict.reason, verdict.audit) == (False, SEEN_BY_MODEL, False)
    assert (verdict.score, verdict.fields) == (ASIDE.score, ASIDE.fields)
    assert keep_what_matters(KEPT, reading(**sees)) == KEPT


@pytest.mark.parametrize("verdict", [ASIDE, KEPT])
def test_what_the_model_calls_noise_is_as_the_filter_said(verdict: FilterVerdict) -> None:
    assert keep_what_matters(verdict, reading(matters=False, noise="litige")) == verdict


def test_a_report_is_shown_with_its_words_its_category_and_its_address() -> None:
    data = {"text": TEXT, "comment": " ", "url": "https://a.exemple", "reported_category": "haine", "contact": "x"}
    assert model_input(data) == ModelInput(TEXT, "", "haine", "https://a.exemple")
    assert model_input({"text": TEXT, "url": 3, "reported_category": ["haine"]}) == ModelInput(TEXT)
    assert model_input({"url": "https://a.exemple"}) is None
    assert model_input("des mots") is None
