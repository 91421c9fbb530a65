"""F13. What cannot be stored, read or reached is told as such: no failure of the server where the caller or the operator must act."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from pydantic import BaseModel
from sqlalchemy import Connection, event, exc

from api.kit.permissions import Permission, Role
from api.kit.sealing import Sealer
from api.reports import repository
from api.reports.schemas import DecisionCreate, ReportReceipt
from tests.api.app.test_routes import address, routes_of
from tests.api.reports.test_reports import read, send
from tests.api.service.world import World, problem

NUL = "a\x00b"
PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/reports", {"category": NUL}),
        ("/v1/reports", {NUL: "x"}),
        ("/v1/audit", {"who": NUL}),
        ("/file", {"etat": NUL}),
        ("/file", {"q": NUL}),
        ("/administration", {"q": NUL}),
        ("/hebergeurs", {"fiche": NUL}),
        ("/hebergeurs", {"apres": NUL}),
        ("/loi", {"inconnu": NUL}),
        ("/v1/hosts/a%00b", {}),
        ("/signalements/a%00b", {}),
        ("/problems/a%00b", {}),
    ],
)
def test_f13_a_null_character_in_an_address_is_refused(path: str, query: dict[str, str], world: World) -> None:
    person = world.signed_in(Role.REVIEWER, Role.ADMINISTRATOR)
    assert problem(person.get(path, params=query), "invalid-request")["errors"]
    assert person.get(path, params=query, headers=PAGE).status_code == 422


def test_f13_a_null_character_in_json_is_refused_wherever_it_is(world: World) -> None:
    told = problem(world.anonymous().post("/v1/session", json={"login": NUL, "password": "x"}), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == ["/login"]
    machine = world.machine()
    facts = {"facts": {"menace": {"value": True, "source": [{NUL: 1}]}}}
    told = problem(machine.post("/v1/reports", json=facts), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == ["/facts/menace/source/0"]
    assert machine.post("/v1/reports", json={"text": "une barre inverse, puis u0000 : \\u0000"}).status_code == 202


@pytest.mark.parametrize("field", ["login", "password", "next"])
def test_f13_a_null_character_in_a_form_is_refused(field: str, world: World) -> None:
    form = {"login": "quelqu-un", "password": "x", field: NUL}
    told = problem(world.anonymous().post("/sign-in", data=form), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == [f"/{field}"]
    assert world.anonymous().post("/sign-in", data=form, headers=PAGE).status_code == 422


def test_f13_no_route_fails_on_a_null_character(world: World) -> None:
    """Every route, in every place where it takes something."""
    person = world.signed_in(*(role for role in Role if role is not Role.INTEGRATOR))
    failures = []
    for route in routes_of(world):
        names = [field.alias for field in route.dependant.query_params]
        fields = [field.alias for field in route.dependant.body_params]
        for method in sorted(route.methods):
            where = address(route)
            tried = [("query", dict.fromkeys(names, NUL), {})] if names else []
            tried += [("form", {}, {"data": dict.fromkeys(fields, NUL)})] if fields else []
            for place, params, options in tried:
                answer = person.request(method, where, params=params, follow_redirects=False, **options)
                if answer.status_code >= 500 or answer.status_code < 400:
                    failures.append((method, where, place, answer.status_code))
    assert failures == []


def test_f13_a_null_character_in_a_reason_is_refused(world: World) -> None:
    told = send(world.machine())
    person = world.signed_in(Role.ANALYST)
    version = read(person, told["id"])[0]["version"]
    path = f"/signalements/{told['id']}/decision"
    form = {"version": str(version), "kind": "none_applies"}
    problem(person.post(path, data={**form, "reason": NUL}), "invalid-request")
    long = person.post(path, data={**form, "reason": "x" * 3_000})  # more than the model takes, less than the form does
    assert long.status_code == 422
    assert read(person, told["id"])[0]["state"] == "open"


@pytest.mark.parametrize("day", ["2026-02-30", "0000-00-00", "2023-02-29", "2024-13-01"])
def test_f13_an_impossible_day_is_refused(day: str, sqlite_world: World) -> None:
    machine = sqlite_world.machine(Permission.QUALIFICATIONS_ASK, Permission.REPORTS_CREATE)
    for path, field in (
        ("/v1/qualifications", "date_of_decision"),
        ("/v1/qualifications", "date_of_facts"),
        ("/v1/reports", "date_of_facts"),
    ):
        told = problem(machine.post(path, json={field: day, "facts": {"menace": True}}), "invalid-request")
        assert [error["pointer"] for error in told["errors"]] == [f"/{field}"]


def _sqlite(name: str) -> Exception:
    error = sqlite3.DatabaseError(name)
    error.sqlite_errorcode = getattr(sqlite3, name)
    error.sqlite_errorname = name
    return error


def _postgresql(state: str) -> Exception:
    return psycopg.errors.lookup(state)("x")


CAUSES = [
    (exc.OperationalError, _sqlite("SQLITE_FULL"), "plein"),
    (exc.OperationalError, _sqlite("SQLITE_READONLY"), "lecture"),
    (exc.DatabaseError, _sqlite("SQLITE_CORRUPT"), "endommagée"),
    (exc.OperationalError, _sqlite("SQLITE_BUSY"), "tenue"),
    (exc.OperationalError, _postgresql("53100"), "plein"),
    (exc.InternalError, _postgresql("25006"), "lecture"),
    (exc.ProgrammingError, _postgresql("42P01"), "qualif db upgrade"),
    (exc.DataError, _postgresql("22003"), "journal technique"),
    (exc.OperationalError, psycopg.OperationalError("connection refused"), "ne répond pas"),
]


@pytest.mark.parametrize(("kind", "cause", "words"), CAUSES, ids=str)
def test_f13_an_error_of_the_database_is_a_503_that_says_why(
    kind: type[exc.DBAPIError], cause: Exception, words: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise kind("SELECT 1", None, cause)

    machine = sqlite_world.machine()
    monkeypatch.setattr(repository, "page", fail)
    answer = machine.get("/v1/reports")
    (fault,) = problem(answer, "not-ready")["errors"]
    assert words in fault["message"]
    assert ("db upgrade" in answer.text) == ("db upgrade" in words)
    assert (answer.status_code, int(answer.headers["retry-after"])) == (503, 5)


def test_f13_a_pool_without_a_connection_is_busy(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise exc.TimeoutError("QueuePool limit")

    machine = sqlite_world.machine()
    monkeypatch.setattr(repository, "page", fail)
    answer = machine.get("/v1/reports")
    problem(answer, "too-busy")
    assert answer.headers["retry-after"]


def test_f13_a_read_only_postgresql_is_not_ready(world: World) -> None:
    if world.database.dialect != "postgresql":
        pytest.skip("PostgreSQL alone fails over")
    machine = world.machine()

    def read_only(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(world.database.engine, "begin", read_only)
    try:
        told = problem(machine.post("/v1/reports", json={"url": "b.exemple"}), "not-ready")
    finally:
        event.remove(world.database.engine, "begin", read_only)
    assert "lecture" in told["errors"][0]["message"]
    assert machine.post("/v1/reports", json={"url": "b.exemple"}).status_code == 202


def test_f13_a_damaged_sqlite_is_not_ready(sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    path = sqlite_world.database.engine.url.database
    assert path is not None
    sqlite_world.database.dispose()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with open(path, "r+b") as file:
        file.write(b"\xff" * 100_000)
    answer = machine.get("/v1/reports")
    told = problem(answer, "not-ready")
    assert answer.headers["retry-after"]
    assert "endommagée" in told["errors"][0]["message"]


def test_f13_a_contact_whose_key_was_removed_says_what_to_do(sqlite_world: World) -> None:
    told = send(sqlite_world.machine(), contact={"email": "a@exemple.fr"})
    services = replace(sqlite_world.services, sealer=Sealer([Fernet.generate_key().decode()], "x" * 32))
    sqlite_world.live.swap(services)
    person = sqlite_world.signed_in(Role.REVIEWER)
    answer = problem(person.get(f"/v1/reports/{told['id']}/contact"), "contact-key-absent")
    assert "QUALIF_CONTACT_KEYS" in answer["detail"]
    page = person.get(f"/signalements/{told['id']}/coordonnees", headers=PAGE)
    assert page.status_code == 409
    assert "contact-key-absent" in page.text


@pytest.mark.parametrize(
    ("shape", "code"), [(DecisionCreate, "invalid-request"), (ReportReceipt, "internal")], ids=["sent", "answered"]
)
def test_f13_what_was_sent_misshapen_is_refused_and_what_the_service_misshapes_is_its_failure(
    shape: type[BaseModel], code: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        return shape.model_validate({})

    machine = sqlite_world.machine()
    monkeypatch.setattr(repository, "page", fail)
    assert bool(problem(machine.get("/v1/reports"), code)["errors"]) == (code == "invalid-request")
