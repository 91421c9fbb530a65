"""One side of `bench.beside`: a process on the tree that PYTHONPATH names, asked line by line.

It is run by its path, on the tree of an earlier commit as on this one, with a folder of rules: it
uses nothing but names that both trees have. A line names a piece of work and a file of reports; the
answer says how many seconds of processor the work took.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.explanation import document
from engine.explanation.document import DocumentWriter
from engine.explanation.narration import Narrator
from engine.explanation.proof import ProofWriter, dump
from engine.facts.statements import ReportError, read_report
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine

_Work = Callable[[list[dict[str, Any]]], float]


def main() -> None:
    """Answers each line of the standard input."""
    works: dict[str, _Work] = {}
    _engine()
    _set_apart()
    for line in sys.stdin:
        name, _, file = line.rstrip("\n").partition("\t")
        reports = json.loads(Path(file).read_text(encoding="utf-8"))
        if name == "readable":
            answer: Any = [_is_readable(data) for data in reports]
        else:
            is_first = name not in works
            if is_first:
                works[name] = _WORKS[name]()
            answer = works[name](reports)
            if is_first:
                _set_apart()  # what the first reports opened: the readers of texts
        print(json.dumps(answer), flush=True)


def _set_apart() -> None:
    """Sets what is loaded for good apart from the rounds of the garbage collector, as commands and
    `qualif serve` do on both sides.
    """
    gc.collect()
    gc.freeze()


@cache
def _engine() -> Engine:
    """The engine on the law that the command names."""
    return Engine(load_folder(Path(sys.argv[1])))


def _is_readable(data: dict[str, Any]) -> bool:
    try:
        read_report(data["report"], _engine().ruleset.facts)
    except ReportError:
        return False
    return True


def _reasoning(answer: Callable[[Engine], Callable[[Any, date], object]]) -> Callable[[], _Work]:
    """Work of an engine that has answered nothing else."""

    def make() -> _Work:
        engine = Engine(_engine().ruleset, plan=_engine().plan)
        work = answer(engine)

        def run(reports: list[dict[str, Any]]) -> float:
            facts = engine.ruleset.facts
            asked = [(read_report(d["report"], facts), date.fromisoformat(d["decision"])) for d in reports]
            return _spent(lambda: [work(report, decision) for report, decision in asked] and None)

        return run

    return make


def _written(engine: Engine) -> Callable[[Any, date], object]:
    writer = DocumentWriter(engine)
    return lambda report, decision: writer.data(report, engine.qualify(report, decision))


def _commanded(engine: Engine) -> Callable[[Any, date], object]:
    """What `qualif qualify --json` prints: earlier, put together as data, then written."""
    made: Any = getattr(document, "document", None)
    if made is None:
        return _written(engine)
    return lambda report, decision: dump(made(engine, report, engine.qualify(report, decision)))


def _proved(engine: Engine) -> Callable[[Any, date], object]:
    writer = ProofWriter(engine.ruleset)
    return lambda report, decision: writer.data(engine.qualify(report, decision))


def _found(engine: Engine) -> Callable[[Any, date], object]:
    return lambda report, decision: [a.findings for a in engine.qualify(report, decision).assessments]


class _Service:
    """The service of the tree on a database of its own, asked in this process without a socket."""

    def __init__(self) -> None:
        from api.db.migrate import upgrade
        from tests.api.service.world import World

        self.folder = Path(tempfile.mkdtemp())
        world = World(f"sqlite:///{self.folder / 'q.sqlite3'}", self.folder, rulesets=Path(sys.argv[1]))
        world.clock.moment = datetime(2026, 11, 25, 10, tzinfo=UTC)  # after every report
        upgrade(world.database)
        self.app: Any = world.app
        self.machine, self.person = world.machine(), world.signed_in("analyst")  # type: ignore[arg-type]
        self.ids: list[str] = []

    def store(self, reports: list[dict[str, Any]]) -> float:
        """Seconds of processor to take these reports in."""
        bodies = [json.dumps({**data["report"], "text": data["text"], "url": data["url"]}).encode() for data in reports]
        with _steady():
            before = _processor()
            found = [json.loads(self._ask(self.machine, "POST", "/v1/reports", body)) for body in bodies]
            spent = _processor() - before
        self.ids = [report["id"] for report in found]
        return spent

    def read(self, reports: list[dict[str, Any]]) -> float:
        """Seconds of processor to show the page of each report stored last."""
        with _steady():
            before = _processor()
            for report in self.ids:
                self._ask(self.person, "GET", f"/signalements/{report}", b"")
            return _processor() - before

    def _ask(self, client: Any, method: str, path: str, body: bytes) -> bytes:
        headers = {**client.headers, "host": "127.0.0.1:8000", "content-length": str(len(body))}
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        if body:
            headers["content-type"] = "application/json"
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        said: list[dict[str, Any]] = []

        async def run() -> None:
            sent = asyncio.Event()

            async def receive() -> dict[str, Any]:
                if sent.is_set():
                    await asyncio.Event().wait()
                sent.set()
                return {"type": "http.request", "body": body, "more_body": False}

            async def send(message: dict[str, Any]) -> None:
                said.append(message)

            await self.app(scope, receive, send)

        client.portal.call(run) if getattr(client, "portal", None) else _LOOP.run(run())
        if said[0]["status"] not in (200, 202):
            raise RuntimeError(f"{method} {path}: {said[0]['status']} {said[1:]}")
        return b"".join(message.get("body", b"") for message in said[1:])


@contextmanager
def _steady() -> Iterator[None]:
    """How often `qualif serve` has garbage collected, on both sides."""
    before = gc.get_threshold()
    gc.set_threshold(2_000, 10, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_LOOP = asyncio.Runner()


def _service(work: Callable[[_Service], _Work]) -> Callable[[], _Work]:
    """Work of the service, which all of them share."""
    return lambda: work(_the_service())


@cache
def _the_service() -> _Service:
    return _Service()


def _processor() -> float:
    """Seconds of processor of this process and of those it has started."""
    started = [int(pid) for task in Path("/proc/self/task").iterdir() for pid in _text(task / "children").split()]
    ticks = 0
    for pid in started:
        fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12]) if fields else 0
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # a task or a process that has just ended
        return ""


def _spent(work: Callable[[], object]) -> float:
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


_WORKS: dict[str, Callable[[], _Work]] = {
    "explained, by the command": _reasoning(_commanded),
    "explained, by the service": _reasoning(_written),
    "told in French": _reasoning(lambda e: lambda r, d: Narrator(e, r, e.qualify(r, d)).tell()),
    "proof, bytes": _reasoning(_proved),
    "answer": _reasoning(lambda e: e.qualify),
    "findings": _reasoning(_found),
    "stored": _service(lambda service: service.store),
    "case page": _service(lambda service: service.read),
}

if __name__ == "__main__":
    main()
