"""Noise that the filter set aside, judged one report at a time; what was said of it is taken back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from api.db.reports import ReportRow
from tests.api.pages.case.test_case import analyst, other, told, version
from tests.api.service.world import World


def set_aside(world: World, count: int) -> list[str]:
    """Reports that the filter set aside."""
    names = [other(world, n) for n in range(count)]
    with world.database.write() as session:
        for name in names:
            row = session.get(ReportRow, name)
            assert row is not None
            row.state, row.noise_score = "low_priority", 0.01
            row.noise_decision, row.noise_reason = "set_aside", "score"
    return names


def judge(client: TestClient, verdict: str) -> tuple[str, str]:
    """What the review shows is judged; its name, and the page that comes by itself."""
    found = re.search(r'action="/bruit/(rep_\w+)".*?name="version" value="(\d+)"', client.get("/bruit").text, re.DOTALL)
    assert found is not None
    answer = client.post(f"/bruit/{found[1]}", data={"version": found[2], "verdict": verdict})
    assert answer.status_code == 200
    return found[1], answer.text


def take_back(client: TestClient, page: str) -> str:
    """The bar of a page undoes what was just said; the page that follows."""
    found = re.search(r'action="(/bruit/rep_\w+/annulation)".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found is not None
    answer = client.post(found[1], data={"version": found[2]})
    assert answer.status_code == 200
    return str(answer.text)


def test_noise_is_judged_one_at_a_time_and_measured(world: World) -> None:
    set_aside(world, 3)
    client = analyst(world)
    page = client.get("/bruit").text
    assert page.count('name="verdict" value="restore"') == 1
    assert "pas encore mesuré" in page
    back, page = judge(client, "restore")
    assert "remis en file" in page
    gone, page = judge(client, "noise")
    assert told(world, client, back)["state"] == "open"
    assert told(world, client, gone)["state"] == "noise"
    assert "sur 2 jugements" in page
    assert "50,0" in page
    judge(client, "noise")
    assert "Rien n’est mis de côté" in unescape(client.get("/bruit").text)


@pytest.mark.parametrize("verdict", ["noise", "restore"])
def test_what_was_said_of_noise_is_taken_back_and_shown_again(verdict: str, world: World) -> None:
    set_aside(world, 4)
    client = analyst(world)
    name, page = judge(client, verdict)
    page = take_back(client, page)
    assert f'action="/bruit/{name}"' in page
    assert told(world, client, name)["state"] == "low_priority"
    assert "pas encore mesuré" in page


def test_a_restored_report_that_somebody_began_is_not_taken_back(world: World) -> None:
    set_aside(world, 1)
    client, colleague = analyst(world), analyst(world)
    name, page = judge(client, "restore")
    assert f"/bruit/{name}/annulation" in page
    held = told(world, client, name)["version"]
    assert colleague.post(f"/bruit/{name}/annulation", data={"version": held}).status_code == 409
    colleague.post("/file/suivant")
    assert "data-toast" not in client.get(f"/bruit?fini={name}").text
    assert client.post(f"/bruit/{name}/annulation", data={"version": held}).status_code == 409


def test_noise_judged_meanwhile_is_left_as_it_is_and_the_next_one_comes(world: World) -> None:
    set_aside(world, 1)
    one, two = analyst(world), analyst(world)
    name = re.findall(r'action="/bruit/(rep_\w+)"', two.get("/bruit").text)[0]
    held = version(two.get("/bruit").text)
    judge(one, "noise")
    late = two.post(f"/bruit/{name}", data={"version": held, "verdict": "restore"})
    assert "déjà jugé" in late.text
    assert told(world, two, name)["state"] == "noise"
