"""The order of suggestions of the shipped law, on the reports for which it was written."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explanation.narration import Narrator
from engine.explanation.questions import next_questions
from engine.explanation.standings import look_advice, look_words, why_first
from engine.facts.statements import read_report
from engine.model.answer import Answer
from engine.model.indications import REPORT_FIELDS
from engine.model.law import Offence
from engine.model.outcome import Issue, Status
from engine.model.report import Report
from tests.shared import shipped

DAY = date(2026, 11, 30)


def presumed(**facts: Any) -> dict[str, Any]:
    """Facts read in a text."""
    return {name: {"value": value, "standing": "presumed", "source": "text_cue"} for name, value in facts.items()}


def likely(*fields: str, **gravity: float) -> dict[str, Any]:
    """What a reader says that holds some fields likely, and the others not."""
    shares = {name: 0.9 if name in fields else 0.02 for name in REPORT_FIELDS}
    return {"indications": {"fields": shares, "gravity": gravity}}


def sent(**said: Any) -> Report:
    """A report of the day."""
    return read_report({"date_of_facts": DAY, **said}, shipped().ruleset.facts)


def answer(**said: Any) -> Answer:
    """What the shipped law answers."""
    return shipped().qualify(sent(**said), DAY)


def besides(found: Answer) -> set[str]:
    """What is to be examined besides."""
    return {setting.offence for setting in found.also}


CALL = presumed(exhortation="explicite", forme=["appel"], moyen_suicide_presente=["methode"])
CLIENT = presumed(
    conduite_client=["sollicite"], contact_physique=True, contrepartie_des_actes=["argent"], but_acte_sexuel=True
)
PUPILS = presumed(victime_eleve=True, message_malveillant=True, nb_messages={"min": 5}, cible="personne_identifiable")


def test_a_means_of_suicide_comes_before_hate_of_which_no_ground_was_read() -> None:
    found = answer(facts=CALL)
    assert found.main == "cp-223-14"
    assert {"loi-1881-24-al7", "loi-1881-24-al8", "cp-r625-7"} <= besides(found)
    assert {s.offence for s in found.others}.isdisjoint(besides(found))


def test_the_client_of_a_child_is_not_sent_away_for_a_petty_offence() -> None:
    assert answer(facts=CLIENT).main == "cp-611-1"
    found = answer(facts=CLIENT, **likely("proxenetisme", child=0.9))
    assert (found.main, found.issue) == ("cp-225-12-1", Issue.TO_COMPLETE)
    assert found.assessment("cp-611-1").status is Status.ESTABLISHED
    assert "cp-611-1" in {setting.offence for setting in found.others}


def test_daily_messages_between_pupils_are_school_bullying_first() -> None:
    found = answer(facts=PUPILS, reported_category="harcelement")
    assert found.main == "cp-222-33-2-3"
    assert "cp-222-16" in {s.offence for s in found.others}
    assert "usuelle dans son champ" in why_first(found, shipped().ruleset, "fr")


def test_a_danger_that_evokes_no_offence_names_its_field_and_is_not_called_unqualified() -> None:
    found = answer(text="elle va avaler tous ses cachets vite svp", **likely("suicide", life=0.95))
    assert found.issue is Issue.TO_LOOK_AT
    assert found.look is not None
    assert (found.main, found.look.field, found.look.offences) == (
        None,
        "suicide",
        ("cp-223-6", "cp-223-13", "cp-223-14"),
    )
    assert look_words(found, shipped().ruleset, "fr") == "Champ probable d'après la lecture : suicide (90 %)."
    assert look_words(found, shipped().ruleset, "en") == "Likely field, as read: suicide (90 %)."


def test_danger_alone_suggests_a_duty_to_help_once_a_person_confirms_it() -> None:
    doubted = answer(facts=presumed(danger_immediat=True), **likely("suicide", life=0.9))
    assert (doubted.main, doubted.issue) == (None, Issue.TO_LOOK_AT)
    assert "cp-223-6" in besides(answer(facts=presumed(danger_immediat=True)))
    assert doubted.look is not None
    assert doubted.look.offences[0] == "cp-223-6"
    confirmed = answer(facts={"danger_immediat": True}, **likely("suicide", life=0.9))
    assert (confirmed.main, confirmed.issue) == ("cp-223-6", Issue.TO_COMPLETE)
    assert confirmed.assessment("cp-223-6").because == ("abstention",)


def test_a_threat_to_a_mayor_is_told_before_a_threat_to_anybody() -> None:
    facts = {"menace": True, "objet_menace": ["mort"], "acces": "ouvert", "cible": "personne_nommee"}
    assert answer(facts=facts).main == "cp-222-17"
    assert answer(facts={**facts, "qualite_victime": ["elu"]}).main == "cp-433-3"


def test_a_comment_that_only_points_names_the_field_of_its_category() -> None:
    for category, field, first in (
        ("pedopornographie", "pedopornographie", "cp-227-23-diffusion"),
        ("Pédopornographie ", "pedopornographie", "cp-227-23-diffusion"),
        ("harcelement", "harcelement", "cp-222-33-2-2"),
        ("harcelement_sexuel", "harcelement", "cp-222-33-2-2"),
    ):
        found = answer(reported_category=category)
        assert found.look is not None
        assert (found.issue, found.look.field, found.look.by) == (Issue.TO_LOOK_AT, field, "category")
        assert found.look.offences[0] == first
        assert all(found.assessment(o).status is Status.OPEN for o in found.look.offences)


def test_an_offence_that_no_fact_evokes_yet_is_named_when_the_reader_recognises_it() -> None:
    read = {**likely("contenus_mineurs")["indications"], "offences": {"csp-l3513-5": 0.8, "csi-l320-7": 0.01}}
    alone = answer(text="puffs livrées au collège, on demande pas la carte", indications=read)
    assert alone.look is not None
    assert (alone.issue, alone.look.offences) == (Issue.TO_LOOK_AT, ("csp-l3513-5", "cp-227-24"))
    assert alone.assessment("csp-l3513-5").because == ("produit", "remise", "mineur")
    assert look_advice(alone, "fr").endswith("reconnues à la lecture ou usuelles du champ, toutes ouvertes")
    assert next_questions(shipped(), sent(indications=read), alone)[0].fact == "produit_propose"
    beside = answer(facts=presumed(acte_sur_mineur=["pousse_aux_stupefiants"]), indications=read)
    assert (beside.main, beside.issue) == ("csp-l3513-5", Issue.TO_COMPLETE)
    assert "cp-227-18" in {setting.offence for setting in beside.others}


def test_gravity_says_which_usual_offence_to_look_at_first() -> None:
    blackmail = answer(**likely("harcelement", blackmail=0.9)).look
    threat = answer(**likely("harcelement", threat=0.9)).look
    assert blackmail is not None
    assert threat is not None
    assert (blackmail.offences[0], threat.offences[0]) == ("cp-226-2-1", "cp-222-17")


THREAT = {"menace": True, "objet_menace": ["mort"]}


def test_an_offence_that_the_reader_recognises_is_suggested_beside_what_presumed_facts_evoke() -> None:
    facts = presumed(**THREAT)
    found = answer(facts=facts, **recognised(0.9, **{"cp-222-17": 0.8, "cp-222-33-2-2": 0.5}))
    assert (found.main, [s.offence for s in found.others], found.look) == ("cp-222-17", ["cp-222-33-2-2"], None)
    assert not found.assessment("cp-222-33-2-2").evoked
    told = Narrator(shipped(), sent(facts=facts), found).tell()
    assert "reconnue à la lecture, qu'aucun fait n'évoque encore : " in " ".join(told.split())
    likelier = answer(facts=facts, **recognised(0.9, **{"cp-222-17": 0.4, "cp-222-33-2-2": 0.9}))
    assert (likelier.main, likelier.issue) == ("cp-222-33-2-2", Issue.TO_COMPLETE)
    unlikely = answer(facts=facts, **recognised(0.9, **{"cp-222-17": 0.8, "cp-222-33-2-2": 0.01}))
    assert (unlikely.main, unlikely.others, unlikely.look) == ("cp-222-17", (), None)


def test_what_the_reader_recognises_less_fills_the_first_three_places_and_no_more() -> None:
    facts, others = presumed(**THREAT), ("cp-222-33-2-2", "cp-226-2-1", "cp-223-1-1")
    found = answer(facts=facts, **recognised(0.9, **{"cp-222-17": 0.3, **dict.fromkeys(others, 0.06)}))
    named = [found.main, *(s.offence for s in found.others)]
    assert (named[0], len(named)) == ("cp-222-17", 3)
    assert found.look is not None
    assert {*named, *found.look.offences} >= {*others}


def test_a_kind_of_noise_leaves_presumed_facts_without_a_suggestion_and_a_person_overrules_it() -> None:
    said = recognised(0.9, **{"cp-222-17": 0.8, "cp-222-33-2-2": 0.04})
    noise = {"indications": {**said["indications"], "noise": {"humour": 0.6, "fraude": 0.1}}}
    assert answer(facts=presumed(**THREAT), **said).main == "cp-222-17"
    found = answer(facts=presumed(**THREAT), **noise)
    assert (found.main, found.others, found.issue) == (None, (), Issue.TO_LOOK_AT)
    assert found.look is not None
    assert "cp-222-17" in found.look.offences
    assert "cp-222-33-2-2" in found.look.offences, "usual in a likely field"
    assert answer(facts=THREAT, **noise).main == "cp-222-17"
    weak = {"fields": {}, "offences": {"cp-222-33-2-2": 0.04}}
    assert answer(indications=weak).look is not None
    assert answer(indications={**weak, "noise": {"humour": 0.6}}).look is None


def test_a_special_text_that_is_only_presumed_does_not_silence_what_the_reader_recognises() -> None:
    facts = {**THREAT, "acces": "ouvert", "cible": "personne_nommee", "qualite_victime": ["elu"]}
    doubt = {"indications": {"offences": {"cp-433-3": 0.1, "cp-222-17": 0.9}}}
    kinds = {s.offence: s.kind for s in answer(facts=presumed(**facts)).others}
    assert kinds["cp-222-17"] == "absorbed"
    found = answer(facts=presumed(**facts), **doubt)
    assert "absorbed" not in {s.kind for s in found.others if s.offence == "cp-222-17"}
    assert "cp-222-17" in {found.main, *(s.offence for s in found.others)}
    assert answer(facts=facts, **doubt).main == "cp-433-3"


def test_a_reader_suggests_nothing_beside_what_a_person_confirmed() -> None:
    found = answer(facts=THREAT, **recognised(0.9, **{"cp-222-17": 0.3, "cp-222-33-2-2": 0.9}))
    assert (found.main, found.others) == ("cp-222-17", ())
    assert found.look is not None
    assert (found.look.by, found.look.offences) == ("offence", ("cp-222-33-2-2",))
    assert look_words(found, shipped().ruleset, "fr") == (
        "Reconnu à la lecture sans qu'un fait lu l'évoque encore, d'abord : Harcèlement moral (dont cyberharcèlement et meute), 90 %."
    )


def test_of_the_variants_of_one_article_that_a_reader_does_not_tell_apart_one_alone_is_named() -> None:
    images = ("cp-227-23-diffusion", "cp-227-23-consultation", "cp-227-23-detention", "cp-227-23-fixation")
    read = {"indications": {**likely("pedopornographie")["indications"], "offences": dict.fromkeys(images, 0.6)}}
    looked = answer(**read).look
    assert looked is not None
    assert (looked.offences[0], len({*images} & {*looked.offences})) == ("cp-227-23-diffusion", 1)
    read = likely("pedopornographie", "harcelement")
    read["indications"]["offences"] = {**dict.fromkeys(images, 0.6), "cp-222-17": 0.5}
    found = answer(facts=presumed(**THREAT), **read)
    assert "cp-222-17" in {found.main, *(s.offence for s in found.others)}
    assert {*images} & {found.main, *(s.offence for s in found.others)} == {"cp-227-23-diffusion"}


def test_a_presumed_suggestion_that_another_offence_outshines_is_examined_besides_until_a_person_confirms_it() -> None:
    facts, doubt = (
        {"menace": True, "objet_menace": ["mort"]},
        recognised(0.9, **{"cp-222-17": 0.3, "cp-222-33-2-2": 0.9}),
    )
    found = answer(facts=presumed(**facts), **doubt)
    assert (found.main, found.issue) == (None, Issue.TO_LOOK_AT)
    assert found.look is not None
    assert found.look.offences[0] == "cp-222-33-2-2"
    assert answer(facts=facts, **doubt).main == "cp-222-17"


def recognised(field: float, **offences: float) -> dict[str, Any]:
    """What a reader says that recognises some offences, all of harassment."""
    shares = {name: field if name == "harcelement" else 0.02 for name in REPORT_FIELDS}
    return {"indications": {"fields": shares, "gravity": {}, "offences": offences}}


def test_nothing_read_and_no_likely_field_is_no_suggestion() -> None:
    for report in ({}, likely(), {**likely(), "reported_category": "haine"}, {"reported_category": "autre"}):
        found = answer(**report)
        assert (found.issue, found.main, found.also, found.look) == (Issue.NO_SUGGESTION, None, (), None)


def test_unqualified_is_said_only_of_what_something_excludes() -> None:
    assert (
        answer(facts={"exhortation": "explicite", "acte_demande": ["suicide"], "suite_connue": "aucune_connue"}).issue
        is Issue.NOT_QUALIFIED
    )
    assert answer(facts=presumed(cible="groupe")).issue is Issue.NO_SUGGESTION


def test_presumed_facts_that_rule_out_do_not_silence_a_reader_and_silence_a_category() -> None:
    facts = {"exhortation": "explicite", "acte_demande": ["suicide"], "suite_connue": "aucune_connue"}
    assert answer(facts=presumed(**facts), reported_category="suicide").issue is Issue.NOT_QUALIFIED
    assert answer(facts=facts, **likely("suicide")).issue is Issue.NOT_QUALIFIED
    found = answer(facts=presumed(**facts), **likely("suicide"))
    assert found.look is not None
    assert (found.issue, found.look.offences) == (Issue.TO_LOOK_AT, ("cp-223-6", "cp-223-14"))


def test_what_the_reader_holds_unlikely_is_examined_besides_until_a_person_confirms_it() -> None:
    facts = {"menace": True, "objet_menace": ["mort"]}
    assert answer(facts=presumed(**facts)).main == "cp-222-17"
    doubted = answer(facts=presumed(**facts), **likely())
    assert (doubted.main, doubted.issue) == (None, Issue.TO_LOOK_AT)
    assert "cp-222-17" in besides(doubted)
    assert answer(facts=facts, **likely()).main == "cp-222-17"


def test_presumed_emptiness_does_not_send_away_what_a_category_names_and_a_person_who_says_so_does() -> None:
    empty = {"objet_du_signalement": "vide"}
    assert answer(facts=presumed(**empty), reported_category="pedopornographie").issue is Issue.TO_LOOK_AT
    assert answer(facts=presumed(**empty)).issue is Issue.OUT_OF_FIELD
    assert answer(facts=empty, reported_category="pedopornographie").issue is Issue.OUT_OF_FIELD


def test_established_suggestions_come_before_open_ones_whatever_the_indications() -> None:
    facts = {
        "acces": "ouvert", "terme_outrageant": True, "cible": "groupe", "critere_protege": ["origine"], "forme": ["insulte"],
        "menace": True, "objet_menace": ["mort"],
    }  # fmt: skip
    found = answer(facts=facts, **likely("harcelement", threat=1.0), reported_category="harcelement")
    assert found.main is not None
    assert found.assessment(found.main).status is Status.ESTABLISHED


def test_the_offences_of_the_order_are_the_field_they_are_given_in() -> None:
    """Every offence that a hotline may receive stands in a field, so that no reading leaves one without its points."""
    law = shipped().ruleset
    assert law.order is not None
    named = {o for rule in law.order.fields for o in rule.offences}
    assert {o.id for o in law.offences.values() if _is_qualified(o)} <= named


def _is_qualified(offence: Offence) -> bool:
    return offence.routing != ("aucun",)


def test_the_offence_that_the_reader_recognises_comes_first_and_says_why() -> None:
    read = likely("harcelement")
    said = {"cp-312-10": 0.9, "cp-222-17": 0.2}
    found = answer(facts=presumed(menace=True, menace_adressee=True), **read)
    assert found.main == "cp-222-17"
    named = {"indications": {**read["indications"], "offences": {**said, "cp-226-2-1": 0.01}}}
    looked = answer(**named)
    assert looked.look is not None
    assert looked.look.offences[0] == "cp-312-10"
    assert looked.main is None


def test_what_rests_on_presumed_facts_and_the_reader_does_not_believe_is_examined_besides() -> None:
    read = likely("haine")["indications"]
    facts = presumed(exhortation="explicite", acte_demande=["violence"], critere_protege=["origine"], cible="groupe")
    before = answer(facts=facts, indications=read)
    named = {s.offence for s in before.others} | {before.main}
    weak = {name: 0.01 for name in named if name is not None and before.assessment(name).status is Status.OPEN}
    assert weak
    after = answer(facts=facts, indications={**read, "offences": weak})
    assert after.look is not None
    assert (after.main, weak.keys() <= {*besides(after), *after.look.offences}) == (None, True)
    assert answer(facts=facts, indications={**read, "offences": {"cp-0": 0.5}}).main == before.main


OUTRAGE = presumed(
    connotation=["sexuelle", "sexiste"],
    portee_du_propos=["degradant_ou_humiliant"],
    abus_autorite_fonctions=True,
    cible="personne_identifiable",
)


def outraged(**offences: float) -> Answer:
    """An affront that the text calls subsidiary to harassment, which is open for want of a repetition."""
    indications = {**likely("harcelement")["indications"], "offences": offences}
    return answer(facts=OUTRAGE, indications=indications)


def test_an_established_offence_comes_after_the_open_one_it_gives_way_to_when_that_one_is_recognised_more() -> None:
    found = outraged(**{"cp-222-33": 0.6, "cp-222-33-1-1": 0.2})
    assert found.main == "cp-222-33"
    assert found.assessment("cp-222-33").status is Status.OPEN
    assert found.assessment("cp-222-33-1-1").status is Status.ESTABLISHED
    assert "cp-222-33-1-1" in {setting.offence for setting in found.others}


def test_it_stays_first_while_the_reader_does_not_tell_better() -> None:
    for offences in ({}, {"cp-222-33": 0.3, "cp-222-33-1-1": 0.3}, {"cp-222-33": 0.2, "cp-222-33-1-1": 0.6}):
        assert outraged(**offences).main == "cp-222-33-1-1"


PUBLIC_INSULT = {
    "acces": "ouvert", "terme_outrageant": True, "cible": "groupe", "critere_protege": ["origine"], "forme": ["insulte"],
    "menace": True,
}  # fmt: skip


def insulted(offences: dict[str, float], *, confirmed: bool = False) -> Answer:
    """A public insult to a group, and a threat of which the harm is not known; read, or confirmed by a person."""
    return answer(facts=PUBLIC_INSULT if confirmed else presumed(**PUBLIC_INSULT), indications={"offences": offences})


def test_an_offence_established_on_presumed_facts_comes_after_an_open_one_that_the_reader_is_far_surer_of() -> None:
    found = insulted({"loi-1881-33-al3": 0.1, "cp-222-17": 0.9})
    assert found.main == "cp-222-17"
    assert found.assessment("cp-222-17").status is Status.OPEN
    assert found.assessment("loi-1881-33-al3").label == "to_confirm"
    assert found.others[0].offence == "loi-1881-33-al3"
    assert "le lecteur y reconnaît cette infraction" in why_first(found, shipped().ruleset, "fr")


def test_it_stays_first_where_the_lead_is_small_or_nothing_was_learnt_of_it_or_a_person_confirmed() -> None:
    for offences in ({"loi-1881-33-al3": 0.55, "cp-222-17": 0.9}, {"cp-222-17": 0.9}, {}):
        assert insulted(offences).main == "loi-1881-33-al3"
    assert insulted({"loi-1881-33-al3": 0.1, "cp-222-17": 0.9}, confirmed=True).main == "loi-1881-33-al3"


def test_no_offence_that_the_facts_rule_out_takes_the_points_of_another() -> None:
    facts = presumed(**PUBLIC_INSULT) | {"menace": False}
    found = answer(facts=facts, indications={"offences": {"loi-1881-33-al3": 0.1, "cp-222-17": 0.9}})
    assert found.main == "loi-1881-33-al3"
    assert found.standings is not None
    assert found.standings.first is not None
    assert "established" in {motive.criterion for motive in found.standings.first.motives}
