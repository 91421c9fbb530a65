"""What the product knows, turned into facts of routing: nothing guessed, what a person states prevails."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.model.outcome import Confidence
from engine.model.routing import Membership
from engine.routing.membership import in_inhope, in_union
from engine.routing.situation import Content, Where, situation_of
from tests.engine.routing.shared import DAY, due, router


def situation(day: date = DAY, stated: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    return situation_of(Content(**content), router().rules, day, stated)


def test_nothing_known_is_nothing_said() -> None:
    assert situation() == {}


def test_the_family_follows_from_the_offence() -> None:
    assert situation(offence="cp-227-24")["famille"] == "pornographie_accessible"
    assert "famille" not in situation(offence="inconnue")


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("FR", {"hebergement": "france", "pays_membre_inhope": True}),
        ("NL", {"hebergement": "etranger", "pays_membre_inhope": True}),
        ("SK", {"hebergement": "etranger"}),
        ("ZZ", {"hebergement": "etranger"}),
    ],
)
def test_the_country_gives_the_hosting_and_the_membership_where_it_is_sure(
    country: str, expected: dict[str, Any]
) -> None:
    assert situation(where=Where(country=country)) == expected


def test_a_presumed_country_gives_presumed_facts() -> None:
    said = situation(facts={"pays_hebergement": {"value": "NL", "standing": "presumed"}})
    assert said["hebergement"] == {"value": "etranger", "standing": "presumed"}


def test_a_fact_read_in_the_text_is_taken_without_its_place() -> None:
    cue = {"value": True, "standing": "presumed", "source": "indice", "span": [0, 13]}
    assert situation(facts={"danger_immediat": cue}) == {"danger_immediat": {"value": True, "standing": "presumed"}}


DISPUTED = {"value": True, "standing": "disputed", "source": "deux lectures possibles"}


def test_a_disputed_danger_is_presumed_and_any_other_disputed_fact_unknown() -> None:
    said = situation(
        facts={"danger_immediat": DISPUTED, "caractere_pornographique": DISPUTED, "deja_supprime": DISPUTED}
    )
    assert said == {"danger_immediat": {"value": True, "standing": "presumed"}}


def test_a_disputed_statement_prevails_as_any_other_does() -> None:
    stated = {"danger_immediat": DISPUTED, "pornographique": DISPUTED}
    said = situation(facts={"danger_immediat": False, "caractere_pornographique": True}, stated=stated)
    assert said == {"danger_immediat": {**DISPUTED, "standing": "presumed"}}


def test_an_onion_service_has_no_country() -> None:
    said = situation(facts={"type_service": "onion"})
    assert said == {"hebergement": "indeterminable", "acces_reseau": "onion"}


def test_an_untraceable_hosting_is_not_filled_with_what_the_report_says() -> None:
    said = situation(where=Where(untraceable=True, delivery_network=True), facts={"pays_hebergement": "US"})
    assert said == {"hebergement": "indeterminable", "derriere_cdn": True}


def test_the_last_check_says_whether_the_content_is_online() -> None:
    assert situation(facts={"deja_supprime": True}) == {"en_ligne": False}
    assert situation(facts={"deja_supprime": True, "en_ligne_au_constat": True}) == {"en_ligne": True}
    assert situation(facts={"deja_supprime": {"value": False, "standing": "presumed"}}) == {
        "en_ligne": {"value": True, "standing": "presumed"}
    }


@pytest.mark.parametrize(("country", "expected"), [("FR", False), ("CY", True), ("US", False), ("GB", False)])
def test_a_publisher_elsewhere_in_the_union(country: str, expected: bool) -> None:
    assert situation(facts={"pays_editeur": country}) == {"editeur_ue_hors_france": expected}


def test_a_publisher_on_a_day_that_the_list_does_not_speak_of() -> None:
    assert situation(day=date(2010, 1, 1), facts={"pays_editeur": "CY"}) == {}


def test_a_partly_known_fact_is_left_out() -> None:
    assert situation(facts={"pays_hebergement": {"one_of": ["FR", "BE"]}}) == {}


def test_what_a_person_states_prevails() -> None:
    said = situation(where=Where(country="NL"), stated={"hebergement": "france", "pays_membre_inhope": None})
    assert said == {"hebergement": "france"}


def test_earlier_sendings_are_known_to_be_none_or_not_known() -> None:
    assert situation(earlier_recipients=()) == {"deja_transmis": []}
    assert situation(earlier_recipients={"pharos", "iccam"}) == {"deja_transmis": ["iccam", "pharos"]}


def test_a_decided_report_finds_its_recipients() -> None:
    said = situation(
        offence="cp-227-23-diffusion",
        decision="qualifie",
        facts={"en_ligne_au_constat": True, "danger_immediat": False},
        where=Where(country="NL", network="ordinaire", host_known=True),
        origin="public",
        earlier_recipients=(),
        reporter_reachable=True,
    )
    assert due(router().decide(said, DAY)) == ["pharos_images", "iccam_envoi", "reponse_signalant"]


def member(countries: str, start: str | None, end: str | None = None, confidence: str = "M") -> Membership:
    return Membership.model_validate(
        {
            "countries": tuple(countries.split()),
            "from": start and date.fromisoformat(start),
            "until": end and date.fromisoformat(end),
            "source": {
                "reference": "liste",
                "legifrance": None,
                "verified_on": date(2026, 6, 1),
                "confidence": Confidence(confidence),
            },
        }
    )


@pytest.mark.parametrize(
    ("groups", "day", "expected"),
    [
        ([member("NL", None)], date(2026, 6, 1), True),
        ([member("NL", None)], date(2026, 5, 31), None),
        ([member("NL", "2010-01-01")], date(2015, 1, 1), True),
        ([member("NL", "2010-01-01", "2014-12-31")], date(2014, 12, 31), True),
        ([member("NL", "2010-01-01", "2014-12-31")], date(2015, 1, 1), False),
        ([member("NL", "2010-01-01", "2014-12-31"), member("NL", "2020-01-01")], date(2016, 1, 1), None),
        ([member("NL", "2010-01-01", confidence="AV")], date(2015, 1, 1), None),
        ([member("BE", None)], date(2026, 6, 1), None),
    ],
)
def test_membership_is_yes_no_or_unknown(groups: list[Membership], day: date, expected: bool | None) -> None:
    assert in_inhope(groups, "NL", day) is expected


def test_the_union_is_a_complete_list() -> None:
    groups = [member("FR IE", "2013-07-01"), member("GB", "2013-07-01", "2020-01-31")]
    assert [in_union(groups, c, date(2020, 1, 31)) for c in ("FR", "GB", "US")] == [True, True, False]
    assert in_union(groups, "GB", date(2020, 2, 1)) is False
    assert in_union(groups, "FR", date(2013, 6, 30)) is None


def test_only_pornography_within_minors_reach_is_for_the_arcom() -> None:
    def due_recipients(**facts: Any) -> list[str]:
        said = situation(
            offence="cp-227-24",
            decision="qualifie",
            earlier_recipients=(),
            facts={"en_ligne_au_constat": True, **facts},
        )
        return [route.rule for route in router().decide({**said, "editeur_ue_hors_france": False}, DAY).having("due")]

    assert "arcom" in due_recipients(caractere_pornographique=True)
    assert "arcom" not in due_recipients(caractere_pornographique=False)
    assert "arcom" not in due_recipients()
