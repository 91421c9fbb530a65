"""JSON Lines in and out of one request, in order: verdicts leave while texts still come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.admission import Admission, Queue
from api.kit.lines import LineSplitter
from api.kit.preferences import language_of
from api.texts.noise_json_lines import LineOptions, answer_group
from api.texts.readers import Texts
from api.texts.repeats import Repeats
from classifiers.noise.standing import Promise

MEDIA_TYPE = "application/x-ndjson"
REMEMBERED = 50_000
"""Contents of a stream surely remembered: several streams may come in at a time."""


class VerdictStream(Response):
    """Answers line after line what comes in. Unlike Starlette's own, it leaves what the caller
    still sends to be read.
    """

    media_type = MEDIA_TYPE

    def __init__(self, request: Request, texts: Texts, promises: tuple[Promise, ...]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request, self._texts, self._promises = request, texts, promises
        self._repeats = Repeats(REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads and writes until the caller has said everything, or has left."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        before = 0
        try:
            async for group in _lines(self._request):
                async with self._turn():
                    told = await run_in_threadpool(self._answer, group, before)
                before += len(group)
                await send({"type": "http.response.body", "body": told, "more_body": True})
        except ClientDisconnect:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _turn(self) -> AbstractAsyncContextManager[None]:
        """Each group of lines waits for its turn among answers and verdicts; a stream that began is
        not turned away.
        """
        queues: dict[Queue, Admission] = self._request.app.state.admissions
        return queues["reasoning"].turn(bounded=False)

    def _answer(self, group: list[bytes], before: int) -> bytes:
        language = language_of(self._request)
        lines = self._texts.with_noise(
            lambda noise: answer_group(noise.under(self._promises), group, before, self._repeats, LineOptions(language))
        )
        # half a character, which JSON can name and UTF-8 cannot hold, leaves as it came: escaped
        return "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")


async def _lines(request: Request) -> AsyncIterator[list[bytes]]:
    """Lines, whole, as often as some come in; one of more than MAX_LINE bytes is cut, and refused
    in its turn.
    """
    splitter = LineSplitter()
    async for chunk in request.stream():
        if whole := splitter.feed(chunk):
            yield whole
    if splitter.rest:
        yield [splitter.rest]
