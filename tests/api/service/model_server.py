"""A scripted model server on loopback: it answers what a test says, and may be slow, broken or absent."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from api.texts.model_questions import open_questionnaire
from classifiers.model_server.questionnaire import Questionnaire
from tests.api.service.world import small_law

MODEL = "essai-7b"
TRIED = {"lecture": "selon-schema"}
"""What a server that follows a schema answers when it is tried."""
PATIENCE = 60.0
"""Seconds that a test may wait on a machine busy with other things."""


@dataclass(frozen=True)
class ChatAnswer:
    """What the server answers to one request.

    `content`: the model's words; `raw`: the whole body instead; `wait`: seconds before the first byte; `drip`: seconds before
    each byte of the body; `cut`: the connection is closed in the middle of it.
    """

    content: str = ""
    status: int = 200
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: bool = False

    def body(self) -> bytes:
        """The body of the response."""
        if self.raw is not None:
            return self.raw
        message = {"choices": [{"message": {"role": "assistant", "content": self.content}}]}
        return json.dumps({**message, "usage": {"prompt_tokens": 100, "completion_tokens": 10}}).encode()


Script: TypeAlias = Callable[[Mapping[str, Any]], "ChatAnswer | Mapping[str, Any]"]
"""The answer to a request's body; a mapping is the JSON that the model writes."""


def name_of(body: Mapping[str, Any]) -> str:
    """Which request this is: `essai`, `tri` or `reponses`."""
    name: str = body["response_format"]["json_schema"]["name"]
    return name


def report_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The report that a request shows, as the model sees it."""
    shown: dict[str, Any] = json.loads(body["messages"][1]["content"])
    return shown


def reads(sorting: Mapping[str, Any] | None = None, **answers: Any) -> Script:
    """A server that sorts and answers every report so; an answer is `(value, quotation)`, of the text and certain, or the whole of it."""
    first = {"nature": "a_examiner", "champs": [], "gravites": [], "themes": ["exemple"], **(sorting or {})}
    second = {name: _whole(answer) for name, answer in answers.items()}
    return lambda body: first if name_of(body) == "tri" else second


def _whole(answer: Any) -> Any:
    if not isinstance(answer, tuple):
        return answer
    value, quotation = answer
    return {"valeur": value, "citation": quotation, "voix": "texte", "certitude": "certain"}


@cache
def small_questions() -> Questionnaire:
    """The questionnaire of the small law."""
    return open_questionnaire(Path(__file__).parent / "questions", small_law().ruleset)


class ScriptedModelServer:
    """A server in one thread, from `__enter__` to `__exit__`. It passes the trial that comes before reports unless `script` is asked for all.

    `bodies`: the requests about reports, in order; `most`: how many were under way at once; `calls`: every path asked, in order.
    """

    def __init__(
        self, script: Script, *, models: tuple[str, ...] = (MODEL,), whole: bool = False, port: int = 0
    ) -> None:
        self._script, self._models, self._whole, self.port = script, models, whole, port
        self.bodies: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.keys: list[str | None] = []
        self.most = self._now = 0
        self.open = threading.Event()
        self.open.set()
        self._tls: ssl.SSLContext | None = None
        self._ready, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve, name="scripted-model", daemon=True)

    def with_tls(self, context: ssl.SSLContext) -> ScriptedModelServer:
        """The same, over TLS."""
        self._tls = context
        return self

    @property
    def url(self) -> str:
        """Its address, as a setting gives it."""
        return f"{'https' if self._tls is not None else 'http'}://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that name it."""
        return {"reader_url": self.url, "reader_model": MODEL}

    def __enter__(self) -> ScriptedModelServer:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops it in the middle of whatever it answers."""
        self.open.set()
        self._over.set()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        while not self._over.is_set():
            await asyncio.sleep(0.005)
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever called went away
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, path, _ = head.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        sent = await reader.readexactly(int(headers.get("content-length", 0)))
        self.calls.append(f"{method} {path}")
        self.keys.append(headers.get("authorization"))
        if method == "GET":
            listed = {"data": [{"id": name} for name in self._models]}
            return await self._answer(writer, ChatAnswer(raw=json.dumps(listed).encode()))
        body = json.loads(sent)
        if name_of(body) == "essai" and not self._whole:
            return await self._answer(writer, ChatAnswer(json.dumps(TRIED)))
        self.bodies.append(body)
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            while not self.open.is_set():
                await asyncio.sleep(0.005)
            said = self._script(body)
            answer = said if isinstance(said, ChatAnswer) else ChatAnswer(json.dumps(said))
            return await self._answer(writer, answer)
        finally:
            self._now -= 1

    async def _answer(self, writer: asyncio.StreamWriter, answer: ChatAnswer) -> bool:
        await asyncio.sleep(answer.wait)
        body = answer.body()
        lines = {"Content-Type": "application/json", "Content-Length": str(len(body)), **answer.headers}
        writer.write(f"HTTP/1.1 {answer.status} x\r\n".encode())
        writer.write("".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n")
        if answer.cut:
            writer.write(body[: len(body) // 2])
            await writer.drain()
            return False
        if answer.drip:
            for at in range(len(body)):
                writer.write(body[at : at + 1])
                await writer.drain()
                await asyncio.sleep(answer.drip)
        else:
            writer.write(body)
        await writer.drain()
        return True
