"""Client of an OpenAI-compatible chat server, asked for answers that follow a JSON Schema."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import httpcore2
import httpx2

from classifiers.model_server.addresses import NearBackend, ServerAddress
from classifiers.model_server.faults import FaultCode, ServerFault
from classifiers.model_server.reading import ModelCost
from classifiers.model_server.schemas import JsonSchema

MAX_REPLY_BYTES = 1 << 20
"""More than any answer takes: what goes on longer is cut off."""
_USER = "@"
"""Stands for the user's message, which is the last string of a request."""
_BY_STATUS: Mapping[int, FaultCode] = {401: "key", 403: "key", 404: "model", 408: "slow", 413: "too-large", 429: "busy"}


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Limits of a request: seconds in all, those to connect, tokens written at most, and how many
    requests are under way at once.
    """

    seconds: float = 60.0
    connect_seconds: float = 5.0
    most_tokens: int = 4_096
    at_once: int = 4


class ChatReply(NamedTuple):
    """Reply of the model, and what it cost."""

    content: str
    cost: ModelCost


@dataclass(frozen=True, slots=True)
class ChatPrompt:
    """Prompt of a request: all of its body but the user's message, which comes between these bytes.
    Schemas take tens of kilobytes: they are serialised once.
    """

    before: bytes
    after: bytes

    def with_user(self, message: str) -> bytes:
        """The body of the request."""
        return self.before + json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + self.after


class ChatServer:
    """One model of one server. Used in the event loop it was entered in; nothing is retried here.

    `key` goes in the `Authorization` header alone. `authorities`: a file of certificate authorities
    of the operator's own, beside those of the system.
    """

    def __init__(
        self,
        address: ServerAddress,
        model: str,
        *,
        key: str | None = None,
        limits: ServerLimits | None = None,
        authorities: Path | None = None,
    ) -> None:
        self.address, self.model, self.limits = address, model, limits or ServerLimits()
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._authorities = authorities
        self._turns = asyncio.Semaphore(self.limits.at_once)
        self._client: httpx2.AsyncClient | None = None

    async def __aenter__(self) -> ChatServer:
        """Opens the pool of connections; nothing is called yet."""
        self._client = httpx2.AsyncClient(
            transport=_transport(self.address, self.limits, self._authorities),
            headers={"Content-Type": "application/json", **self._headers},
            follow_redirects=False,
            trust_env=False,
            timeout=httpx2.Timeout(self.limits.seconds, connect=self.limits.connect_seconds),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Closes the connections: what the server was still writing is dropped."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def prompt(self, system: str, name: str, schema: JsonSchema) -> ChatPrompt:
        """Prompt of a system message whose reply follows a schema."""
        body = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "max_tokens": self.limits.most_tokens,
            "response_format": {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}},
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": _USER}],
        }
        before, after = json.dumps(body, ensure_ascii=False).rsplit(json.dumps(_USER), 1)
        return ChatPrompt(before.encode(), after.encode())

    async def ask(self, prompt: ChatPrompt, user: str) -> ChatReply:
        """The reply to one message.

        Raises:
            ServerFault: no usable reply within the limits.
        """
        body = prompt.with_user(user)
        async with self._turns:
            began = time.monotonic()
            reply = await self._send("POST", "/chat/completions", body)
            seconds = time.monotonic() - began
        return ChatReply(_content(reply), _cost(reply, seconds))

    async def models(self) -> frozenset[str]:
        """The models the server names; empty where it names none, or has no such list.

        Raises:
            ServerFault: it does not answer.
        """
        try:
            reply = await self._send("GET", "/models", None)
        except ServerFault as fault:
            if fault.code in ("model", "refused"):  # 404 and 405: nothing is there
                return frozenset()
            raise
        listed = reply.get("data")
        rows = listed if isinstance(listed, list) else []
        return frozenset(one["id"] for one in rows if isinstance(one, Mapping) and isinstance(one.get("id"), str))

    async def _send(self, method: str, path: str, body: bytes | None) -> Mapping[str, Any]:
        assert self._client is not None, "the server is not entered"
        try:
            async with asyncio.timeout(self.limits.seconds):
                async with self._client.stream(method, self.address.base + path, content=body) as response:
                    content = await _bounded(response)
                    _check_status(response.status_code, content, asked_schema=body is not None)
        except TimeoutError as error:
            raise ServerFault("slow") from error
        except httpx2.TimeoutException as error:
            raise ServerFault("unreachable" if isinstance(error, httpx2.ConnectTimeout) else "slow") from error
        except httpx2.TransportError as error:
            raise ServerFault("certificate" if _is_of_certificate(error) else "unreachable") from error
        except httpx2.HTTPError as error:
            raise ServerFault("reply") from error
        try:
            reply = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ServerFault("reply") from error
        if not isinstance(reply, Mapping):
            raise ServerFault("reply")
        return reply


async def _bounded(response: httpx2.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MAX_REPLY_BYTES:
            raise ServerFault("too-large")
        parts.append(part)
    return b"".join(parts)


def _check_status(status: int, content: bytes, *, asked_schema: bool) -> None:
    """Raises what a status means: a redirection is one more address, and is not followed."""
    if status == 200:
        return
    if 300 <= status < 400:
        raise ServerFault("redirect")
    if status in (400, 422, 501) and asked_schema and _speaks_of_schema(content):
        raise ServerFault("schema")
    raise ServerFault(_BY_STATUS.get(status, "busy" if status >= 500 else "refused"))


def _speaks_of_schema(content: bytes) -> bool:
    lower = content.lower()
    return any(word in lower for word in (b"response_format", b"json_schema", b"grammar", b"schema"))


def _content(reply: Mapping[str, Any]) -> str:
    try:
        content = reply["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise ServerFault("reply") from error
    if not isinstance(content, str):
        raise ServerFault("reply")
    return content


def _cost(reply: Mapping[str, Any], seconds: float) -> ModelCost:
    usage = reply.get("usage")
    counts = usage if isinstance(usage, Mapping) else {}
    read, written = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return ModelCost(1, seconds, read if isinstance(read, int) else 0, written if isinstance(written, int) else 0)


def _is_of_certificate(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _transport(address: ServerAddress, limits: ServerLimits, authorities: Path | None) -> httpx2.AsyncHTTPTransport:
    context = ssl.create_default_context()
    if authorities is not None:
        context.load_verify_locations(cafile=authorities)
    transport = httpx2.AsyncHTTPTransport(verify=context, trust_env=False, retries=0)
    # The library has no argument for it: its pool is replaced before the first use.
    transport._pool = httpcore2.AsyncConnectionPool(
        ssl_context=context,
        max_connections=limits.at_once + 1,
        max_keepalive_connections=limits.at_once,
        keepalive_expiry=30.0,
        retries=0,
        network_backend=NearBackend(httpcore2.AnyIOBackend(), address.host if address.anywhere else None),
    )
    return transport
