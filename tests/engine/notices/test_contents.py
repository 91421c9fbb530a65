"""What each recipient is told, and not told: read as the person who gets it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError
from engine.notices.tables import Kind
from tests.engine.notices.cases import ABUSE, AGE_GATE, DAY, HATE, case_on, problems, templates
from tests.shared import shipped
from textfile.text import Language

SERVICE = {"name": "Service de signalement", "email": "notifications@service.exemple"}


def written(kind: Kind, facts: dict[str, Any], language: Language = "fr", **around: Any) -> Notice:
    return compose(templates(), kind, language, case_on(facts, **around), DAY)


@pytest.mark.parametrize(
    ("recipients", "said"),
    [(["pharos"], True), (["secours"], True), (["victime"], False), ([], False), (["victime", "plateforme"], True)],
)
def test_the_reporter_is_told_of_a_transmission_only_when_somebody_who_can_act_was_told(
    recipients: list[str], said: bool
) -> None:
    told = [{"recipient": name, "on": "2026-11-23"} for name in recipients]
    assert ("transmis" in written("reply", HATE, already_notified=told).text) is said


@pytest.mark.parametrize(("country", "actions"), [("FR", [1]), ("NL", []), (None, [])])
def test_iccam_gets_actions_only_on_what_is_hosted_here(country: str | None, actions: list[int]) -> None:
    hosting = None if country is None else {"country": country}
    [url] = written("iccam", ABUSE, hosting=hosting).data["urls"]
    assert [action["actionType"] for action in url["actions"]] == actions


def test_a_content_known_by_its_digest_is_said_so_in_xarf() -> None:
    known = written("xarf", {**ABUSE, "empreinte_connue": True}).data
    assert known["detection_method"] == "hash_match"
    presumed = {**ABUSE, "empreinte_connue": {"value": True, "standing": "presumed"}}
    assert written("xarf", presumed).data["detection_method"] == "manual_review"


@pytest.mark.parametrize(("kind", "facts"), [("pharos", HATE), ("arcom", AGE_GATE)])
def test_an_authority_knows_which_service_writes_and_where_to_answer(kind: Kind, facts: dict[str, Any]) -> None:
    notice = written(kind, facts)
    assert notice.data["sender"] == SERVICE
    assert SERVICE["email"] in notice.text
    assert "sender" not in written(kind, facts, notifier=None).data


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([{"recipient": "plateforme", "on": "2026-11-23"}], "Hébergeur ou plateforme : avisé le 23 novembre 2026"),
        ([{"recipient": "iccam", "on": "2026-11-23"}], "Hébergeur ou plateforme : non avisé par ce service"),
    ],
)
def test_pharos_is_told_whether_the_host_was(told: list[dict[str, str]], said: str) -> None:
    assert said in written("pharos", HATE, already_notified=told).text.replace("\u202f", " ")


def test_the_draft_for_a_host_does_not_speak_for_the_service() -> None:
    data = written("tdb", ABUSE).data
    assert "celle du service" not in data["illegal_content_explanation"]
    assert data["decision_facts"].count(" ; ") == data["decision_facts"].count(";") > 0


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "explicite (selon le signalant)"), ("en", "explicit (according to the reporter)")]
)
def test_what_the_reporter_says_never_passes_for_a_passage_of_the_content(language: Language, said: str) -> None:
    reported = {"value": "explicite", "standing": "confirmed", "span": [36, 56], "span_in": "comment"}
    notice = written("dsa16", {**HATE, "exhortation": reported}, language)
    text = " ".join(notice.text.split())
    assert said in text
    assert "37" not in text.partition(said)[2].partition(";")[0]
    assert ("passage du texte" in text or "passage of the reported text" in text) is False
    content = " ".join(written("dsa16", HATE, language).text.split())
    assert said not in content


@pytest.mark.parametrize("facts", [HATE, ABUSE])
def test_a_victim_is_always_given_the_numbers(facts: dict[str, Any]) -> None:
    text = written("orientation", facts).text.replace("\u00a0", " ")
    assert all(number in text for number in ("17", "112", "3114", "3018", "116 006"))
    assert ("119" in text) is (facts is ABUSE)


def test_nobody_is_invited_to_keep_the_image_of_a_minor() -> None:
    warning = "N'enregistrez pas"
    assert warning in written("reply", ABUSE).text
    assert warning in written("orientation", ABUSE).text
    assert warning in written("orientation", {**HATE, "victime_mineure": True}).text
    assert warning not in written("reply", HATE).text


def test_a_suicide_risk_also_calls_for_medical_help() -> None:
    assert "15" in written("emergency", {}, urgency="suicide").text.split("Dire")[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_call_sheet_names_the_numbers_of_the_case_in_their_order(language: Language) -> None:
    told = compose(templates(), "emergency", language, case_on({}, urgency="suicide"), date(2026, 12, 1)).text
    places = [told.index(number) for number in ("15,", "17,", "112,", "3114,")]
    assert places == sorted(places)


UNDECIDED = {"kind": "none_applies", "day": "2026-11-24"}


@pytest.mark.parametrize(
    ("urgency", "category"),
    [("suicide", "annonce_suicide"), ("child_in_danger", "danger_vie"), ("imminent_threat", "danger_vie")],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_danger_reaches_pharos_without_waiting_for_a_qualification(
    urgency: str, category: str, language: Language
) -> None:
    notice = written("pharos", {}, language, urgency=urgency, decision=UNDECIDED)
    assert problems(notice) == []
    assert notice.data["category"] == category
    assert not {"qualification", "explanation", "tco_probable"} & notice.data.keys()
    assert "17" in notice.text


def test_a_suggestion_that_nobody_upheld_is_not_told_with_the_danger() -> None:
    presumed = {**HATE, "exhortation": {"value": "explicite", "standing": "presumed"}}
    notice = written("pharos", presumed, urgency="suicide")
    assert "qualification" not in notice.data
    assert "1881" not in notice.text
    assert notice.data["category"] == "annonce_suicide"


def test_danger_still_wants_an_address() -> None:
    with pytest.raises(NoticeError, match="emplacement"):
        written("pharos", {}, urgency="suicide", decision=UNDECIDED, locations=None)


def test_a_danger_that_is_qualified_is_told_whole() -> None:
    notice = written("pharos", HATE, urgency="imminent_threat")
    assert notice.data["category"] == "incitation_haine"
    assert notice.data["qualification"]["offence"] == "loi-1881-24-al7"


OUT = {"kind": "out_of_scope", "day": "2026-11-24", "confirmed_by": "analyste-3"}
DISPUTE = {"objet_du_signalement": "litige_commercial"}


def test_the_reporter_is_never_sent_what_is_written_for_the_analyst() -> None:
    assert set(templates().tables.orientations.orientations) == set(shipped().ruleset.out_of_field)
    for rule in shipped().ruleset.out_of_field.values():
        said = templates().tables.orientations.orientations[rule.id]
        for language in ("fr", "en"):
            assert said is None or not re.search(r"signalant|reporter|demandeur|LCEN|226-", said.in_(language))


def test_a_reporter_out_of_the_field_is_told_where_to_turn() -> None:
    assert "SignalConso" in written("reply", DISPUTE, decision=OUT).text
    assert "SignalConso" in written("reply", DISPUTE, "en", decision=OUT).text


def test_a_reporter_whose_content_is_upheld_is_not_sent_elsewhere() -> None:
    assert "SignalConso" not in written("reply", {**HATE, **DISPUTE}).text
    assert "SignalConso" not in written("orientation", {**HATE, **DISPUTE}).text


def test_nobody_outside_learns_that_a_victim_was_reached() -> None:
    told = [{"recipient": "victime", "on": "2026-11-23"}, {"recipient": "iccam", "on": "2026-11-23"}]
    notice = written("pharos", HATE, already_notified=told)
    assert [n["recipient"] for n in notice.data["already_notified"]] == ["iccam"]
    assert "victime" not in notice.text.split("Déjà avisés")[1]
    assert "victime" in written("sheet", HATE, already_notified=told).text.split("Déjà avisés")[1]


def test_a_flagger_who_is_not_named_is_no_source_for_the_host() -> None:
    flagger = {**SERVICE, "trusted_flagger_ref": "TF-1"}
    assert written("tdb", HATE, notifier=flagger).data["source_type"] == "SOURCE_TRUSTED_FLAGGER"
    for kind in ("tdb", "dsa16"):
        assert written(kind, ABUSE, notifier=flagger).data["source_type"] == "SOURCE_ARTICLE_16"


@pytest.mark.parametrize(
    ("language", "method", "said"),
    [
        ("fr", "stated", "Méthode : indiqué par une personne"),
        ("en", "mmdb", "Method: the operator's dated database of networks"),
        ("fr", "carte réseau", "Méthode : carte réseau"),
    ],
)
def test_how_the_hosting_is_known_is_told_in_words(language: Language, method: str, said: str) -> None:
    text = written("pharos", HATE, language, hosting={"country": "FR", "method": method}).text
    assert said in re.sub(r"[\u00a0\u202f]", " ", text)


def test_a_hosting_that_nobody_looked_for_has_no_method() -> None:
    assert "Méthode" not in written("pharos", HATE, hosting={"country": "FR", "method": "none"}).text
