"""Routes that keep the event loop free: bodies are parsed and validated in a thread, and nothing
takes one before its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cached_property
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from api.http import bodies
from api.http.admission import Admission, Queue
from api.http.identity import authorize, permission_of
from api.http.reception import is_streamed
from api.kit.worker_threads import Threads

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
BODILESS = frozenset({"GET", "HEAD"})
PARSING = Threads("parsing", 2)
"""Bound by the processor: more at a time would only make each slower."""


class OffLoopRoute(APIRoute):
    """A route of the service."""

    def get_route_handler(self) -> Handler:
        """Reads the body, refuses who may not call, waits for a turn, then answers as FastAPI
        does.
        """
        handle, read, queue = super().get_route_handler(), self._reader(), self._queue()
        permission = permission_of(self.dependant)

        async def answer(request: Request) -> Response:
            if read is not None:
                await read(request)
            queues: dict[Queue, Admission] | None = getattr(request.app.state, "admissions", None)
            if queues is None or queue is None:
                return await handle(request)
            if permission is not None:
                await authorize(request, permission)
            if request.method not in BODILESS and not is_streamed(request):
                await request.body()  # nobody holds a turn while their body comes in
            async with queues[queue].turn():
                return await handle(request)

        return answer

    def _queue(self) -> Queue | None:
        free = iscoroutinefunction(self.endpoint)
        queue: Queue | None = getattr(self.endpoint, "queue", None if free else "pool")
        return queue

    def _reader(self) -> Callable[[Request], Coroutine[Any, Any, None]] | None:
        if self.body_field is None:
            return None
        return _read_form if isinstance(self.body_field.field_info, Form) else self._read_json

    async def _read_json(self, request: Request) -> None:
        body = await request.body()
        if body:
            request._json = await PARSING.run(self._validated, body, request.headers.get("content-type"))

    def _validated(self, body: bytes, content_type: str | None) -> Any:
        """Validated arguments of the route's function; FastAPI, which validates it again, lets a
        model through as it is.
        """
        value = bodies.parse_json(body, content_type)
        (field,) = self.dependant.body_params
        valid, faults = field.validate(value, {}, loc=("body",))
        if faults:
            raise RequestValidationError(faults)
        return valid


async def _read_form(request: Request) -> None:
    body = await request.body()
    if body:
        request._form = await PARSING.run(bodies.parse_form, body, request.headers.get("content-type"))


class OffLoopRouter(APIRouter):
    """A router of such routes, which an application includes as they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=OffLoopRoute, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Refuses at once an address that begins like that of none of its routes: an application
        has two hundred, and FastAPI tries them one by one.
        """
        if not scope["path"].removeprefix(scope.get("root_path", "")).startswith(self._beginnings):
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        """The beginnings of its addresses, up to their first parameter."""
        return tuple({route.path.partition("{")[0] for route in self.routes if isinstance(route, APIRoute)})
