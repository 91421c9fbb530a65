"""Answers once known wrong or uselessly open: what is answered now, and what is asked first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.explanation.narration import Narrator
from engine.explanation.questions import next_questions
from engine.facts.statements import read_report
from engine.model.answer import Answer
from engine.model.outcome import Issue
from engine.model.report import Report
from tests.shared import shipped

DAY = date(2024, 5, 1)


def report(**facts: Any) -> Report:
    return read_report({"date_of_facts": DAY, "facts": facts}, shipped().ruleset.facts)


def answer(**facts: Any) -> Answer:
    return shipped().qualify(report(**facts), DAY)


def asked(**facts: Any) -> list[str]:
    return [q.fact for q in next_questions(shipped(), report(**facts), answer(**facts))]


INSULT = {"cible": "groupe", "critere_protege": ["religion"], "forme": ["insulte"]}
KILL = {"exhortation": "explicite", "acte_demande": ["mort"], "cible": "groupe", "critere_protege": []}
CLOSED = {"acces": "groupe_ferme", "mode_admission": "sur_invitation", "nb_membres": 12}


@pytest.mark.parametrize(
    ("first", "facts"),
    [
        ("contexte", {**INSULT, "acces": "ouvert", "statut_auteur": "media", "approbation": "neutre"}),
        ("communaute_interets", {**INSULT, **CLOSED}),
        ("mode_admission", {**INSULT, "acces": "groupe_ferme", "nb_membres": 12}),
        ("acte_determine", {**KILL, "acces": "ouvert"}),
        ("sujet_represente", {"empreinte_connue": True, "acces": "ouvert"}),
        ("majorite_prouvee", {"sujet_represente": "aspect_mineur", "caractere_pornographique": True, "majorite_alleguee": True}),
        ("empreinte_connue", {"acces": "ouvert", "contenu_intime": True, "accord_diffusion": False, "age_victime": 16}),
        ("acces", {"approbation": "eloge", "sujet_evoque": ["acte_terroriste"]}),
    ],
)  # fmt: skip
def test_the_first_question_is_the_one_that_matters(first: str, facts: dict[str, Any]) -> None:
    assert asked(**facts)[0] == first


def test_the_size_of_a_group_is_asked_before_what_it_lets_presume() -> None:
    facts = {**INSULT, "acces": "groupe_ferme", "mode_admission": "sur_invitation"}
    questions = asked(**facts)
    assert questions.index("nb_membres") + 1 == questions.index("communaute_interets")
    assert "nb_membres" not in asked(**facts, nb_membres=300)


def test_a_hash_list_is_asked_before_who_is_shown() -> None:
    questions = asked(
        acces="ouvert", sujet_represente={"one_of": ["mineur", "aucun_mineur"]}, caractere_pornographique=True
    )
    assert "empreinte_connue" not in questions  # something is said of the subject: nothing would be presumed


def test_nothing_is_asked_of_a_proposal_to_a_sixteen_year_old() -> None:
    proposal = {"auteur_majeur": True, "acte_sur_mineur": ["proposition_sexuelle"], "age_victime": 16}
    assert answer(**proposal).issue is Issue.NOT_QUALIFIED
    assert asked(**proposal) == []
    told = Narrator(shipped(), report(**proposal), answer(**proposal)).tell()
    assert "Prudence : repose sur des faits seulement présumés" in told  # she may have said that she was younger
    surely = {**proposal, "se_presente_moins_de_quinze_ans": False}
    assert "Prudence" not in Narrator(shipped(), report(**surely), answer(**surely)).tell()
    without_age = {k: v for k, v in proposal.items() if k != "age_victime"}
    assert set(asked(**without_age)) >= {"age_victime", "se_presente_moins_de_quinze_ans"}


def test_files_that_are_only_kept_are_out_of_the_field_for_a_stated_reason() -> None:
    facts = {"acces": "conserve", "approbation": "eloge", "sujet_evoque": ["organisation_terroriste"]}
    told = Narrator(shipped(), report(**facts), answer(**facts)).tell()
    assert "HORS CHAMP" in told
    assert "2020-845 QPC" in told


def test_what_a_hash_list_attests_is_told_as_presumed_with_its_reason() -> None:
    facts = {"empreinte_connue": True, "acces": "ouvert"}
    told = " ".join(Narrator(shipped(), report(**facts), answer(**facts)).tell().split())
    assert "[présumé, une liste d'empreintes le classe ainsi ; elle atteste, elle ne juge pas]" in told
    english = " ".join(Narrator(shipped(), report(**facts), answer(**facts), "en").tell().split())
    assert "[presumed, a hash list classifies it so; it attests, it does not judge]" in english
    assert "un autre texte l'emporterait" not in told  # 227-24 is open, and would give way


@pytest.mark.parametrize(("real", "evoked"), [(True, True), (False, False), (None, False)])
def test_a_montage_without_a_real_person_does_not_evoke_its_text(real: bool | None, evoked: bool) -> None:
    facts = {"nature_support": ["image_fixe", "genere_ia"], "personne_reelle_representee": real, "acces": "ouvert"}
    found = shipped().qualify(read_report({"facts": facts}, shipped().ruleset.facts), date(2025, 1, 1))
    assert found.assessment("cp-226-8").evoked is evoked


def test_the_images_of_an_assault_mention_generated_content() -> None:
    element = shipped().ruleset.offences["cp-222-33-3"].elements["images"]
    assert element.if_refuted is not None
    assert "contenu généré" in element.if_refuted.fr
    assert "generated content" in element.if_refuted.en
