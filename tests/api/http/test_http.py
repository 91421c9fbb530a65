"""F17. HTTP as it is written: `Allow`, HEAD, moments, connections that ask nothing."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import TypeAdapter, ValidationError
from uvicorn.server import ServerState

from api.db.migrate import upgrade
from api.http.connections import LEAST_READ, MAX_PIPELINED, Connection, connection_class
from api.kit.permissions import Permission, Role
from api.kit.schemas import Instant
from api.reports import repository
from tests.api.app.test_routes import address, routes_of
from tests.api.service.served import PATIENCE, connect, read_all, read_answer, run_apart, served
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
    """A service that leaves a second to headers, and to the reading of answers."""
    yield from _world(tmp_path, header_seconds=1, response_seconds=1)


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[World]:
    """A service that leaves ten minutes to headers, and takes few connections."""
    yield from _world(tmp_path, header_seconds=600, max_connections=20)


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[World]:
    """A service that takes ten connections."""
    yield from _world(tmp_path, max_connections=10)


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


def test_f17_where_every_connection_is_being_answered_a_new_one_is_told_when_to_come_back(crowded: World) -> None:
    key = crowded.machine(Permission.QUALIFICATIONS_ASK).headers["authorization"].encode()
    question = b"POST /v1/qualifications HTTP/1.1\r\nHost: x\r\nAuthorization: " + key
    question += b"\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n"
    question += b'{"facts":{"menace":true}}'
    with served(crowded) as port:
        with crowded.services.answerer._lock:
            busy = [connect(port, question) for _ in range(10)]
            time.sleep(0.5)  # all are being answered
            late = connect(port, GET_HEALTH)
            status, came = read_answer(late)
            assert status == 503
            assert b"\r\nretry-after: 5\r\nconnection: close\r\n" in came.lower()
            assert b'"code":"too-busy"' in came + read_all(late)
        for connection in busy:
            assert read_answer(connection)[0] == 200
        again = connect(port, GET_HEALTH)
        assert read_answer(again)[0] == 200


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


@pytest.fixture
def slow(patient: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """A request that is not answered before the end of the test."""
    gate, page = threading.Event(), repository.page

    def blocked(*arguments: Any, **options: Any) -> Any:
        assert gate.wait(PATIENCE)
        return page(*arguments, **options)

    monkeypatch.setattr(repository, "page", blocked)
    key = patient.machine(Permission.REPORTS_READ).headers["authorization"]
    yield f"GET /v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\n\r\n".encode()
    gate.set()


def test_f17_headers_that_come_during_an_answer_have_so_many_bytes(patient: World, slow: bytes) -> None:
    with served(patient) as port:
        connection = connect(port, slow + b"GET /health HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _send_without_end(connection)


def test_f17_trailers_have_so_many_bytes(patient: World) -> None:
    chunked = b"POST /v1/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n"
    with served(patient) as port:
        connection = connect(port, chunked)
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _send_without_end(connection)


def test_f17_few_requests_wait_for_the_answer_to_an_earlier_one(patient: World, slow: bytes) -> None:
    with served(patient) as port:
        for count, left in ((MAX_PIPELINED, True), (2 * MAX_PIPELINED, False)):
            connection = connect(port, slow + GET_HEALTH * count)
            if not left:
                assert _end_of(connection)
            else:
                assert read_answer(connect(port, GET_HEALTH))[0] == 200
                connection.settimeout(0.5)
                with pytest.raises(TimeoutError):
                    connection.recv(1)


def _end_of(connection: socket.socket) -> bool:
    try:
        return read_all(connection) == b""
    except ConnectionResetError:
        return True


def test_f17_who_does_not_read_their_answers_is_cut(hurried: World) -> None:
    with served(hurried) as port:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", port))
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            _ask_without_end(connection)


def _ask_without_end(connection: socket.socket) -> None:
    while True:  # until requests wait in both buffers for an answer to be read
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")


class _Unread(asyncio.Transport):
    """A transport with so much that its reader has not read."""

    def __init__(self, unread: int) -> None:
        super().__init__()
        self.unread, self.aborted = unread, False

    def get_write_buffer_size(self) -> int:
        return self.unread

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([5 * LEAST_READ, 4 * LEAST_READ, 3 * LEAST_READ, 2 * LEAST_READ], False),
        ([5 * LEAST_READ, 4 * LEAST_READ, 4 * LEAST_READ], True),
        ([5 * LEAST_READ, 4 * LEAST_READ, 3 * LEAST_READ + 1], True),
        ([10, 9], True),
    ],
    ids=["slow", "nothing", "almost nothing", "the end"],
)
def test_f17_who_reads_slowly_is_waited_for(sizes: list[int], cut: bool, sqlite_world: World) -> None:
    async def run() -> bool:
        kind: type[Connection] = connection_class(sqlite_world.settings)
        config = uvicorn.Config(sqlite_world.app)
        config.load()
        connection = kind(config=config, server_state=ServerState(), app_state={})
        transport = _Unread(sizes[0])
        connection.transport = transport
        connection._await_reader()
        for size in sizes[1:]:
            assert not transport.aborted
            transport.unread = size
            connection._check_reader()
        connection._await_reader_no_more()
        return transport.aborted

    assert run_apart(run()) is cut


@pytest.mark.parametrize(("sent", "statuses"), [(GET_HEALTH, [b"200"]), (GET_HEALTH * 2, [b"200"]), (b"", [])])
def test_f17_a_server_that_stops_answers_the_first_request_of_a_connection(
    sent: bytes, statuses: list[bytes], sqlite_world: World
) -> None:
    """It was accepted, and its request is on its way: a rolling restart loses none. It is the last one."""

    async def run() -> bytes:
        kind: type[Connection] = connection_class(sqlite_world.settings)
        config = uvicorn.Config(sqlite_world.app, lifespan="off")
        config.load()
        ours, theirs = socket.socketpair()
        _, connection = await asyncio.get_running_loop().connect_accepted_socket(
            lambda: kind(config=config, server_state=ServerState(), app_state={}), ours
        )
        connection.shutdown()
        await asyncio.sleep(0)
        reader, writer = await asyncio.open_connection(sock=theirs)
        writer.write(sent)
        answer = await reader.read()
        writer.close()
        return answer

    answer = run_apart(run())
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == statuses
    assert answer.count(b"connection: close") == len(statuses)
