"""Reports come in, are listed, get facts and decisions; a bad request says what is wrong and loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Permission, Role
from tests.api.service.world import TEXT, World, problem

THREAT: dict[str, Any] = {"text": TEXT, "url": "https://forum.exemple/fil/1", "date_of_facts": "2024-06-01"}
THREAT["facts"] = {"menace": True, "age_victime": 30}


def send(client: TestClient, **changes: Any) -> dict[str, Any]:
    response = client.post("/v1/reports", json={**THREAT, **changes})
    assert response.status_code == 202, response.text
    told: dict[str, Any] = response.json()
    return told


def read(client: TestClient, name: str) -> tuple[dict[str, Any], str]:
    response = client.get(f"/v1/reports/{name}")
    assert response.status_code == 200, response.text
    return response.json(), response.headers["etag"]


def decide(client: TestClient, name: str, **decision: Any) -> Any:
    _, etag = read(client, name)
    return client.post(f"/v1/reports/{name}/decision", json=decision, headers={"if-match": etag})


def test_a_report_is_stored_with_its_answer(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    told = send(machine, reference="n° 1")
    assert told["state"] == "open"
    assert told["qualification"]["issue"] == "a_completer"
    assert told["qualification"]["main"] == "menace"
    whole, etag = read(analyst, told["id"])
    assert whole["text"] == TEXT
    assert whole["reference"] == "n° 1"
    assert [fact["fact"] for fact in whole["facts"]] == ["menace", "age_victime"]
    assert etag == f'"{whole["version"]}"'


def test_a_batch_is_stored_in_order_or_not_at_all(world: World) -> None:
    machine = world.machine()
    good = [{"reference": str(n), "facts": {"menace": True}} for n in range(5)]
    told = machine.post("/v1/reports", json={"reports": good}).json()["reports"]
    assert [report["reference"] for report in told] == ["0", "1", "2", "3", "4"]
    assert [report["id"] for report in told] == sorted(report["id"] for report in told)
    bad = [*good, {"facts": {"acces": "ouver", "menaces": True}}]
    body = problem(machine.post("/v1/reports", json={"reports": bad}), "invalid-request")
    assert {error["pointer"] for error in body["errors"]} == {"/reports/5/facts/acces", "/reports/5/facts/menaces"}
    assert "vouliez-vous `ouvert`" in str(body["errors"])
    assert len(machine.get("/v1/reports").json()["items"]) == 5


def test_a_replayed_key_gets_the_same_answer_and_stores_nothing_more(world: World) -> None:
    machine = world.machine()
    key = {"idempotency-key": "envoi-1"}
    first = machine.post("/v1/reports", json=THREAT, headers=key)
    again = machine.post("/v1/reports", json=THREAT, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    problem(machine.post("/v1/reports", json={**THREAT, "text": "autre"}, headers=key), "idempotency-key-reused")
    assert len(machine.get("/v1/reports").json()["items"]) == 1


def test_the_key_of_one_caller_says_nothing_to_another(world: World) -> None:
    key = {"idempotency-key": "envoi-1"}
    first = world.machine().post("/v1/reports", json=THREAT, headers=key).json()
    assert world.machine().post("/v1/reports", json=THREAT, headers=key).json()["id"] != first["id"]


def test_lists_are_paged_and_hold_no_text(world: World) -> None:
    machine = world.machine()
    sent = [send(machine, facts={"menace": True}, text=None, url=f"https://a.exemple/{n}")["id"] for n in range(7)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = machine.get("/v1/reports", params=params).json()
        seen += [item["id"] for item in page["items"]]
        assert all("text" not in item and "url" not in item for item in page["items"])
        cursor = page["next_cursor"]
    assert seen == sent[::-1]


def test_lists_are_filtered(world: World) -> None:
    machine = world.machine()
    send(machine, reference="a", reported_category="haine", text=None)
    send(machine, reference="b", facts={"fichier_conserve": True}, text=None, url=None)
    for params, expected in (
        ({"category": "haine"}, ["a"]),
        ({"reference": "b"}, ["b"]),
        ({"offence": "conservation"}, ["b"]),
        ({"state": "decided"}, []),
        ({"received_before": "2024-06-03T09:00:00Z"}, []),
        ({"received_from": "2024-06-03T09:00:00Z"}, ["b", "a"]),
    ):
        items = machine.get("/v1/reports", params=params).json()["items"]
        assert [item["reference"] for item in items] == expected, params


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2024-06-03T09:00:00"])
def test_a_moment_that_no_clock_shows_is_refused(moment: str, sqlite_world: World) -> None:
    client = sqlite_world.machine()
    for name in ("received_before", "received_from"):
        told = problem(client.get("/v1/reports", params={name: moment}), "invalid-request")["errors"]
        assert [error["pointer"] for error in told] == [f"query:{name}"]


def test_a_machine_sees_only_what_it_sent(world: World) -> None:
    mine, other = world.machine(), world.machine()
    told = send(mine)
    problem(other.get(f"/v1/reports/{told['id']}"), "not-found")
    assert other.get("/v1/reports").json()["items"] == []
    other_reader = world.machine(Permission.QUALIFICATIONS_READ)
    problem(other_reader.get(f"/v1/qualifications/{told['qualification']['id']}"), "not-found")


def test_stated_facts_change_the_answer_and_withdrawn_ones_stay_readable(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine())
    where = f"/v1/reports/{told['id']}/facts"
    _, etag = read(analyst, told["id"])
    stated = {"acces": "ouvert", "age_victime": {"value": {"min": 20}, "standing": "presumed", "span": [0, 8]}}
    after = analyst.post(where, json={"state": stated}, headers={"if-match": etag})
    assert after.status_code == 200, after.text
    assert after.json()["qualification"]["issue"] == "qualifie"
    withdrawn = analyst.post(where, json={"withdraw": ["acces"]}, headers={"if-match": after.headers["etag"]}).json()
    assert withdrawn["qualification"]["issue"] == "a_completer"
    old = [fact for fact in withdrawn["facts"] if fact["withdrawn_at"] is not None]
    assert [fact["fact"] for fact in old] == ["age_victime", "acces"]
    age = next(f for f in withdrawn["facts"] if f["fact"] == "age_victime" and f["withdrawn_at"] is None)
    assert (age["value"], age["standing"], age["span"]) == ({"min": 20}, "presumed", [0, 8])


def test_a_stale_version_is_refused_and_loses_nothing(world: World) -> None:
    analyst, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    told = send(world.machine())
    where = f"/v1/reports/{told['id']}"
    _, etag = read(analyst, told["id"])
    assert other.post(f"{where}/facts", json={"state": {"acces": "ouvert"}}, headers={"if-match": etag}).is_success
    problem(analyst.post(f"{where}/facts", json={"withdraw": ["menace"]}, headers={"if-match": etag}), "stale-version")
    problem(analyst.post(f"{where}/decision", json={"kind": "noise"}, headers={"if-match": etag}), "stale-version")
    problem(analyst.post(f"{where}/decision", json={"kind": "noise"}), "version-needed")
    whole, _ = read(analyst, told["id"])
    assert {fact["fact"] for fact in whole["facts"]} == {"menace", "age_victime", "acces"}
    assert whole["state"] == "open"


def test_wrong_facts_are_refused_with_their_place(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine())
    _, etag = read(analyst, told["id"])
    where, headers = f"/v1/reports/{told['id']}/facts", {"if-match": etag}
    body = problem(analyst.post(where, json={"state": {"acces": "ouver"}}, headers=headers), "invalid-request")
    assert body["errors"][0]["pointer"] == "/state/acces"
    body = problem(analyst.post(where, json={"withdraw": ["acces"]}, headers=headers), "invalid-request")
    assert body["errors"][0]["pointer"] == "/withdraw/0"
    problem(analyst.post(where, json={}, headers=headers), "invalid-request")


def test_accepting_takes_the_suggestion(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine())
    after = decide(analyst, told["id"], kind="accept").json()
    assert after["state"] == "decided"
    (decision,) = after["decisions"]
    assert (decision["kind"], decision["offence"], decision["suggested"]) == ("accept", "menace", "menace")
    assert decision["qualification"] == told["qualification"]["id"]
    problem(decide(analyst, told["id"], kind="noise"), "already-decided")


def test_correcting_names_an_offence_and_says_why(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine())
    problem(decide(analyst, told["id"], kind="correct", offence="moquerie"), "invalid-request")
    body = problem(decide(analyst, told["id"], kind="correct", offence="menac", reason="car"), "invalid-request")
    assert body["errors"][0]["hint"] == "vouliez-vous `menace` ?"
    after = decide(analyst, told["id"], kind="correct", offence="moquerie", reason="c'était une moquerie").json()
    assert after["decisions"][0]["offence"] == "moquerie"


def test_there_must_be_something_to_accept(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine(), facts={"acces": "ouvert"})
    problem(decide(analyst, told["id"], kind="accept"), "nothing-to-accept")
    for kind, state in (("none_applies", "decided"), ("noise", "noise"), ("out_of_scope", "out_of_scope")):
        other = send(
            world.machine(), facts={"acces": "ouvert"}, text=None, url=f"https://{kind.replace('_', '-')}.exemple/"
        )
        assert decide(analyst, other["id"], kind=kind).json()["state"] == state


def test_a_decision_is_undone_on_the_same_day_only(world: World) -> None:
    analyst, other, reviewer = (world.signed_in(r) for r in (Role.ANALYST, Role.ANALYST, Role.REVIEWER))
    told = send(world.machine())
    where = f"/v1/reports/{told['id']}/decision"
    etag = decide(analyst, told["id"], kind="noise").headers["etag"]
    problem(other.delete(where, headers={"if-match": etag}), "not-allowed")
    after = analyst.delete(where, headers={"if-match": etag})
    assert after.json()["state"] == "open"
    assert after.json()["decisions"][0]["undone_at"] is not None
    problem(analyst.delete(where, headers={"if-match": after.headers["etag"]}), "not-decided")
    etag = decide(analyst, told["id"], kind="noise").headers["etag"]
    world.clock.moment += timedelta(hours=14)  # past midnight in Paris
    again = world.signed_in(Role.REVIEWER)
    problem(again.delete(where, headers={"if-match": etag}), "undo-too-late")
    del reviewer


def test_a_contact_is_encrypted_apart_and_read_by_few(world: World) -> None:
    contact = {"name": "Une Personne", "email": "une.personne@exemple.fr"}
    told = send(world.machine(), contact=contact)
    where = f"/v1/reports/{told['id']}/contact"
    problem(world.signed_in(Role.ANALYST).get(where), "not-allowed")
    reviewer = world.signed_in(Role.REVIEWER)
    assert reviewer.get(where).json() == {**contact, "phone": None}
    with world.database.engine.connect() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM reporter_contacts").scalar_one()
    assert b"personne" not in bytes(sealed).lower()


def test_every_answer_that_was_given_replays_to_the_same_bytes(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    told = send(world.machine())
    kept = analyst.get(f"/v1/qualifications/{told['qualification']['id']}").json()
    assert kept["answer"]["main"] == "menace"
    world.clock.moment += timedelta(days=9)
    analyst = world.signed_in(Role.ANALYST)
    replayed = analyst.get(f"/v1/qualifications/{told['qualification']['id']}/replay").json()
    assert replayed["same"], replayed
    assert replayed["kept_digest"] == replayed["now_digest"] == kept["answer_digest"]


def test_a_question_without_report_is_answered_and_nothing_is_stored(world: World) -> None:
    machine = world.machine(Permission.QUALIFICATIONS_ASK, Permission.REPORTS_READ)
    body = {"facts": {"menace": True, "acces": "ouvert", "age_victime": 30}, "date_of_facts": "2024-06-01"}
    answer = machine.post("/v1/qualifications", json=body)
    assert answer.json()["issue"] == "qualifie"
    assert answer.content == machine.post("/v1/qualifications", json=body).content
    assert machine.get("/v1/reports").json()["items"] == []
    late = problem(
        machine.post("/v1/qualifications", json={"url": "https://a.exemple", "date_of_facts": "2030-01-01"}),
        "invalid-request",
    )
    assert late["errors"][0]["pointer"] == "/date_of_facts"


def test_the_law_is_told(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    assert {f["id"] for f in analyst.get("/v1/facts").json()["facts"]} >= {"menace", "acces"}
    assert "menace" in [o["id"] for o in analyst.get("/v1/offences").json()["offences"]]
    assert analyst.get("/v1/offences/menace").json()["offence"]["id"] == "menace"
    problem(analyst.get("/v1/offences/rien"), "not-found")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ('W/"{}"', None),
        ('"99", W/"{}"', None),
        ('"99"', "stale-version"),
        ('W/"99", "98"', "stale-version"),
        ("*", "version-needed"),
        (None, "version-needed"),
        ("{}", "invalid-request"),
        ('"{}', "invalid-request"),
        ('w/"{}"', "invalid-request"),
        ('*, "{}"', "invalid-request"),
        ("", "invalid-request"),
    ],
)
def test_which_version_was_read(header: str | None, code: str | None, sqlite_world: World) -> None:
    analyst = sqlite_world.signed_in(Role.ANALYST)
    told = send(sqlite_world.machine())
    version = read(analyst, told["id"])[0]["version"]
    headers = {} if header is None else {"if-match": header.format(version)}
    answer = analyst.post(f"/v1/reports/{told['id']}/decision", json={"kind": "accept"}, headers=headers)
    if code is None:
        assert answer.status_code == 200
    else:
        body = problem(answer, code)
        if code == "invalid-request":
            assert [error["pointer"] for error in body["errors"]] == ["header:if-match"]
