"""A scripted HTTP server on loopback: each request gets the bytes that a script makes of it, as slowly as it says."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Script: TypeAlias = Callable[["Request"], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def report(self) -> Any:
        """The user's message, read."""
        return json.loads(self.body["messages"][1]["content"])


@dataclass
class Running:
    """A server that runs: its address, what it was asked, how many requests were under way at most, and how many were cut off."""

    url: str = ""
    asked: list[Request] = field(default_factory=list)
    under_way: int = 0
    most: int = 0
    cut_off: int = 0


def answer(status: int, body: bytes, **headers: str) -> bytes:
    """The bytes of a whole response."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chat(content: Any, prompt: int = 100, completion: int = 10) -> bytes:
    """A chat completion whose content is this value, as JSON, or this string."""
    said = content if isinstance(content, str) else json.dumps(content)
    usage = {"prompt_tokens": prompt, "completion_tokens": completion}
    return answer(
        200, json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}], "usage": usage}).encode()
    )


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Running]:
    """Serves a script in a thread of its own until the end of the block."""
    running, loop, ready = Running(), asyncio.new_event_loop(), threading.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split()
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            request = Request(method, path, headers, json.loads(body) if body else None)
            running.asked.append(request)
            running.under_way += 1
            running.most = max(running.most, running.under_way)
            try:
                async for part in script(request):
                    writer.write(part)
                    await writer.drain()
            finally:
                running.under_way -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            running.cut_off += 1
        finally:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        running.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        ready.set()
        await stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    stop, tasks = asyncio.Event(), set[Any]()
    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
