"""F1. One small request does not freeze everybody: who sends is known before a body is read, and no body costs more than it may."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.db.migrate import upgrade
from api.http import bodies, identity
from api.http.reception import MAX_UNKNOWN, UNKNOWN_BODIES, Quota
from api.http.routing import OffLoopRoute
from api.kit.batch_faults import MAX_FAULTS, MORE_FAULTS
from api.kit.permissions import Permission, Role
from api.kit.problems import Problem
from api.reports.schemas import MOST_REPORTS, ReportBatch, ReportCreate
from tests.api.app.test_routes import routes_of
from tests.api.service.served import PATIENCE, connect, read_all, read_answer, served
from tests.api.service.world import World, problem

JSON = {"content-type": "application/json"}
KEYS = b"{" + b",".join(b'"k%d":0' % n for n in range(420_000)) + b"}"
EMPTY_REPORTS = b'{"reports":[' + b"{}," * 299_999 + b"{}]}"
TEXTS = b'{"reports":[' + b'{"text":"x"},' * 349_999 + b'{"text":"x"}]}'
EMPTY_FACTS = b'{"facts":{"acces":[' + b"{}," * 1_599_999 + b"{}]}}"
STRINGS = b'{"facts":{"acces":[' + b'"",' * 1_599_999 + b'""]}}'


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of each body that is built into values."""
    sizes: list[int] = []
    load = bodies._loaded

    def loaded(body: bytes) -> Any:
        sizes.append(len(body))
        return load(body)

    monkeypatch.setattr(bodies, "_loaded", loaded)
    return sizes


@pytest.mark.parametrize(
    "body", [EMPTY_REPORTS, TEXTS, EMPTY_FACTS, KEYS, STRINGS], ids=["{}", "texts", "facts", "keys", "strings"]
)
def test_f1_a_body_of_too_many_parts_is_refused_before_it_is_parsed(
    body: bytes, sqlite_world: World, parsed: list[int]
) -> None:
    problem(sqlite_world.machine().post("/v1/reports", content=body, headers=JSON), "body-too-large")
    assert parsed == []


@pytest.mark.parametrize(
    "body", [KEYS, EMPTY_FACTS, b'{"login": "' + b"a" * MAX_UNKNOWN + b'"}'], ids=["keys", "facts", "text"]
)
@pytest.mark.parametrize("announced", [True, False], ids=["length", "chunked"])
def test_f1_somebody_unknown_sends_sixteen_kilobytes(
    body: bytes, announced: bool, sqlite_world: World, parsed: list[int]
) -> None:
    pieces = iter([body[n : n + 65_536] for n in range(0, len(body), 65_536)])
    content: Any = body if announced else pieces
    anonymous = sqlite_world.anonymous()
    problem(anonymous.post("/v1/session", content=content, headers=JSON), "body-too-large")
    problem(anonymous.post("/v1/reports", content=body, headers=JSON), "sign-in-needed")
    bad = sqlite_world.anonymous(authorization="Bearer key_x.y")
    problem(bad.post("/v1/reports", content=body, headers=JSON), "sign-in-needed")
    narrow = sqlite_world.machine(Permission.LAW_READ)
    problem(narrow.post("/v1/reports", content=body, headers=JSON), "not-allowed")
    assert parsed == []


def test_f1_who_calls_is_looked_up_once(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lookups: list[bool] = []
    by_key = identity._by_key

    def counted(*arguments: Any) -> Any:
        lookups.append(threading.current_thread() is threading.main_thread())
        return by_key(*arguments)

    machine = sqlite_world.machine()
    monkeypatch.setattr(identity, "_by_key", counted)
    assert machine.post("/v1/reports", json={"url": "a.exemple"}).status_code == 202
    assert len(lookups) == 1
    assert machine.get("/v1/reports").status_code == 200
    assert len(lookups) == 2


def test_f1_a_body_is_parsed_and_validated_once_outside_the_event_loop(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []

    def noted(name: str, function: Any) -> Any:
        def call(*arguments: Any) -> Any:
            places.append(f"{name} {threading.current_thread().name.partition(' ')[0]}")
            return function(*arguments)

        return call

    monkeypatch.setattr(bodies, "_loaded", noted("parse", bodies._loaded))
    monkeypatch.setattr(bodies, "parse_qsl", lambda *a, **k: noted("form", lambda: [("login", "x")])())
    machine = sqlite_world.machine(Permission.REPORTS_CREATE, Permission.QUALIFICATIONS_ASK)
    assert machine.post("/v1/qualifications", json={"facts": {"acces": "ouvert"}}).status_code == 200
    sqlite_world.anonymous().post("/sign-in", data={"login": "x"})
    assert places == ["parse AnyIO", "form AnyIO"]
    assert all(isinstance(route, OffLoopRoute) for route in routes_of(sqlite_world))


def test_f1_a_model_validated_in_a_thread_is_not_read_again() -> None:
    from api.reports.schemas import Incoming

    adapter: TypeAdapter[Any] = TypeAdapter(Incoming)
    for given in ({"url": "a.exemple"}, {"reports": [{"url": "a.exemple"}]}):
        valid = adapter.validate_python(given)
        assert adapter.validate_python(valid, from_attributes=True) is valid


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" + b",".join([b"0"] * (bodies.MAX_PARTS + 1)) + b"]", "body-too-large"),
        (b'{"a": "' + b"," * (2 * bodies.MAX_PARTS) + b'"}', None),
        (b'{"a": "' + b',\\"' * (5 * bodies.MAX_PARTS) + b'"}', "body-too-large"),
        (b'"' + b'\\"' * bodies.MAX_PARTS + b"," * (2 * bodies.MAX_PARTS), "malformed-body"),
        (b"{" + b",".join(b'"k%d":0' % n for n in range(bodies.MAX_KEYS + 1)) + b"}", "body-too-large"),
        (b"{" + b",".join(b'"k%d":0' % n for n in range(bodies.MAX_KEYS)) + b"}", None),
    ],
    ids=["parts", "commas of a text", "quotes", "a string that never ends", "keys", "as many keys as may be"],
)
def test_f1_parts_and_keys_are_counted_outside_strings(body: bytes, code: str | None) -> None:
    if code is None:
        bodies.parse_json(body, "application/json")
        return
    with pytest.raises(Problem) as refused:
        bodies.parse_json(body, "application/json")
    assert refused.value.kind.code == code


