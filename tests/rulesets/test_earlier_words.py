"""What the vocabulary said before, in a report, in a lexicon, from a learned reader: read today."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.texts.earlier_words import EarlierWords
from api.texts.intake import Intake
from api.texts.lexicons import open_reader
from classifiers.cues.model import Cue
from classifiers.cues.presumed import SECOND
from engine.facts.statements import read_report
from engine.model.knowledge import Exactly, Members
from engine.model.outcome import Status
from tests.shared import RULESETS, shipped

FACTS = shipped().ruleset.facts
WORDS = EarlierWords(FACTS, open_reader(RULESETS).lexicon.priority)
PUBLIC: dict[str, Any] = {"acces": "ouvert", "publicite_voulue": True, "intention": True, "vise_public_france": True}


def known(**said: Any) -> dict[str, Any]:
    return {name: fact.knowledge for name, fact in read_report({"facts": said}, FACTS).facts.items()}


def status(offence: str, **facts: Any) -> Status:
    report = read_report({"date_of_facts": "2024-05-01", "facts": {**PUBLIC, **facts}}, FACTS)
    return shipped().qualify(report, date(2024, 6, 1)).assessment(offence).status


def test_a_threat_that_was_a_form_is_a_threat() -> None:
    assert known(forme=["menace", "affirmation"]) == {
        "forme": Exactly(frozenset({"affirmation"})),
        "menace": Exactly(True),
    }
    old = {"objet_menace": ["mort"], "ordre_condition": False}
    assert status("cp-222-17", forme=["menace"], **old) is status("cp-222-17", menace=True, forme=[], **old)


def test_a_terrorist_act_that_was_a_crime_is_the_subject() -> None:
    assert known(crime_vise=["acte_terroriste", "delit"]) == {
        "crime_vise": Exactly(frozenset({"delit"})),
        "sujet_evoque": Members(frozenset({"acte_terroriste"}), frozenset()),
    }
    praise: dict[str, Any] = {"approbation": "eloge", "crime_vise": ["acte_terroriste"]}
    assert status("cp-421-2-5-apologie", **praise) is Status.ESTABLISHED
    assert status("loi-1881-24-al5", **praise) is Status.EXCLUDED


@pytest.mark.parametrize(
    ("old", "today"),
    [
        (("forme", "menace"), (("menace", True),)),
        (("crime_vise", "acte_terroriste"), (("sujet_evoque", "acte_terroriste"),)),
        (("consultation_repetee", True), (("consultation_habituelle", True),)),
        (("forme", "eloge"), (("forme", "eloge"),)),
        (("age_victime", 14), (("age_victime", 14),)),
        (("langue", "en"), (("langue", "en"),)),
        (("jamais_vu", "rien"), (("jamais_vu", "rien"),)),
    ],
)
def test_a_value_is_what_it_is_today(old: tuple[str, Any], today: object) -> None:
    assert WORDS.today(*old) == today


def test_of_two_columns_of_one_word_the_surest_stands() -> None:
    one, other = Cue("menace", True, 0, 9, 0.5, SECOND), Cue("forme", "menace", 2, 5, 0.8, SECOND)
    elsewhere = Cue("forme", "appel", 2, 5, 0.6, SECOND)
    assert WORDS.read((one, other, elsewhere)) == (elsewhere, other._replace(fact="menace", value=True))
    assert WORDS.read((one._replace(confidence=0.9), other)) == (one._replace(confidence=0.9),)


def test_cues_in_todays_words_are_left_as_they_are() -> None:
    cues = (Cue("menace", True, 0, 9, 0.5, "r"), Cue("forme", "appel", 0, 9, 0.5, "r"))
    assert WORDS.read(cues) is cues


def test_no_cue_of_a_report_is_in_an_earlier_word_and_the_filter_sees_those_of_the_lexicons() -> None:
    intake = Intake(open_reader(RULESETS), FACTS, None)
    read = intake.enrich({"text": "Je vais te tuer demain. Merah est un héros."})
    said = {(cue.fact, cue.value) for cue in read.text_cues}
    assert {("menace", True), ("sujet_evoque", "acte_terroriste")} <= said
    assert not {("forme", "menace"), ("crime_vise", "acte_terroriste")} & said
    assert {("forme", "menace"), ("crime_vise", "acte_terroriste")} <= {
        (c.fact, c.value) for c in read.first_cues or ()
    }
    assert "menace" not in str(read.data["facts"].get("forme"))


def test_what_somebody_states_in_an_earlier_word_is_not_presumed_besides() -> None:
    intake = Intake(open_reader(RULESETS), FACTS, None)
    read = intake.enrich({"text": "Je vais te tuer demain.", "facts": {"forme": ["menace"]}})
    assert "menace" not in read.presumed
    assert {"objet_menace", "cible"} <= {*read.presumed}
    assert read.data["facts"]["forme"] == ["menace"]


def test_under_the_law_that_had_the_words_cues_keep_them() -> None:
    forme = FACTS["forme"]
    then = {**FACTS, "forme": forme.model_copy(update={"values": {**forme.values, "menace": forme.label}})}
    then["menace"] = FACTS["menace"].model_copy(update={"was": ()})
    read = Intake(open_reader(RULESETS), FACTS, None).for_vocabulary(then).enrich({"text": "Je vais te tuer demain."})
    assert ("forme", "menace") in {(cue.fact, cue.value) for cue in read.text_cues}


@pytest.mark.parametrize("holds", [True, False])
def test_a_fact_of_another_name_says_in_which_words_it_was_stated(holds: bool) -> None:
    stated = read_report({"facts": {"consultation_repetee": holds}}, FACTS).facts["consultation_habituelle"]
    assert stated.knowledge == Exactly(holds)
    assert stated.was == f"consultation_repetee : {str(holds).lower()}"


def test_viewing_images_of_minors_by_habit_evokes_no_text_on_terrorism() -> None:
    facts = {"acte_image": ["consultation"], "sujet_represente": "mineur", "consultation_habituelle": True}
    report = read_report({"date_of_facts": date(2017, 1, 15), "facts": facts}, FACTS)
    assert not shipped().qualify(report, date(2017, 2, 1)).assessment("cp-421-2-5-2").evoked
