"""What is missing, unconfirmed or out of place refuses a notice: all at once, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from engine.notices.casefile import CaseFile, Location
from engine.notices.compose import compose
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.requirements import MAX_CASES, directive_article
from engine.notices.tables import Kind
from tests.engine.notices.cases import ABUSE, AGE_GATE, DAY, HATE, case_on, problems, templates
from tests.languages import french_in

VIOLENT = {**AGE_GATE, "caractere_pornographique": False, "message_pour_mineur": ["violent"]}
UNCONFIRMED = {"kind": "accept", "day": "2026-11-24"}


def faults(kind: Kind, case: CaseFile | Sequence[CaseFile], day: date = DAY) -> list[NoticeFault]:
    with pytest.raises(NoticeError) as refused:
        compose(templates(), kind, "fr", case, day)
    assert [fault for fault in refused.value.faults if french_in(fault.what.en) or french_in(fault.remedy.en)] == []
    return list(refused.value.faults)


def codes_and_places(kind: Kind, case: CaseFile | Sequence[CaseFile], day: date = DAY) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in faults(kind, case, day)]


def test_a_notice_to_a_host_says_everything_that_is_missing_at_once() -> None:
    case = case_on(HATE, locations=None, host=None, notifier=None, decision=UNCONFIRMED)
    assert codes_and_places("dsa16", case) == [
        ("not_confirmed", "decision.confirmed_by"),
        ("missing", "locations"),
        ("missing", "host"),
        ("missing", "notifier"),
    ]


@pytest.mark.parametrize("kind", ["dsa16", "pharos", "tdb", "xarf", "sheet"])
def test_a_decisive_fact_that_is_only_presumed_refuses_and_is_named(kind: Kind) -> None:
    case = case_on({**HATE, "exhortation": {"value": "explicite", "standing": "presumed"}}, urgency="none")
    found = faults(kind, case)
    assert [(f.code, f.place) for f in found] == [("unconfirmed", "facts/exhortation")]
    assert "Appel ou exhortation" in found[0].what.fr


def test_a_fact_presumed_from_others_is_only_presumed() -> None:
    case = case_on({**HATE, "acces": {"value": "ouvert", "standing": "presumed"}, "type_service": "site"})
    assert codes_and_places("dsa16", case) == [("unconfirmed", "facts/acces")]


def test_a_presumed_fact_that_decides_nothing_is_left_out() -> None:
    case = case_on({**HATE, "langue": {"value": "de", "standing": "presumed"}})
    notice = compose(templates(), "sheet", "fr", case, DAY)
    assert "Langue" not in notice.text
    assert "Faits non confirmés, que cette fiche ne reprend pas\u202f: 1" in notice.text


def test_a_penalty_raised_by_a_presumed_circumstance_is_not_told() -> None:
    facts = {**ABUSE, "bande_organisee": {"value": True, "standing": "presumed"}}
    text = compose(templates(), "sheet", "fr", case_on(facts), DAY).text
    assert "Peine encourue\u202f: à revoir" in text
    assert "Bande organisée" not in text


def test_an_offence_that_is_not_established_names_the_open_points() -> None:
    found = faults("dsa16", case_on({**HATE, "exhortation": "absente"}, offence="loi-1881-24-al7"))
    assert [f.code for f in found] == ["not_established"]
    assert "Provocation" in found[0].what.fr


@pytest.mark.parametrize("decision", ["none_applies", "noise", "out_of_scope"])
def test_a_decision_that_upholds_nothing_transmits_nothing(decision: str) -> None:
    case = case_on(HATE, urgency="none", decision={**UNCONFIRMED, "kind": decision, "confirmed_by": "a"})
    for kind in ("dsa16", "pharos", "tdb", "xarf", "sheet"):
        assert ("not_applicable", "decision.kind") in codes_and_places(kind, case)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "facts", "around", "wanted"),
    [
        ("arcom", HATE, {}, ("not_applicable", "offence")),
        ("arcom", {**AGE_GATE, "controle_age": {"value": "aucun", "standing": "presumed"}}, {}, ("missing", "facts/controle_age")),
        ("arcom", VIOLENT, {}, ("not_applicable", "facts/caractere_pornographique")),
        ("iccam", HATE, {}, ("not_applicable", "offence")),
        ("iccam", ABUSE, {"register": None}, ("missing", "register.classification")),
        ("iccam", ABUSE, {"register": {"classification": "autre"}}, ("unknown_code", "register.classification")),
        ("scart", HATE, {}, ("not_applicable", "offence")),
        ("tdb", HATE, {"host_measure": None}, ("missing", "host_measure")),
        ("tdb", HATE, {"host_measure": {"on": "2026-11-24"}}, ("missing", "host_measure")),
        ("xarf", HATE, {"notifier": None}, ("missing", "notifier")),
        ("xarf", ABUSE, {"register": None}, ("missing", "register.classification")),
        ("xarf", HATE, {"locations": [{"url": f"https://a.exemple/{n}", "kind": "post"} for n in "12"]}, ("one_only", "locations")),
        ("emergency", {}, {"calls": None}, ("missing", "calls")),
        ("emergency", {}, {"urgency": "none"}, ("not_applicable", "urgency")),
        ("pharos", HATE, {"offence": None, "urgency": "none"}, ("missing", "offence")),
    ],
)  # fmt: skip
def test_each_format_says_what_it_needs(
    kind: Kind, facts: dict[str, Any], around: dict[str, Any], wanted: tuple[str, str]
) -> None:
    case = case_on(facts, **around)
    if around.get("offence", "") is None:
        case = case.model_copy(update={"offence": None})
    assert wanted in codes_and_places(kind, case)


def test_the_type_of_content_is_asked_for_when_no_fact_confirms_it() -> None:
    facts = {name: value for name, value in HATE.items() if name != "nature_support"}
    assert ("missing", "content_types") in codes_and_places("tdb", case_on(facts, content_types=None))
    assert compose(templates(), "tdb", "fr", case_on(facts), DAY).data["content_type"] == ["CONTENT_TYPE_TEXT"]


def test_the_notifier_is_named_but_for_offences_of_the_directive() -> None:
    named = compose(templates(), "dsa16", "fr", case_on(HATE), DAY)
    assert named.data["notifier"] == {"name": "Service de signalement", "email": "notifications@service.exemple"}
    left_out = compose(templates(), "dsa16", "fr", case_on(ABUSE), DAY)
    assert "notifier" not in left_out.data
    assert left_out.data["notifier_omitted"] == "2011/93/UE, article 5"
    for said in (left_out.text, left_out.html, str(left_out.data)):
        assert "notifications@service.exemple" not in said
        assert "Service de signalement" not in said


@pytest.mark.parametrize(
    ("age", "article"),
    [({"age_victime": 16}, "article 4"), ({}, None), ({"age_victime": 30}, None),
     ({"age_victime": {"value": 16, "standing": "presumed"}}, None), ({"victime_mineure": True}, "article 4")],
)  # fmt: skip
def test_procuring_is_of_the_directive_only_when_a_minor_is_confirmed(age: dict[str, Any], article: str | None) -> None:
    assert directive_article(case_on(age, offence="cp-225-7"), templates()) == article


def test_cases_are_grouped_by_host_and_never_across_the_directive() -> None:
    other = {"name": "Autre hôte", "contact": "abus@autre.exemple"}
    assert codes_and_places("dsa16", [case_on(HATE), case_on(HATE, host=other)]) == [("mixed", "host")]
    assert codes_and_places("dsa16", [case_on(HATE), case_on(ABUSE)]) == [("mixed", "notifier")]
    grooming = case_on({"age_victime": 13}, offence="cp-227-22-1")
    assert ("mixed", "notifier") in codes_and_places("dsa16", [case_on(ABUSE), grooming])
    assert codes_and_places("pharos", [case_on(HATE), case_on(HATE)]) == [("one_only", "(notification)")]
    assert codes_and_places("dsa16", []) == [("missing", "(notification)")]
    both = compose(templates(), "dsa16", "fr", [case_on(HATE), case_on(HATE, reference="autre")], DAY)
    assert [place["reference"] for place in both.data["locations"]] == ["2026-0412", "autre"]
    assert problems(both) == []


def test_a_notice_groups_no_more_than_its_bound() -> None:
    assert codes_and_places("dsa16", [case_on(HATE)] * (MAX_CASES + 1)) == [("too_long", "(notification)")]


@pytest.mark.parametrize("day", [date(2024, 2, 16), date(2028, 1, 1)])
def test_a_wording_out_of_its_period_is_refused(day: date) -> None:
    assert codes_and_places("dsa16", case_on(HATE), day) == [("expired", "manifest.yaml/dsa16/fr")]


def test_a_proof_of_another_shape_or_with_other_words_is_refused() -> None:
    case = case_on(HATE, urgency="none")
    old = case.model_copy(update={"proof": {**case.proof, "proof_version": 1}})
    assert codes_and_places("pharos", old) == [("shape", "proof")]
    assert codes_and_places("pharos", case.model_copy(update={"words": case_on(ABUSE).words})) == [("shape", "words")]


@pytest.mark.parametrize(
    "url",
    ["forum.exemple/a", "javascript:alert(1)", "https://", "https://a.exemple/\n", 'https://a.exemple/"', "https://a.exemple/ b", "x" * 5000],
)  # fmt: skip
def test_an_address_is_whole(url: str) -> None:
    with pytest.raises(ValidationError):
        Location(url=url, kind="page")


def test_no_part_of_a_case_file_has_a_place_for_a_reporter() -> None:
    import engine.notices.casefile as module

    parts = [p for p in vars(module).values() if isinstance(p, type) and issubclass(p, module.CaseFilePart)]
    names = {name for part in parts for name in part.model_fields}
    assert not {n for n in names if "reporter" in n or "signalant" in n} - {"reporter_reply"}
    assert set(module.ReporterReply.model_fields) == {"orientation"}
    with pytest.raises(NoticeError, match="champ inconnu"):
        case_on(HATE, reporter={"name": "x"})


@pytest.mark.parametrize(
    ("around", "french", "english"),
    [
        ({"reporter": {"name": "x"}}, "reporter : champ inconnu", "reporter: unknown field"),
        ({"words": {}}, "words : champ que le service écrit lui-même — l'ôter", "a field that the service writes itself — remove it"),
        ({"offence": "zzz"}, "offence : infraction inconnue des règles", "offence: offence unknown to the rules"),
        ({"urgency": "trop"}, "urgency : valeur refusée — écrire 'none'", "urgency: value refused — write 'none'"),
        (
            {"locations": [{"url": "forum", "kind": "post"}]},
            "locations.0.url : valeur refusée — une adresse entière",
            "locations.0.url: value refused — a whole address",
        ),
        (
            {"reference": "a b"},
            "reference : forme refusée — forme attendue : ^[A-Za-z0-9]",
            "reference: wrong form — expected form: ^[A-Za-z0-9]",
        ),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_is_told_in_both_languages(
    around: dict[str, Any], french: str, english: str
) -> None:
    with pytest.raises(NoticeError) as refused:
        case_on(HATE, **around)
    (fault,) = refused.value.faults
    assert french in fault.in_("fr") == str(fault)
    assert english in fault.in_("en")


def test_a_decisive_fact_is_named_by_its_label_in_each_language() -> None:
    (found,) = faults("sheet", case_on({**HATE, "exhortation": {"value": "explicite", "standing": "presumed"}}))
    assert found.what.fr.startswith("« Appel ou exhortation")
    assert found.what.en.startswith("“")
    assert "is only presumed, and decides “" in found.what.en