def test_f1_a_form_has_so_many_fields(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    form = {"content-type": "application/x-www-form-urlencoded"}
    problem(client.post("/signalements/nouveau", content=b"a=1&" * 400_000, headers=form), "body-too-large")
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    problem(client.post("/signalements/nouveau", content=b"--x--", headers=multipart), "malformed-body")


def test_f1_faults_of_a_batch_are_named_up_to_a_bound_and_the_rest_is_counted() -> None:
    wrong = {f"k{n}": 0 for n in range(900)}
    with pytest.raises(ValidationError) as error:
        ReportBatch.model_validate({"reports": [wrong] * 100})
    *named, more = error.value.errors()
    assert len(named) == MAX_FAULTS
    assert (more["type"], more["ctx"]["n"]) == (MORE_FAULTS, 100 * 900 - MAX_FAULTS)
    with pytest.raises(ValidationError) as error:
        ReportBatch.model_validate({"reports": [ReportCreate(url="a.exemple")] * (MOST_REPORTS + 1)})
    assert [fault["type"] for fault in error.value.errors()] == ["too_long"]


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[World]:
    """A service that leaves a second to a body, and room for little."""
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, body_seconds=1, max_bodies_bytes=1_000_000)
    upgrade(world.database)
    yield world
    world.close()


def _unfinished(port: int, path: str, size: int, sent: int, *headers: str) -> socket.socket:
    lines = (f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {size}", *headers)
    return connect(port, "\r\n".join((*lines, "", "")).encode() + b" " * sent)


def test_f1_a_body_that_does_not_come_ends_with_408(hurried: World) -> None:
    with served(hurried) as port:
        slow = [_unfinished(port, "/v1/session", 10_000, 9_000) for _ in range(UNKNOWN_BODIES)]
        answers = [read_all(one) for one in slow]  # each ends by itself
    assert all(answer.startswith(b"HTTP/1.1 408") and b"body-too-slow" in answer for answer in answers)


def test_f1_unfinished_bodies_of_one_place_keep_nobody_else_out(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, body_seconds=3_600)
    upgrade(world.database)
    with served(world) as port:
        slow = [_unfinished(port, "/v1/session", 1_000, 1) for _ in range(world.settings.max_connections + 20)]
        for _ in range(5):
            assert read_answer(connect(port, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))[0] == 200
        turned_away = [one for one in slow[UNKNOWN_BODIES:] if read_answer(one)[0] == 503]
        assert len(turned_away) == len(slow) - UNKNOWN_BODIES
        for one in slow:
            one.close()
    world.close()


def test_f1_a_body_that_is_announced_too_large_is_not_waited_for(hurried: World) -> None:
    with served(hurried) as port:
        assert read_answer(_unfinished(port, "/v1/session", 4_900_000, 0))[0] == 413
        assert read_answer(_unfinished(port, "/v1/reports", 4_900_000, 0))[0] == 401


def test_f1_bodies_in_reception_have_so_much_room_together(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, max_bodies_bytes=1_000_000, body_seconds=3_600)
    upgrade(world.database)
    key = f"Authorization: {world.machine().headers['authorization']}"

    with served(world) as port:
        until, unfinished = time.monotonic() + PATIENCE, _unfinished(port, "/v1/reports", 700_000, 650_000, key)

        def send_whole() -> int:
            """The answer to a whole body, spaces that are no JSON."""
            assert time.monotonic() < until
            return read_answer(_unfinished(port, "/v1/reports", 700_000, 700_000, key))[0]

        while send_whole() != 503:
            if select.select([unfinished], [], [], 0)[0]:  # the other body came first: this one had no room
                unfinished = _unfinished(port, "/v1/reports", 700_000, 650_000, key)
        unfinished.close()
        while send_whole() != 400:
            pass
    world.close()


def test_f1_what_is_taken_of_a_quota_is_given_back_and_nobody_takes_it_all() -> None:
    quota = Quota(10, 6)
    assert quota.take("a", 6)
    assert not quota.take("a", 1)  # their share
    assert not quota.take("b", 5)  # all that is left is four
    assert quota.take("b", 4)
    quota.give_back("a", 6)
    quota.give_back("b", 4)
    assert quota.take("c", 6)
