"""Worker beside the service: one thread, one event loop, as many reports at once as the model
server is asked.

It first asks the server whether it can be used, and asks again after each fault that speaks of the
server: while it is away, it is tried once a minute, without a word of any report.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Lock
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from api.http.live import LiveServices
from api.kit.background import background
from api.reports.model_readings import applying
from api.reports.model_readings import repository as queue
from api.reports.model_readings.repository import OF_ONE_REPORT, ReadingTask
from api.texts.model_connection import ModelConnection, ModelServer
from api.texts.model_faults import ModelFault
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.reader import ModelReader

log = logging.getLogger("qualif.model")
T = TypeVar("T")
REST = 1.0
"""Seconds between two looks at what waits, when nothing does."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds before a server that did not answer is asked again: twice as many each time, up to the
second number.
"""
UNUSED = 5.0
"""Seconds before a server that the rules leave without questions is looked at again."""
THREADS = 2
"""Of the event loop's own: what reads and writes the database, and looks up names."""
LEASE_MARGIN = 60.0
"""Seconds of a lease beyond those of two requests: what applies the reading takes them."""


class ReadingWorker:
    """Reads what waits with one connection, until it is stopped, or another edition of the rules
    asks other questions.
    """

    def __init__(self, live: LiveServices, connection: ModelConnection, server: ModelServer) -> None:
        self._live, self._connection, self._server = live, connection, server
        self._over, self._lock = Event(), Lock()
        self._wake: Callable[[], object] | None = None
        self._pause = FIRST_PAUSE
        self._answers = False
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._unread: list[str] = []

    def run(self) -> None:
        """Works until then."""
        asyncio.run(self._run())

    def stop(self) -> None:
        """Has it stop: requests under way are cut, and what they were about waits for the next
        start.
        """
        with self._lock:
            self._over.set()
            if self._wake is not None:
                self._wake()

    async def _run(self) -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        loop.set_default_executor(ThreadPoolExecutor(THREADS, "model-rows"))
        with self._lock:
            if self._over.is_set():
                return
            self._wake = lambda: loop.call_soon_threadsafe(over.set)
        try:
            work, stop = asyncio.ensure_future(self._work()), asyncio.ensure_future(over.wait())
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            work.cancel()
            stop.cancel()
            await asyncio.wait({work, stop})
            if not work.cancelled():
                work.result()
        finally:
            with self._lock:
                self._wake = None

    async def _work(self) -> None:
        async with self._server.open() as chat:
            reader = ModelReader(chat, self._server.asked)
            try:
                while self._live.current().model is self._connection:
                    if not self._answers:
                        await self._check(reader)
                    elif not await self._begin(reader):
                        await self._rest()
            finally:
                await self._let_go()

    async def _check(self, reader: ModelReader) -> None:
        """Asks whether the server can be used, or else waits a while."""
        try:
            await reader.check()
        except ServerFault as fault:
            self._say(fault.code)
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        else:
            self._say(None)
            self._pause, self._answers = FIRST_PAUSE, True

    async def _begin(self, reader: ModelReader) -> bool:
        """Begins to read what waits, where there is room; whether there was any."""
        room = self._server.limits.at_once - len(self._under_way)
        if room <= 0:
            return False
        taking = asyncio.ensure_future(self._beside(lambda: self._take(room)))
        try:
            tasks = await asyncio.shield(taking)
        except asyncio.CancelledError:  # what is being taken is let go of once it is
            self._unread = [task.report for task in await taking]
            raise
        except (OperationalError, InterfaceError) as error:
            log.warning("readings wait for the database (%s)", type(error).__name__)
            await asyncio.sleep(self._pause)
            return False
        for task in tasks:
            begun = asyncio.ensure_future(self._read(reader, task))
            self._under_way[begun] = task.report
            begun.add_done_callback(self._under_way.pop)
        return bool(tasks)

    async def _rest(self) -> None:
        """Until a reading ends, or a while."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=REST, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(REST)

    async def _read(self, reader: ModelReader, task: ReadingTask) -> None:
        try:
            fault = await self._outcome(reader, task)
            if fault is not None:
                await self._beside(lambda: self._note(task.report, fault))
        except (
            OperationalError,
            InterfaceError,
        ) as error:  # the database is away: the lease ends, and it is read again
            log.warning("a reading is not stored (%s): it will be done again", type(error).__name__)

    async def _outcome(self, reader: ModelReader, task: ReadingTask) -> ModelFault | None:
        """Reads a report and applies what was read; the fault, where there was one."""
        try:
            reading = await reader.read(task.input)
            await self._beside(lambda: applying.apply(self._live.current(), task.report, reading))
        except ServerFault as fault:
            if fault.code not in OF_ONE_REPORT:
                self._answers = False  # whether it is the server's fault, asking it says
            return fault.code
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # whatever it met, others are read all the same; never its words
            log.error("a reading is not applied (%s)", type(error).__name__, extra={"where": task.report})
            return "storing"
        return None

    async def _let_go(self) -> None:
        """Cuts what is under way, and frees it for whoever comes next."""
        begun = dict(self._under_way)
        for task in begun:
            task.cancel()
        if begun:
            await asyncio.wait(begun)
        if left := [*begun.values(), *self._unread]:
            await self._beside(lambda: self._release(left))

    def _say(self, fault: ModelFault | None) -> None:
        self._connection.say(fault, self._live.current().clock.now())

    async def _beside(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, act)

    def _take(self, most: int) -> list[ReadingTask]:
        services = self._live.current()
        with services.database.read() as looking:
            if not queue.is_due(looking, services.clock.now()):
                return []
        lease = timedelta(seconds=2 * self._server.limits.seconds + LEASE_MARGIN)
        with services.database.write() as session:
            return queue.take(session, services, most, lease)

    def _note(self, report: str, fault: ModelFault) -> None:
        services = self._live.current()
        with services.database.write() as session:
            queue.note_fault(session, services, report, fault)

    def _release(self, reports: Iterable[str]) -> None:
        with self._live.current().database.write() as session:
            queue.release(session, reports)


class ModelReadings:
    """Has the model server of each edition of the rules read what waits, one after the other."""

    def __init__(self, live: LiveServices) -> None:
        self._live = live
        self._over, self._lock = False, Lock()
        self._worker: ReadingWorker | None = None

    def step(self) -> float | None:
        """Reads with the server of now until it changes; None once it is stopped."""
        connection = self._live.current().model
        if connection is None or connection.server is None:
            return None if self._over else UNUSED
        with self._lock:
            if self._over:
                return None
            self._worker = worker = ReadingWorker(self._live, connection, connection.server)
        worker.run()
        return None if self._over else 0.0

    def stop(self) -> None:
        """Has it stop."""
        with self._lock:
            self._over = True
            if self._worker is not None:
                self._worker.stop()


@contextmanager
def reading_beside(live: LiveServices) -> Iterator[None]:
    """While the service runs, has the model server read what waits; does nothing without one."""
    if live.current().model is None:
        yield
        return
    readings = ModelReadings(live)
    with background("model", readings.step):
        try:
            yield
        finally:
            readings.stop()
