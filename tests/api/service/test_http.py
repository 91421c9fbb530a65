"""F17. HTTP as it is written: `Allow`, HEAD, moments, connections that ask nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from api.db.migrate import upgrade
from api.kit.shapes import Instant
from api.security.permissions import Role
from tests.api.service.served import connect, read_all, read_answer, served
from tests.api.service.test_routes import address, routes_of
from tests.api.service.world import World, problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
GET_HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


def test_f17_allow_names_every_method_of_an_address(sqlite_world: World) -> None:
    taken: dict[str, set[str]] = {}
    for route in routes_of(sqlite_world):
        taken.setdefault(address(route), set()).update(route.methods)
    client, wrong = sqlite_world.anonymous(), []
    for where, methods in taken.items():
        expected = methods | ({"HEAD"} if "GET" in methods else set())
        for method in {*METHODS, "OPTIONS", "TRACE"} - methods:
            answer = client.request(method, where)
            if answer.status_code == 405:
                found = set(answer.headers["allow"].split(", "))
                if not expected <= found or method in found:
                    wrong.append((method, where, answer.headers["allow"]))
            elif not (
                where.count("/") > 1 and answer.status_code in (401, 404, 422)
            ):  # another route takes that address
                wrong.append((method, where, answer.status_code))
    assert wrong == []
    assert client.post("/static/base.css").headers["allow"] == "GET, HEAD"
    assert client.put("/v1/accounts").headers["allow"] == "GET, POST, HEAD"


def test_f17_head_answers_wherever_get_does_without_a_body(sqlite_world: World) -> None:
    person = sqlite_world.signed_in(*(role for role in Role if role is not Role.INTEGRATOR))
    for where in (
        "/health",
        "/ready",
        "/sign-in",
        "/file",
        "/v1/reports",
        "/v1/reports/nulle-part",
        "/metrics",
        "/loi",
    ):
        got, head = person.get(where), person.head(where)
        assert (head.status_code, head.content) == (got.status_code, b""), where
        assert head.headers["content-type"] == got.headers["content-type"]
    assert person.head("/v1/session").headers["allow"]
    assert "HEAD" not in person.head("/v1/session").headers["allow"]


@pytest.mark.parametrize("moment", ["0.5", "1717408800", "2024-06-03", "2024-06-03T10:00Z", "20240603T100000Z", "1e3"])
def test_f17_a_moment_is_that_of_rfc_3339(moment: str, sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    for name in ("received_from", "received_before"):
        told = problem(machine.get("/v1/reports", params={name: moment}), "invalid-request")
        assert [error["pointer"] for error in told["errors"]] == [f"query:{name}"]
    adapter: TypeAdapter[object] = TypeAdapter(Instant)
    for given in (moment, float(moment) if moment[-1].isdigit() and "-" not in moment else 0.5):
        with pytest.raises(ValidationError):
            adapter.validate_python(given)


@pytest.mark.parametrize("moment", ["2024-06-03T10:00:00Z", "2024-06-03T12:00:00.5+02:00", "2024-06-03 10:00:00z"])
def test_f17_moments_of_rfc_3339_are_taken(moment: str, sqlite_world: World) -> None:
    assert sqlite_world.machine().get("/v1/reports", params={"received_from": moment}).status_code == 200


def test_f17_a_day_is_no_number(sqlite_world: World) -> None:
    person = sqlite_world.signed_in(Role.REVIEWER)
    problem(person.get("/v1/statistics", params={"from": "0", "to": "86400"}), "invalid-request")


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[World]:
    """A service that leaves a second to headers."""
    yield from _world(tmp_path, header_seconds=1)


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[World]:
    """A service that leaves ten minutes to headers, and takes few connections."""
    yield from _world(tmp_path, header_seconds=600, max_connections=20)


def _world(folder: Path, **settings: int) -> Iterator[World]:
    world = World(f"sqlite:///{folder / 'q.sqlite3'}", folder, **settings)
    upgrade(world.database)
    yield world
    world.close()


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /hea", GET_HEALTH[:-2], b"POST /v1/reports HTTP/1.1\r\nContent-Length: 5000\r\n\r\n{"],
    ids=["idle", "half a line", "half headers", "a body after a refusal"],
)
def test_f17_a_connection_that_asks_nothing_is_closed(sent: bytes, hurried: World) -> None:
    with served(hurried) as port:
        quiet = [connect(port, sent) for _ in range(10)]
        for connection in quiet:
            read_all(connection)  # until the other end closes it


def test_f17_headers_that_trickle_are_not_waited_for(hurried: World) -> None:
    with served(hurried) as port:
        connection = connect(port, b"GET /health HTTP/1.1\r\n")
        connection.settimeout(0.1)
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _trickle(connection)


def test_f17_headers_have_so_many_bytes(patient: World) -> None:
    with served(patient) as port:
        connection = connect(port, b"GET /health HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _send_without_end(connection)


def _send_without_end(connection: socket.socket) -> None:
    for _ in range(1_000):
        connection.sendall(b"X: " + b"y" * 65_536)


def test_f17_a_refusal_is_read_by_who_sends_too_much(hurried: World) -> None:
    with served(hurried) as port:
        connection = connect(port, b"POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
        connection.sendall(b" " * 4_000_000)
        assert read_answer(connection)[0] == 401
        connection.sendall(GET_HEALTH)
        assert read_answer(connection)[0] == 200


def _trickle(connection: socket.socket) -> None:
    for number in range(3_000):
        connection.sendall(b"X-%d: y\r\n" % number)
        try:
            if connection.recv(1) == b"":
                raise ConnectionResetError("reset")
        except TimeoutError:
            continue


def test_f17_beyond_the_ceiling_what_waits_longest_is_closed(patient: World) -> None:
    with served(patient) as port:
        quiet = [connect(port) for _ in range(60)]
        asking = connect(port, GET_HEALTH)
        assert read_answer(asking)[0] == 200
        for connection in quiet[:20]:
            assert read_all(connection) == b""
        asking.sendall(GET_HEALTH)
        assert read_answer(asking)[0] == 200
        for connection in quiet:
            connection.close()


def test_f17_a_connection_serves_one_request_after_another(hurried: World) -> None:
    with served(hurried) as port:
        connection = connect(port, GET_HEALTH * 3)
        came = b""
        while came.count(b'{"status":"ok"}') < 3:
            part = connection.recv(65_536)
            assert part, came
            came += part
        connection.sendall(b"HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert read_all(connection).endswith(b"\r\n\r\n")
