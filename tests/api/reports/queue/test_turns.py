"""Whose turn it is: looking holds nothing, one case at a time is held, what was passed comes back last."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import FACTS, analyst, other, post, sent
from tests.api.reports.queue.test_queue import take
from tests.api.service.world import World


def holder(world: World, report: str) -> str | None:
    """Who holds a case now."""
    with world.database.read() as session:
        row = session.get(ReportRow, report)
        assert row is not None
        held = row.held_until is not None and row.held_until > world.clock.now()
        return row.held_by if held else None


def me(client: TestClient) -> str:
    """The account of a browser."""
    return client.headers["x-test-account"]


def next_of(client: TestClient) -> str:
    """The name of the case that comes with one key; empty when none is left."""
    path: str = client.post("/file/suivant").url.path
    return path.removeprefix("/signalements/") if path != "/file" else ""


def pass_on(client: TestClient, report: str) -> str:
    """A case is passed; the name of the next one."""
    path: str = client.post(f"/signalements/{report}/passer").url.path
    return path.removeprefix("/signalements/") if path != "/file" else ""


def test_looking_at_cases_holds_none_of_them(world: World) -> None:
    names = [other(world, n) for n in range(4)]
    reader = analyst(world)
    for name in names:
        assert reader.get(f"/signalements/{name}").status_code == 200
    assert [holder(world, name) for name in names] == [None] * 4
    assert next_of(analyst(world)) == names[0]


def test_a_case_is_held_by_whoever_takes_it_or_acts_on_it_first(world: World) -> None:
    taken, stated, undone, left = sent(world), other(world, 1), other(world, 2), other(world, 3)
    one, two, three = analyst(world), analyst(world), analyst(world)
    assert one.post(f"/signalements/{taken}/prendre").url.path == f"/signalements/{taken}"
    assert holder(world, taken) == me(one)
    assert post(two, stated, "faits", fact="acces", value="ouvert").status_code == 200
    assert holder(world, stated) == me(two)
    post(three, undone, "decision", kind="noise")
    assert post_undo(three, undone).status_code == 200
    assert holder(world, undone) == me(three)
    assert next_of(analyst(world)) == left


def post_undo(client: TestClient, report: str) -> Any:
    """A decision is taken back."""
    version = client.get(f"/v1/reports/{report}").json()["version"]
    return client.post(f"/signalements/{report}/annulation", data={"version": version})


def test_reading_ones_own_case_keeps_it_longer(world: World) -> None:
    report, client = sent(world), analyst(world)
    assert next_of(client) == report
    world.clock.moment += timedelta(minutes=15)
    client.get(f"/signalements/{report}")
    world.clock.moment += timedelta(minutes=15)
    assert holder(world, report) == me(client)
    world.clock.moment += timedelta(minutes=15)
    assert holder(world, report) is None
    client.get(f"/signalements/{report}")
    assert holder(world, report) is None


def test_taking_another_case_lets_the_first_one_go(world: World) -> None:
    first, second = sent(world), other(world, 1)
    client = analyst(world)
    assert next_of(client) == first
    client.post(f"/signalements/{second}/prendre")
    assert (holder(world, first), holder(world, second)) == (None, me(client))
    assert client.put(f"/v1/queue/{first}/hold", json={}).status_code == 200
    assert (holder(world, first), holder(world, second)) == (me(client), None)


def test_what_somebody_else_took_meanwhile_is_not_taken(world: World) -> None:
    report, one, two = sent(world), analyst(world), analyst(world)
    assert "/prendre" in two.get(f"/signalements/{report}").text
    assert next_of(one) == report
    late = two.post(f"/signalements/{report}/prendre")
    assert late.status_code == 200
    assert "tient ce dossier" in late.text
    assert "/prendre" not in late.text
    assert holder(world, report) == me(one)
    assert "/prendre" not in one.get(f"/signalements/{report}").text


def test_what_was_passed_comes_back_when_nothing_else_is_free(world: World) -> None:
    passed, second, third = sent(world), other(world, 1), other(world, 2)
    client = analyst(world)
    assert next_of(client) == passed
    assert pass_on(client, passed) == second
    assert post(client, second, "decision", kind="noise").url.path == f"/signalements/{third}"
    assert post(client, third, "decision", kind="noise").url.path == f"/signalements/{passed}"


def test_what_was_passed_is_offered_to_the_others_at_once(world: World) -> None:
    passed, second = sent(world), other(world, 1)
    client = analyst(world)
    next_of(client)
    assert pass_on(client, passed) == second
    assert next_of(analyst(world)) == passed


def test_the_last_case_passed_leads_to_the_queue_and_may_be_asked_again(world: World) -> None:
    only, client = sent(world), analyst(world)
    assert pass_on(client, only) == ""
    assert next_of(client) == only


def test_among_those_passed_the_first_one_passed_comes_first(world: World) -> None:
    names = [other(world, n) for n in range(3)]
    client = analyst(world)
    next_of(client)
    assert pass_on(client, names[0]) == names[1]
    world.clock.moment += timedelta(minutes=1)
    assert pass_on(client, names[1]) == names[2]
    world.clock.moment += timedelta(minutes=1)
    assert pass_on(client, names[2]) == names[0]


def test_what_was_passed_yesterday_has_its_rank_again(world: World) -> None:
    passed, second, client = sent(world), other(world, 1), analyst(world)
    next_of(client)
    assert pass_on(client, passed) == second
    world.clock.moment += timedelta(days=1)
    client = analyst(world)
    assert next_of(client) == passed


def test_a_machine_way_of_leaving_a_report_is_remembered_too(world: World) -> None:
    passed, second, third = sent(world), other(world, 1), other(world, 2)
    client = world.signed_in(Role.ANALYST)
    assert take(client)["report"]["id"] == passed
    assert take(client, leave=passed)["report"]["id"] == second
    assert client.delete(f"/v1/queue/{second}/hold").status_code == 204
    assert take(client)["report"]["id"] == second
    assert take(client, leave=second)["report"]["id"] == third


def test_a_case_that_somebody_else_holds_offers_nothing_to_do_to_it(world: World) -> None:
    report, one, two = sent(world), analyst(world), analyst(world)
    version = one.get(f"/v1/reports/{report}").json()["version"]
    assert f'action="/signalements/{report}/decision"' in two.get(f"/signalements/{report}").text
    next_of(one)
    page = two.get(f"/signalements/{report}").text
    assert "tient ce dossier" in page
    for act in ("decision", "faits", "passer", "prendre"):
        assert f'action="/signalements/{report}/{act}"' not in page
    assert 'action="/file/suivant"' in page
    late = two.post(f"/signalements/{report}/decision", data={"version": version, "kind": "noise", "reason": "le mien"})
    assert late.status_code == 409
    assert "Rien n’a été enregistré" in unescape(late.text)
    assert "le mien" in late.text
    assert "Le formulaire a" not in late.text
    fact = {"version": version, "fact": "acces", "value": "ouvert"}
    assert two.post(f"/signalements/{report}/faits", data=fact).status_code == 409
    assert one.get(f"/v1/reports/{report}").json()["version"] == version


def test_only_who_may_take_a_decision_back_is_offered_to(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "decision", kind="noise")
    undo = f'action="/signalements/{report}/annulation"'
    reviewer = world.signed_in(Role.REVIEWER)
    assert undo in client.get(f"/signalements/{report}").text
    assert undo in reviewer.get(f"/signalements/{report}").text
    assert undo not in analyst(world).get(f"/signalements/{report}").text
    world.clock.moment += timedelta(days=1)
    assert undo not in world.signed_in(Role.REVIEWER).get(f"/signalements/{report}").text


def test_an_open_lead_is_accepted_knowingly(world: World) -> None:
    report, client = sent(world), analyst(world)
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "À compléter" in page
    accepts = page.index('name="kind" value="accept"')
    warning = page.index("n’établissent pas")
    assert page.rindex("<details", 0, accepts) < warning < accepts
    assert page.count('data-hotkey="accept"') == 1
    assert page[: page.index('data-hotkey="accept"')].rpartition("<")[2].startswith("summary ")
    post(client, report, "faits", fact="acces", value="ouvert")
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "n’établissent pas" not in page
    assert page.count('data-hotkey="accept"') == 1


def test_keys_speak_of_the_case_on_the_page_and_the_bar_has_its_own(world: World) -> None:
    report, next_one, client = sent(world, facts={**FACTS, "acces": "ouvert"}), other(world, 1), analyst(world)
    page = post(client, report, "decision", kind="accept").text
    assert f'href="/signalements/{next_one}/suites" data-hotkey="go_action"' in page
    assert f'href="/signalements/{report}/suites" data-hotkey="go_done"' in page
