"""Danger to life is never delayed by anything unknown; nothing else goes twice, nor before a person decided."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.engine.routing.shared import DAY, QUIET, decide, due, random_situation, route, router

DANGERS = ("danger_immediat", "annonce_suicide", "enfant_en_danger")


@pytest.mark.parametrize("danger", DANGERS)
def test_one_known_danger_suffices(danger: str) -> None:
    routing = router().decide({danger: True}, DAY)
    assert due(routing)[0] == ("secours_suicide" if danger == "annonce_suicide" else "secours_police")
    assert "pharos_urgence" in due(routing)


@pytest.mark.parametrize("danger", DANGERS)
def test_whatever_else_is_known_or_not_the_emergency_services_come_first(danger: str) -> None:
    random = Random(3)
    for _ in range(150):
        situation = random_situation(random, random.random()) | {danger: True}
        routing = router().decide(situation, date(2026, 1, 1))
        assert due(routing)[0] in ("secours_suicide", "secours_police"), situation


def test_a_presumed_danger_is_due_and_says_that_it_is_presumed() -> None:
    found = route(router().decide({"danger_immediat": {"value": True, "standing": "presumed"}}, DAY), "secours_police")
    assert (found.status, found.presumed) == ("due", True)


def test_a_danger_confirmed_is_not_said_to_be_presumed() -> None:
    assert route(router().decide({"danger_immediat": True}, DAY), "secours_police").presumed is False


def test_an_unknown_danger_is_open_and_holds_nothing_back() -> None:
    known = decide(unset=DANGERS)
    assert route(known, "secours_police").status == "open"
    assert due(known) == due(decide())


def test_only_a_stated_and_confirmed_earlier_sending_stands_in_the_way_of_an_urgent_rule() -> None:
    presumed = {"value": ["pharos"], "standing": "presumed"}
    assert "pharos_urgence" in due(decide(danger_immediat=True, unset=("deja_transmis",)))
    assert "pharos_urgence" in due(decide(danger_immediat=True, deja_transmis=presumed))
    again = route(decide(danger_immediat=True, deja_transmis=["pharos"]), "pharos_urgence")
    assert (again.status, [text.fr for text in again.because]) == ("not_due", ["Déjà transmis à : PHAROS"])


def test_the_urgent_notice_says_all_that_the_ordinary_one_would() -> None:
    found = route(decide(danger_immediat=True), "pharos_images")
    assert (found.status, found.because[0].fr) == ("not_due", "Compris dans `pharos_urgence`")


def test_a_recipient_told_already_is_never_due_again() -> None:
    random = Random(5)
    for _ in range(200):
        situation = random_situation(random, 0.8)
        chosen = random.sample(list(router().rules.facts["deja_transmis"].values), 3)
        situation["deja_transmis"] = chosen
        for found in router().decide(situation, DAY).having("due"):
            assert found.notice is None or found.recipient not in chosen, situation


def test_one_recipient_gets_one_notice_at_most() -> None:
    random = Random(9)
    for _ in range(300):
        situation = random_situation(random, 0.9)
        recipients = [r.recipient for r in router().decide(situation, DAY).having("due") if r.notice is not None]
        assert len(recipients) == len(set(recipients)), situation


def test_without_a_persons_decision_nothing_but_danger_is_due() -> None:
    random = Random(13)
    for _ in range(200):
        situation = random_situation(random, 0.9)
        situation.pop("decision", None)
        notices = {r.rule for r in router().decide(situation, DAY).having("due")}
        assert notices <= {"secours_police", "secours_suicide", "secours_enfance", "pharos_urgence"}, situation


def test_unknown_membership_is_open_not_no() -> None:
    found = decide(hebergement="etranger", unset=("pays_membre_inhope",))
    assert route(found, "iccam_envoi").status == "open"
    assert route(found, "iccam_envoi").missing == ("pays_membre_inhope",)
    assert route(found, "pharos_images").status == "due"


def test_the_notice_to_a_host_is_that_of_the_law_of_the_day() -> None:
    before, after = date(2024, 2, 16), date(2024, 2, 17)
    assert [route(decide(day=day), "hebergeur_images").notice for day in (before, after)] == ["lcen", "dsa16"]


def test_before_its_first_version_a_rule_does_not_exist() -> None:
    assert not [r for r in router().decide(QUIET, date(2024, 5, 22)).routes if r.recipient == "arcom"]
