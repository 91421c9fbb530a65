"""A trial of a stream on a real broker: workers, and the broker, killed while messages come; then what came out is counted."""

from __future__ import annotations

import asyncio
import base64
import json
import multiprocessing
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.stream.brokers.options import BrokerOptions
from api.stream.report_message import content_key
from tests.api.stream import worker
from tests.api.stream.clients import Message, PlatformClient, client, insist, send_all
from tests.api.stream.platform import SPAM
from tests.api.stream.servers import BrokerServer, server

QUIET = 60.0
"""Seconds without a new decision after which the trial ends."""
_AGAIN = 8
"""Readings in a row that bring nothing new, after which the collector connects again: what the broker believes it has is given back."""
_SETTLING = 3.0
"""Seconds before a server is killed: RabbitMQ forgets the only member of a quorum queue made less than half a second before."""
_QUICK = {"session.timeout.ms": "3000", "heartbeat.interval.ms": "500"}
"""Parameters of Kafka's client that have a killed worker noticed in three seconds."""
_EVERY = 50
"""One message in so many is no report."""
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([*worker.MODULES])
"""Workers, of which a trial starts a dozen, are forked from a process that has imported what they need."""


@dataclass(frozen=True)
class TrialPlan:
    """Plan of a trial: how many messages, and how often what is killed."""

    messages: int
    worker_kills: int = 10
    server_kills: int = 0
    workers: int = 2
    batch: int = 64
    store: str = ""


@dataclass
class Tally:
    """What came out of a trial."""

    reports: set[str] = field(default_factory=set)
    unread: set[bytes] = field(default_factory=set)
    decided: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    set_aside: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dead: set[bytes] = field(default_factory=set)
    published: int = 0
    faults: int = 0
    seconds: float = 0.0

    @property
    def missing(self) -> int:
        """Messages without a decision."""
        return len(self.reports - self.decided.keys()) + len(self.unread - self.dead)

    @property
    def contradictions(self) -> int:
        """Reports with two decisions, and contents set aside twice."""
        two = sum(len(one) > 1 for one in self.decided.values())
        return two + sum(len(one) > 1 for one in self.set_aside.values())

    @property
    def is_whole(self) -> bool:
        """Whether every message has its decision."""
        return not self.missing

    def add_decision(self, body: bytes) -> None:
        """Counts a decision; where a part failed it is a keep, beside which another may come."""
        data = json.loads(body)
        self.published += 1
        if data["id"] is None:
            return
        if "fault" in data:
            assert data["decision"] == "keep"
            self.faults += 1
            self.decided.setdefault(data["id"], set())
            return
        self.decided[data["id"]].add(data["decision"])
        if data["decision"] == "set_aside":
            self.set_aside[data["content"]].add(data["id"])

    def line(self) -> str:
        """The trial in one line."""
        count = len(self.reports) + len(self.unread)
        return (
            f"{count} messages, {self.published} decisions published, {self.missing} without a decision, "
            f"{self.contradictions} contradictions, {self.faults} kept by a fault, {len(self.dead)} dead letters, "
            f"{self.seconds:.0f} s, {count / self.seconds:.0f} messages/s"
        )


def messages(count: int, tally: Tally) -> Iterator[Message]:
    """Messages of a platform: one in five is of a content that comes twice, one in fifty is no report."""
    for number in range(count):
        if number % _EVERY == 7:
            body = json.dumps({"number": number}).encode()
            tally.unread.add(body)
            yield str(number), body
            continue
        name, subject = f"m{number}", number // 2 if number % 10 < 2 else number + count
        text = f"{SPAM} {subject}" if number % 2 or number % 10 == 0 else f"Un message ordinaire {subject}"
        tally.reports.add(name)
        yield content_key(text), json.dumps({"id": name, "text": text}).encode()


def run_trial(kind: str, folder: Path, plan: TrialPlan, seed: int = 1) -> Tally:
    """One trial on a broker of a kind."""
    with server(kind, folder) as broker:
        options = BrokerOptions(broker.url, batch=plan.batch, wait=0.1, redelivery=3.0, client=_QUICK)
        store = plan.store or f"sqlite:///{folder / 'decisions.sqlite3'}"
        workers = [_Worker(options, store, folder / f"worker{number}.log") for number in range(plan.workers)]
        try:
            return asyncio.run(_Trial(kind, broker, options, workers, random.Random(seed)).run(plan))
        finally:
            for one in workers:
                one.kill()


class _Worker:
    """Process of a stream."""

    def __init__(self, options: BrokerOptions, store: str, log: Path) -> None:
        self._arguments = options, store, log
        self.start()

    def start(self) -> None:
        """Starts a new process."""
        self._process = _FORKS.Process(target=worker.run, args=self._arguments, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.join()


class _Trial:
    def __init__(
        self, kind: str, broker: BrokerServer, options: BrokerOptions, workers: list[_Worker], chance: random.Random
    ) -> None:
        self._kind, self._broker, self._options = kind, broker, options
        self._workers, self._chance = workers, chance
        self._tally = Tally()

    async def run(self, plan: TrialPlan) -> Tally:
        started = time.monotonic()
        platform = client(self._kind, self._options)
        await insist(platform.open)
        collecting = asyncio.create_task(self._collect(plan))
        kills = self._kills(plan)
        async for sent in send_all(platform, messages(plan.messages, self._tally)):
            while kills and sent >= kills[0][0]:
                await self._kill(kills.pop(0)[1])
        for _, victim in kills:
            await self._kill(victim)
        await collecting
        self._tally.seconds = time.monotonic() - started
        await platform.close()
        return self._tally

    def _kills(self, plan: TrialPlan) -> list[tuple[int, str]]:
        victims = ["worker"] * plan.worker_kills + ["server"] * plan.server_kills
        self._chance.shuffle(victims)
        return sorted((self._chance.randrange(plan.messages), victim) for victim in victims)

    async def _kill(self, victim: str) -> None:
        await asyncio.sleep(self._chance.uniform(0.1, 0.6))
        if victim == "server":
            await asyncio.sleep(_SETTLING)
            await asyncio.to_thread(self._broker.kill)
            await asyncio.to_thread(self._broker.start)
            return
        one = self._chance.choice(self._workers)
        await asyncio.to_thread(one.kill)
        one.start()

    async def _collect(self, plan: TrialPlan) -> None:
        """Reads decisions and dead letters until all are there, or nothing new comes."""
        reader = client(self._kind, self._options)
        await insist(reader.open)
        last, seen, idle = time.monotonic(), -1, 0
        while time.monotonic() - last < QUIET:
            for body in await self._receive(reader, self._options.decisions):
                self._tally.add_decision(body)
            for body in await self._receive(reader, self._options.dead_letters):
                self._tally.dead.add(base64.b64decode(json.loads(body)["body"]))
            count = len(self._tally.decided) + len(self._tally.dead)
            if count >= plan.messages and self._tally.is_whole:
                break
            idle = 0 if count != seen else idle + 1
            if count != seen:
                last, seen = time.monotonic(), count
            elif reader.gives_back and idle % _AGAIN == 0:
                with suppress(Exception):
                    await reader.close()
                reader = client(self._kind, self._options)
                await insist(reader.open)
        await reader.close()

    async def _receive(self, reader: PlatformClient, name: str) -> list[bytes]:
        try:
            received: Any = await reader.receive(name)
        except Exception:  # the broker is dead for now, or has no such queue yet
            await asyncio.sleep(0.5)
            return []
        return list(received)
