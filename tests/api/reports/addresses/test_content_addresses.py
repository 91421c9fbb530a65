"""A person states the exact address of a content: what the reporter wrote stays beside it, and all that goes by the address follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.audit.service import export_lines
from api.db.reports import TraceRow
from api.db.search import SearchKeyRow
from api.journal.chain import verify
from api.kit.permissions import Role
from api.kit.urls import MAX_URL
from api.retention import service
from api.transmissions.notices import preparing
from tests.api.hosts.test_hosts import HOST
from tests.api.reports.test_register import entry
from tests.api.reports.test_reports import decide, read, send
from tests.api.service.racing import together
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import act, decided, prepare

EXACT = "https://forum.exemple/fil/7?page=2"
MOVED = "https://ailleurs.exemple/billet/3"


def unaddressed(world: World, **changes: Any) -> str:
    return str(send(world.machine(), url=None, **changes)["id"])


def state(client: TestClient, report: str, url: str = EXACT) -> Any:
    headers = {"if-match": read(client, report)[1]}
    return client.put(f"/v1/reports/{report}/address", json={"url": url}, headers=headers)


def withdraw(client: TestClient, report: str) -> Any:
    return client.delete(f"/v1/reports/{report}/address", headers={"if-match": read(client, report)[1]})


def found(client: TestClient, address: str) -> set[str]:
    body = {"address": address, "state": "all"}
    response = client.post("/v1/queue/search", json=body)
    assert response.status_code == 200, response.text
    return {item["id"] for item in response.json()["items"]}


def search_keys(world: World, report: str) -> set[tuple[str, str]]:
    with world.database.read() as session:
        rows = session.execute(select(SearchKeyRow.kind, SearchKeyRow.key).where(SearchKeyRow.report == report))
        return {(kind, key) for kind, key in rows}


def traces(world: World, report: str) -> set[tuple[str, str]]:
    with world.database.read() as session:
        rows = session.execute(select(TraceRow.kind, TraceRow.key).where(TraceRow.report == report))
        return {(kind, key) for kind, key in rows}


def test_an_address_is_stated_and_the_reporters_words_stay_as_they_were(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    before = read(analyst, report)[0]
    told = state(analyst, report, f"  {EXACT} ")
    assert told.status_code == 200, told.text
    after = told.json()
    assert after["version"] > before["version"]
    assert told.headers["etag"] == f'"{after["version"]}"'
    assert (after["url"], after["qualification"], after["facts"]) == (None, before["qualification"], before["facts"])
    (address,) = after["addresses"]
    assert (address["url"], address["withdrawn_at"]) == (EXACT, None)
    assert address["stated_by"] == analyst.get("/v1/me").json()["account"]


def test_one_that_the_reporter_wrote_is_not_overwritten(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), send(world.machine())["id"]
    assert state(analyst, report).json()["url"] == "https://forum.exemple/fil/1"
    assert found(analyst, EXACT) == found(analyst, "https://forum.exemple/fil/1") == {report}


def test_it_is_replaced_and_withdrawn_with_its_history(world: World) -> None:
    analyst, other, report = world.signed_in(Role.ANALYST), world.signed_in(Role.REVIEWER), unaddressed(world)
    state(analyst, report)
    told = state(other, report, MOVED).json()["addresses"]
    assert [(one["url"], one["withdrawn_at"] is None) for one in told] == [(MOVED, True), (EXACT, False)]
    assert told[1]["withdrawn_by"] == told[0]["stated_by"] != told[1]["stated_by"]
    assert all(one["withdrawn_at"] is not None for one in withdraw(other, report).json()["addresses"])
    problem(withdraw(other, report), "nothing-to-undo")
    steps = [step["action"] for step in analyst.get(f"/v1/reports/{report}/timeline").json()["steps"]]
    assert [step for step in steps if step.startswith("address.")] == [
        "address.withdrawn", "address.stated", "address.stated",
    ]  # fmt: skip


def test_the_same_one_again_changes_nothing(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    first = state(analyst, report).json()
    assert state(analyst, report).json() == first


def test_the_journal_says_who_stated_it_and_never_which(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    name = state(analyst, report, "https://personneunique.exemple/p").json()["addresses"][0]["id"]
    state(analyst, report, MOVED)
    lines = list(export_lines(world.database))
    assert verify(lines)[2] == []
    assert sum("address.stated" in line and name in line for line in lines) == 2
    assert not any("personneunique" in line or "ailleurs.exemple" in line for line in lines)


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "facebook", "vu sur un forum", "forum exemple/fil", "javascript:alert(1)", "data:text/html,x",
        "mailto:a@b.exemple", "https://", "https://[::1", "http://\u202eexemple", "x" * (MAX_URL + 1), "/fil/1",
        "magnet:?xt=urn:btih:abc", "https:///chemin",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(world: World, url: str) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    body = problem(state(analyst, report, url), "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == ["/url"]
    assert read(analyst, report)[0]["addresses"] == []


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ('https://forum.exemple/"onmouseover', "https://forum.exemple/%22onmouseover"),
        ("https://forum.exemple/a b", "https://forum.exemple/a%20b"),
        ("https://forum.exemple/<script>", "https://forum.exemple/%3Cscript%3E"),
        ("//forum.exemple/1", "https://forum.exemple/1"),
        ("forum.exemple/1", "http://FORUM.exemple:80/1/#haut"),
        ("https://192.0.2.7/p", "http://192.0.2.7/p"),
    ],
)
def test_an_address_is_read_as_one_that_comes_in(world: World, url: str, same: str) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    told = state(analyst, report, url)
    assert told.status_code == 200, told.text
    assert found(analyst, same) == {report}


def test_a_defanged_address_is_read_as_it_was(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    state(analyst, report, "hxxps://forum[.]exemple/fil/7?page=2&utm_source=x")
    assert found(analyst, EXACT) == {report}


@pytest.mark.parametrize("body", [{}, {"url": None}, {"url": 3}, {"url": [EXACT]}, {"url": EXACT, "autre": 1}])
def test_a_body_that_is_no_address_is_refused(world: World, body: dict[str, Any]) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    headers = {"if-match": read(analyst, report)[1]}
    problem(analyst.put(f"/v1/reports/{report}/address", json=body, headers=headers), "invalid-request")


def test_a_page_that_is_stale_changes_nothing(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    headers = {"if-match": read(analyst, report)[1]}
    state(analyst, report)
    address = f"/v1/reports/{report}/address"
    problem(analyst.put(address, json={"url": MOVED}, headers=headers), "stale-version")
    problem(analyst.delete(address, headers=headers), "stale-version")
    problem(analyst.put(address, json={"url": MOVED}), "version-needed")
    assert found(analyst, EXACT) == {report}


def test_a_case_that_somebody_else_holds_is_theirs(world: World) -> None:
    analyst, other, report = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST), unaddressed(world)
    assert other.post("/v1/queue/next", json={}).json()["report"]["id"] == report
    problem(state(analyst, report), "held")
    assert state(other, report).status_code == 200


@pytest.mark.parametrize("role", [Role.POLICY_EDITOR, Role.POLICY_APPROVER, Role.ADMINISTRATOR])
def test_who_states_no_facts_states_no_address(world: World, role: Role) -> None:
    report, client = unaddressed(world), world.signed_in(role)
    headers = {"if-match": '"1"'}
    problem(client.put(f"/v1/reports/{report}/address", json={"url": EXACT}, headers=headers), "not-allowed")
    problem(client.delete(f"/v1/reports/{report}/address", headers=headers), "not-allowed")


def test_a_report_is_found_by_the_address_in_force_and_no_more_by_the_one_before(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    state(analyst, report)
    assert found(analyst, EXACT) == found(analyst, "https://forum.exemple") == {report}
    state(analyst, report, MOVED)
    assert found(analyst, EXACT) == found(analyst, "https://forum.exemple") == set()
    assert found(analyst, MOVED) == found(analyst, "https://ailleurs.exemple") == {report}
    withdraw(analyst, report)
    assert search_keys(world, report) == set()


def test_withdrawing_leaves_the_search_keys_of_the_reporters_address(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), send(world.machine())["id"]
    before = search_keys(world, report)
    state(analyst, report)
    state(analyst, report, MOVED)
    withdraw(analyst, report)
    assert search_keys(world, report) == before


def test_the_traces_by_which_reports_met_do_not_change_and_the_same_address_is_shown_as_related(world: World) -> None:
    analyst, machine = world.signed_in(Role.ANALYST), world.machine()
    one = send(machine, url=EXACT, text="Un premier texte, que personne n'a repris ailleurs.")["id"]
    two = send(machine, url=None, text="Tout autre chose, venu par courrier.")["id"]
    before = traces(world, two)
    state(analyst, two)
    assert traces(world, two) == before
    told = read(analyst, two)[0]
    assert (told["state"], told["same"]) == ("open", None)
    assert analyst.get(f"/v1/queue/{two}/related").json()["content"] == 1
    assert analyst.get(f"/v1/queue/{one}/related").json()["content"] == 1
    later = send(machine, url=EXACT, text="Un troisième, bien plus tard.")
    assert later["same"] is None or later["same"]["report"] == one


def test_the_register_follows_and_what_a_person_stated_stays(world: World) -> None:
    host = world.signed_in(Role.REVIEWER).post("/v1/hosts", json={**HOST, "domains": ["forum.exemple"]}).json()["id"]
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    assert state(analyst, report).status_code == 200
    told = entry(world, report)
    assert (told["host"], told["tld"], told["hosting"]["network"]) == (host, "exemple", "ordinaire")
    analyst.patch(f"/v1/reports/{report}/register", json={"hosting_country": "FR"})
    state(analyst, report, "ftp://ailleurs.exemple/f")
    told = entry(world, report)
    assert (told["host"], told["service"], told["hosting_country"]) == (None, "ftp", "FR")
    assert (told["hosting"]["method"], told["hosting"]["network"]) == ("stated", "ftp")
    withdraw(analyst, report)
    told = entry(world, report)
    assert (told["host"], told["service"], told["tld"], told["hosting_country"]) == (None, None, None, "FR")


def test_an_ip_is_looked_up_with_the_address_in_force(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    state(analyst, report)
    analyst.patch(f"/v1/reports/{report}/register", json={"ip": "192.0.2.7"})
    assert entry(world, report)["hosting"]["ip"] == "192.0.2.7"
    state(analyst, report, MOVED)
    assert entry(world, report)["hosting"]["ip"] is None  # that of another address


def test_a_notice_refused_for_want_of_an_address_is_written_once_it_is_stated(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst, url=None)
    body = problem(prepare(analyst, report), "notice-refused")
    assert "locations" in {error["pointer"] for error in body["errors"]}
    exact = "https://videos.hebergeur.exemple/v/12"
    assert state(analyst, report, exact).status_code == 200
    told = prepare(analyst, report)
    assert told.status_code == 201, told.text
    data = analyst.get(f"/v1/transmissions/{told.json()['id']}/content", params={"form": "json"}).json()
    assert exact in str(data)
    problem(prepare(analyst, report), "already-sent")


@pytest.mark.parametrize("recipient", ["hebergeur", "pharos", "arcom"])
def test_a_notice_with_a_stated_address_is_that_of_a_report_that_came_with_it(office: World, recipient: str) -> None:
    analyst = office.signed_in(Role.ANALYST)
    exact = "https://videos.hebergeur.exemple/v/12?page=2"
    reported = decided(office, analyst, url=exact)
    first = notice_of(analyst, reported, recipient)
    assert exact in first
    stated = decided(office, analyst, url=None, text="Une autre page, ouverte à tous elle aussi.")
    assert state(analyst, stated, exact).status_code == 200
    assert notice_of(analyst, stated, recipient).replace(stated, reported) == first


def notice_of(client: TestClient, report: str, recipient: str) -> str:
    """What a notice says, as people and as machines read it; it is then withdrawn, so that another may be written."""
    told = prepare(client, report, recipient)
    assert told.status_code == 201, told.text
    name = told.json()["id"]
    address = f"/v1/transmissions/{name}/content"
    said = [client.get(address, params={"form": form}).text for form in ("text", "html", "json")]
    assert act(client, name, "withdraw").status_code == 200
    return "\n".join(said)


def test_an_address_that_a_notice_carries_is_not_changed_until_it_is_withdrawn(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst, url=None)
    state(analyst, report, "https://videos.hebergeur.exemple/v/12")
    notice = prepare(analyst, report).json()["id"]
    for refused in (state(analyst, report, MOVED), withdraw(analyst, report)):
        problem(refused, "notice-carries-it")
    assert act(analyst, notice, "withdraw").status_code == 200
    assert state(analyst, report, "https://videos.hebergeur.exemple/v/13").status_code == 200
    notice = prepare(analyst, report).json()["id"]
    assert act(analyst, notice, "confirmation").status_code == 200
    assert act(analyst, notice, "sending", how="manual", reference="R1").status_code == 200
    problem(withdraw(analyst, report), "notice-carries-it")
    due = analyst.get("/v1/transmissions/" + notice).json()
    assert due["state"] == "sent"


def test_a_notice_that_waits_keeps_the_reporters_address_from_being_passed_over(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    notice = prepare(analyst, report).json()["id"]
    problem(state(analyst, report, "https://videos.hebergeur.exemple/v/12"), "notice-carries-it")
    act(analyst, notice, "confirmation")
    assert act(analyst, notice, "sending", how="manual", reference="R1").status_code == 200
    assert state(analyst, report, "https://videos.hebergeur.exemple/v/12").status_code == 200


def test_a_content_told_under_its_address_is_not_told_twice_through_a_stated_one(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    first = decided(office, analyst)
    assert prepare(analyst, first).status_code == 201
    second = decided(office, analyst, url=None, text="Autre page pour adultes, sans contrôle : un clic suffit.")
    assert state(analyst, second, "https://videos.hebergeur.exemple/accueil").status_code == 200
    problem(prepare(analyst, second), "already-sent")


def test_it_is_erased_with_the_address_of_the_reporter(sqlite_world: World) -> None:
    world = sqlite_world
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    state(analyst, report, "https://personneunique.exemple/p")
    state(analyst, report, "https://personneautre.exemple/q")
    decide(analyst, report, kind="none_applies")
    world.clock.moment += timedelta(days=366)
    proof = service.purge(world.services)
    assert (proof["erased"]["address"]["found"], proof["erased"]["address"]["left"]) == (2, 0)
    analyst = world.signed_in(Role.ANALYST)
    assert [one["url"] for one in read(analyst, report)[0]["addresses"]] == [None, None]
    held = [p.read_bytes() for p in world.settings.data_dir.glob("qualif.sqlite3*")]
    assert not any(b"personneunique" in part or b"personneautre" in part for part in held)
    assert entry(world, report)["tld"] == "exemple"
    world.clock.moment += timedelta(days=800)
    service.purge(world.services)
    assert search_keys(world, report) == set()


def test_a_decided_report_may_get_one(world: World) -> None:
    analyst, report = world.signed_in(Role.ANALYST), unaddressed(world)
    decide(analyst, report, kind="none_applies")
    assert state(analyst, report).status_code == 200  # decided: the notice still needs it


def test_a_notice_composed_under_the_address_before_is_not_stored(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite : qui écrit est seul, l'adresse ne change pas entre-temps")
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst, url=None)
    state(analyst, report, "https://videos.hebergeur.exemple/v/12")
    colleague, alone = office.signed_in(Role.ANALYST), preparing._alone_on_contents

    def meanwhile(*given: Any) -> None:
        assert state(colleague, report, "https://videos.hebergeur.exemple/v/13").status_code == 200
        alone(*given)

    monkeypatch.setattr(preparing, "_alone_on_contents", meanwhile)
    problem(prepare(analyst, report), "conflict")
    monkeypatch.undo()
    name = prepare(analyst, report).json()["id"]
    text = analyst.get(f"/v1/transmissions/{name}/content", params={"form": "json"}).text
    assert "v/13" in text
    assert "v/12" not in text


def test_two_people_who_state_one_at_once_leave_one_in_force(office: World) -> None:
    report = decided(office, office.signed_in(Role.ANALYST), url=None)
    people = [office.signed_in(Role.ANALYST) for _ in range(2)]
    etag = read(people[0], report)[1]

    def stating(number: int) -> int:
        body = {"url": f"https://videos.hebergeur.exemple/v/{number}"}
        return int(
            people[number].put(f"/v1/reports/{report}/address", json=body, headers={"if-match": etag}).status_code
        )

    told = together(*(lambda number=number: stating(number) for number in range(2)))
    assert sorted(told) in ([200, 409], [200, 412])
    addresses = read(people[0], report)[0]["addresses"]
    assert [one["withdrawn_at"] for one in addresses] == [None]
