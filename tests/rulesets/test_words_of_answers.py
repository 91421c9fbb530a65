"""Words of an answer that only the shipped law shows: a crime under a circumstance, what never is out of time, a text
that the rules do not go back to.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explanation.narration import Narrator
from engine.explanation.teller import AnswerTeller
from engine.facts.statements import read_report
from tests.shared import shipped
from textfile.text import Language

GENOCIDE = {
    "acces": "ouvert",
    "exhortation": "explicite",
    "acte_demande": ["extermination"],
    "cible": "groupe",
    "critere_protege": ["ethnie"],
    "vise_public_france": True,
}
ABUSE = {
    "caractere_pornographique": True,
    "nature_support": ["image_fixe"],
    "sujet_represente": "mineur",
    "acte_image": ["diffusion"],
    "intention": True,
    "vise_public_france": True,
    "date_constat": date(2024, 3, 1),
    "en_ligne_au_constat": True,
}
PORN = {"acces": "ouvert", "caractere_pornographique": True, "controle_age": "aucun", "date_constat": date(2024, 3, 1)}


def answer_in_words(day: date, decision: date, language: Language = "fr", **facts: Any) -> str:
    engine = shipped()
    report = read_report({"date_of_facts": day, "facts": facts}, engine.ruleset.facts)
    answer = engine.qualify(report, decision)
    return " ".join(Narrator(engine, report, answer, language).tell().split())


def test_a_delit_punished_with_reclusion_is_said_to_be_a_crime_and_never_time_barred() -> None:
    day, decision = date(2011, 1, 1), date(2026, 12, 1)
    said = answer_in_words(day, decision, **GENOCIDE, suivi_d_effet=True)
    assert "délit, crime sous cette circonstance" in said
    assert "Prescription : aucune, l'action est imprescriptible" in said
    english = answer_in_words(day, decision, "en", **GENOCIDE, suivi_d_effet=True)
    assert "prosecution is never time-barred" in english
    without = answer_in_words(day, decision, **GENOCIDE, suivi_d_effet=False)
    assert "crime sous cette circonstance" not in without
    assert "Prescription : ACQUISE" in without


def test_a_continuing_offence_says_from_which_day_it_is_counted_only_when_that_day_is_later() -> None:
    seen = answer_in_words(date(2022, 1, 1), date(2024, 6, 1), **PORN, en_ligne_au_constat=True)
    assert "comptée, comme le texte est lu, du 1er mars 2024" in seen
    assert "comptée" not in answer_in_words(date(2024, 3, 1), date(2024, 6, 1), **PORN, en_ligne_au_constat=True)
    assert "comptée" not in answer_in_words(date(2022, 1, 1), date(2024, 6, 1), **PORN)


def test_a_delay_that_runs_from_majority_is_not_said_to_run_from_the_day_the_content_was_seen() -> None:
    day, decision = date(2015, 1, 1), date(2024, 6, 1)
    later = answer_in_words(day, decision, **ABUSE, date_majorite_victime=date(2030, 5, 1))
    assert "dernier jour utile le 1er mai 2040" in later
    assert "comptée" not in later
    earlier = answer_in_words(day, decision, **ABUSE, date_majorite_victime=date(2020, 5, 1))
    assert "comptée, comme le texte est lu, du 1er mars 2024" in earlier
    unknown = answer_in_words(day, decision, **ABUSE)
    assert "quel que soit le point de départ" in unknown
    assert "comptée, comme le texte est lu, au plus tôt du 1er mars 2024" in unknown
    assert "from 1 March 2024 at the earliest" in answer_in_words(day, decision, "en", **ABUSE)


def test_an_open_circumstance_that_makes_a_crime_imprescriptible_is_said_to_be_open() -> None:
    day = date(2011, 1, 1)
    late = answer_in_words(day, date(2026, 12, 1), **GENOCIDE)
    assert "Prescription : à vérifier ; acquise, sauf si ce point encore ouvert est établi" in late
    assert "point de départ inconnu" not in late
    in_time = answer_in_words(day, date(2012, 12, 1), **GENOCIDE)
    assert "aucune, l'action serait imprescriptible, si ce point encore ouvert était établi" in in_time
    assert "l'action est imprescriptible" not in late + in_time
    assert "unless this point still open is established" in answer_in_words(day, date(2026, 12, 1), "en", **GENOCIDE)
    assert "would never be time-barred" in answer_in_words(day, date(2012, 12, 1), "en", **GENOCIDE)


def test_a_text_that_the_rules_do_not_go_back_to_is_not_said_to_have_been_absent() -> None:
    engine = shipped()
    report = read_report({"date_of_facts": date(1985, 1, 1), "facts": {}}, engine.ruleset.facts)
    answer = engine.qualify(report, date(1985, 1, 1))
    offence = engine.ruleset.offences["loi-1881-24-al7"]
    assert answer.assessment(offence.id).version is None
    said = AnswerTeller(engine, report, answer)._citation(offence, None, answer.assessment(offence.id).penalty)
    assert said.endswith("· délit · les règles ne disent ce texte qu'à partir du 1er mars 1994")
