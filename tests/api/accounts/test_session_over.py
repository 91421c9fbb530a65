"""A session that ended while somebody was at work: what they did is refused with the way back, and nothing leads astray."""

from __future__ import annotations

import pytest

from tests.api.pages.case.test_case import PAGE, sent
from tests.api.service.world import World

NOBODY = f"rep_{'0' * 26}"


@pytest.mark.parametrize(
    ("address", "back"),
    [
        (f"/signalements/{NOBODY}/decision", f"%2Fsignalements%2F{NOBODY}"),
        (f"/signalements/{NOBODY}/faits", f"%2Fsignalements%2F{NOBODY}"),
        ("/file/suivant", "%2Ffile"),
    ],
)
def test_a_form_sent_after_the_session_leads_to_the_door_and_back(address: str, back: str, sqlite_world: World) -> None:
    visitor = sqlite_world.anonymous(**PAGE)
    answer = visitor.post(address, data={"version": "1"})
    assert answer.status_code == 401
    assert f'href="/sign-in?next={back}"' in answer.text
    assert "Votre session est terminée" in answer.text
    assert "Bearer" not in answer.text


def test_a_page_asked_for_leads_to_the_door(sqlite_world: World) -> None:
    visitor = sqlite_world.anonymous(**PAGE)
    answer = visitor.get(f"/signalements/{NOBODY}?infraction=x", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=%2Fsignalements%2F{NOBODY}%3Finfraction%3Dx"


def test_a_part_asked_for_by_a_page_is_refused_where_it_was_asked(sqlite_world: World) -> None:
    report = sent(sqlite_world)
    visitor = sqlite_world.anonymous(**PAGE, **{"hx-request": "true"})
    answer = visitor.get(f"/signalements/{report}?infraction=x", follow_redirects=False)
    assert answer.status_code == 401
    assert f'href="/sign-in?next=%2Fsignalements%2F{report}"' in answer.text


def test_a_machine_is_told_of_its_key(sqlite_world: World) -> None:
    answer = sqlite_world.anonymous().get("/v1/reports")
    assert answer.status_code == 401
    assert "Bearer" in answer.json()["detail"]
