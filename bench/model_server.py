"""Overhead of the reader behind a model server: processor time of a report in this process, the
server's left out.

The server is another process, which answers at once as careful readers did: what is timed is the
adapter, its two requests, its checks, and the merge.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from api.rules.dangers import open_dangers
from api.texts.intake import EnrichedReport
from api.texts.model_batches import open_batches
from api.texts.model_questions import open_questionnaire
from api.texts.model_reading import merge_reading, model_input
from bench.clock import Spent, spend
from classifiers.model_server.addresses import server_address
from classifiers.model_server.client import ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.reader import ModelInput
from classifiers.model_server.reading import ModelReading
from engine.reasoning.qualify import Engine
from tools.measure.careful import CarefulAnswers, read_answers
from tools.measure.labels import CALIBRATE, LabelledReport, read_sets

BAR_MS = 10.0


def model_server(engine: Engine, rounds: int) -> dict[str, Any]:
    """Milliseconds of processor a report: reading it, and merging what was read."""
    answers = read_answers()
    reports = [one for of in read_sets(CALIBRATE) for one in of.only(answers.has).reports]
    enriched = [EnrichedReport(_plain(one), (), None) for one in reports]
    asked = [one for report in enriched if (one := model_input(report.data)) is not None]
    facts, steadfast = engine.ruleset.facts, open_dangers(None).facts
    with _server() as url:
        chat = ChatServer(server_address(url), "essai")
        with open_batches(chat, open_questionnaire(None, engine.ruleset)) as batches:
            first = _spent(batches.read, asked)
            reading = [_spent(batches.read, asked) for _ in range(rounds)]
            sorting = [_spent(batches.sort, asked) for _ in range(rounds)]
            readings = [one for one in batches.read(asked) if isinstance(one, ModelReading)]
    if len(readings) != len(asked):
        raise RuntimeError(f"{len(readings)} readings of {len(asked)} reports")
    pairs = list(zip(enriched, readings, strict=True))
    merging = [
        spend(len(pairs), lambda: [merge_reading(one, reading, facts, steadfast) for one, reading in pairs])
        for _ in range(rounds)
    ]
    return {
        "reports": len(asked),
        "rounds": rounds,
        "bar_ms": BAR_MS,
        "first": _milliseconds([first]),
        "reading": _milliseconds(reading),
        "sorting": _milliseconds(sorting),
        "merging": _milliseconds(merging),
    }


def _spent(read: Any, asked: Sequence[ModelInput]) -> Spent:
    def work() -> None:
        if any(isinstance(one, ServerFault) for one in read(asked)):
            raise RuntimeError("the server of the measure failed")

    return spend(len(asked), work)


def _milliseconds(spent: Sequence[Spent]) -> dict[str, float]:
    each = sorted(1_000 * one.cpu / one.count for one in spent)
    return {"median": each[len(each) // 2], "min": each[0], "max": each[-1]}


def _plain(report: LabelledReport) -> dict[str, Any]:
    shown = {"text": report.text, "comment": report.comment, "url": report.url, "reported_category": report.category}
    return {"id": report.id, "facts": {}, **shown}


@contextmanager
def _server() -> Iterator[str]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _serve(port: Connection) -> None:
    asyncio.run(_answer(port, read_answers()))


async def _answer(port: Connection, answers: CarefulAnswers) -> None:
    server = await asyncio.start_server(partial(_talk, answers), "127.0.0.1", 0, limit=1 << 20)
    port.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await server.serve_forever()


async def _talk(answers: CarefulAnswers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers the requests of a connection, which stays open as a real server's does."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            body = json.loads(await reader.readexactly(length))
            name = body["response_format"]["json_schema"]["name"]
            content = answers.reply(name, json.loads(body["messages"][1]["content"]))
            reply = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            head_back = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(reply)}\r\n\r\n"
            writer.write(head_back.encode() + reply)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
