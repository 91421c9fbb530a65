"""F4. Who waits holds no thread: beyond a bound they are turned away, and what answers for the service's health answers all along."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from api.db.migrate import upgrade
from api.http.admission import AT_ONCE, Admission, Queue, admissions
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.kit.worker_threads import Threads
from api.reports import intake, repository
from tests.api.app.test_routes import routes_of
from tests.api.service.reading import texts
from tests.api.service.served import PATIENCE, run_apart
from tests.api.service.world import ADDRESS, World, problem

T = TypeVar("T")
WAITING = 5


@pytest.fixture
def small(tmp_path: Path) -> Iterator[World]:
    """A service where few may wait."""
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, max_waiting=WAITING)
    upgrade(world.database)
    yield world
    world.close()


async def _soon(answer: Coroutine[Any, Any, T]) -> T:
    return await asyncio.wait_for(answer, PATIENCE)


def _client(world: World, headers: Any = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(world.app), base_url=ADDRESS, headers=headers, timeout=None)


async def _until(present: int, queue: Queue, world: World) -> None:
    """Until so many hold a turn of a queue or wait for one."""
    for _ in range(int(PATIENCE / 0.01)):
        turns = next(iter(world.app.state.admissions[queue]._loops.values()), None)
        if turns is not None and turns.present >= present:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"fewer than {present} in {queue}")


def test_f4_senders_beyond_the_bound_are_told_when_to_try_again(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, most = threading.Event(), AT_ONCE["intake"] + WAITING
    receive = intake.receive

    def blocked(*arguments: Any) -> bytes:
        assert gate.wait(PATIENCE)
        return receive(*arguments)

    monkeypatch.setattr(intake, "receive", blocked)
    machine = small.machine().headers

    async def run() -> None:
        async with _client(small, {"authorization": machine["authorization"]}) as client:
            first = [
                asyncio.ensure_future(client.post("/v1/reports", json={"url": f"a.exemple/{n}"})) for n in range(most)
            ]
            await _until(most, "intake", small)
            beyond = await _soon(client.post("/v1/reports", json={"url": "b.exemple"}))
            assert problem(beyond, "too-busy")["status"] == 503
            assert int(beyond.headers["retry-after"]) >= 1
            assert (await _soon(client.get("/v1/reports"))).status_code == 200  # other queues go on
            gate.set()
            assert {answer.status_code for answer in await _soon(asyncio.gather(*first))} == {202}
            again = await _soon(client.post("/v1/reports", json={"url": "b.exemple"}))
            assert again.status_code == 202

    run_apart(run())


def test_f4_health_static_files_and_refusals_do_not_wait_for_the_pool(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def blocked(*_: Any) -> list[Any]:
        assert gate.wait(PATIENCE)
        return []

    monkeypatch.setattr(repository, "page", blocked)
    most = AT_ONCE["pool"] + WAITING
    machine = small.machine(Permission.REPORTS_READ, Permission.METRICS_READ).headers

    async def run() -> None:
        async with _client(small, {"authorization": machine["authorization"]}) as client, _client(small) as anonymous:
            listed = [asyncio.ensure_future(client.get("/v1/reports")) for _ in range(most)]
            await _until(most, "pool", small)
            assert (await _soon(anonymous.get("/health"))).status_code == 200
            assert (await _soon(anonymous.get("/ready"))).status_code == 200
            assert (await _soon(anonymous.get("/static/base.css"))).status_code in (200, 404)
            problem(await _soon(anonymous.get("/v1/reports")), "sign-in-needed")
            problem(
                await _soon(anonymous.get("/v1/reports", headers={"authorization": "Bearer key_x.y"})), "sign-in-needed"
            )
            problem(await _soon(client.get("/v1/audit")), "not-allowed")
            assert (await _soon(client.get("/metrics"))).status_code == 200
            problem(await _soon(client.get("/v1/reports")), "too-busy")
            gate.set()
            assert {answer.status_code for answer in await _soon(asyncio.gather(*listed))} == {200}

    run_apart(run())


def test_f4_bodies_that_come_slowly_hold_no_turn(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, texts=texts())
    upgrade(world.database)
    machine = world.machine(Permission.NOISE_ASK, Permission.QUALIFICATIONS_ASK).headers
    headers = {"authorization": machine["authorization"]}
    body = b'{"texts": [{"id": 1, "text": "Bonjour"}]}'

    async def run() -> None:
        gate, begun = asyncio.Event(), 0

        async def slow() -> AsyncIterator[bytes]:
            nonlocal begun
            begun += 1
            yield body[:5]
            await gate.wait()
            yield body[5:]

        async with _client(world, headers) as client:
            first = [
                asyncio.ensure_future(
                    client.post("/v1/noise", content=slow(), headers={"content-type": "application/json"})
                )
                for _ in range(AT_ONCE["reasoning"])
            ]
            for _ in range(int(PATIENCE / 0.01)):
                if begun == len(first):
                    break
                await asyncio.sleep(0.01)
            assert begun == len(first)
            assert (
                await _soon(client.post("/v1/qualifications", json={"facts": {"acces": "ouvert"}}))
            ).status_code == 200
            gate.set()
            assert {answer.status_code for answer in await _soon(asyncio.gather(*first))} == {200}

    run_apart(run())
    world.close()


def test_f4_turns_come_in_the_order_they_were_asked_for() -> None:
    async def run() -> list[int]:
        admission, came = Admission(1, 10), []

        async def one(number: int) -> None:
            async with admission.turn():
                came.append(number)
                await asyncio.sleep(0)

        await asyncio.gather(*(one(n) for n in range(11)))
        return came

    assert run_apart(run()) == list(range(11))


def test_f4_a_turn_is_given_back_whatever_happens() -> None:
    admission = Admission(1, 0)

    async def nested() -> None:
        async with admission.turn(), admission.turn():
            raise AssertionError("two at once")

    async def run() -> None:
        for _ in range(3):
            with pytest.raises(Problem):
                await nested()

    run_apart(run())


def test_f4_threads_kept_apart_are_bounded_and_do_not_wait_for_the_pool() -> None:
    apart = Threads("test", 2)
    at_once, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2)

    def work() -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        both.wait(PATIENCE)
        with lock:
            at_once -= 1

    async def run() -> None:
        await asyncio.gather(*(apart.run(work) for _ in range(6)))

    run_apart(run())
    assert most == 2


def test_f4_what_is_bound_by_the_processor_waits_apart_from_the_rest(sqlite_world: World) -> None:
    queues = {
        (method, route.path): route._queue()  # type: ignore[attr-defined]
        for route in routes_of(sqlite_world)
        for method in route.methods
    }
    assert queues["POST", "/v1/reports"] == queues["POST", "/signalements/nouveau"] == "intake"
    assert queues["POST", "/v1/qualifications"] == queues["POST", "/v1/noise"] == "reasoning"
    assert {path for (_, path), queue in queues.items() if queue is None} == {"/health", "/ready", "/metrics"}
    assert set(admissions(0)) == set(AT_ONCE)
    assert sum(AT_ONCE.values()) < 40  # the threads of the common pool


def test_f4_nobody_waits_for_a_turn_without_end() -> None:
    async def waits() -> None:
        admission = Admission(1, 5, patience=0.01)
        async with admission.turn():
            with pytest.raises(Problem, match="too-busy"):
                async with admission.turn():
                    raise AssertionError("two at a time")
        async with admission.turn():  # who gave up holds nothing
            pass

    run_apart(waits())
