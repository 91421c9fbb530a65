"""The address of a request: no null character; no parameter twice that takes one value, for one of
the two would be ignored; in the API no parameter that the route does not take, for a filter that is
ignored gives more than was asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.kit.problems import Problem, RequestFault, invalid
from api.kit.schemas import NULL
from textfile.quoting import short, suggestion
from textfile.text import Text

EVERYWHERE = frozenset({"lang"})
"""The language of the answer, which any address takes."""
_UNKNOWN = Text(fr="paramètre inconnu", en="unknown parameter")
_TWICE = Text(fr="paramètre répété", en="repeated parameter")
_ONCE = Text(fr="le donner une fois", en="give it once")
_NONE = Text(fr="cette adresse n'en prend aucun", en="this address takes none")


async def known_query(request: Request) -> None:
    """Refuses what no database takes, and what the route of the API does not. Pages take what links
    of elsewhere add to their address.

    Raises:
        Problem: with each parameter that is refused.
    """
    scope = request.scope
    route, path, query = scope.get("route"), scope["path"], scope["query_string"]
    if "\x00" in path:
        raise invalid("path", NULL)
    if b"%00" in query:
        nulls = [name for name, value in request.query_params.multi_items() if "\x00" in name + value]
        raise Problem("invalid-request", [RequestFault(f"query:{short(name)}", NULL) for name in nulls])
    if not query or not isinstance(route, APIRoute):
        return
    given = [name for name, _ in request.query_params.multi_items()]
    several = {name for name in given if given.count(name) > 1} - set(_lists(route.dependant))
    if several:
        raise Problem("invalid-request", [RequestFault(f"query:{short(n)}", _TWICE, _ONCE) for n in sorted(several)])
    if not path.startswith("/v1/"):
        return
    accepted = frozenset(_names(route.dependant))
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in accepted | EVERYWHERE]
    if unknown:
        raise Problem("invalid-request", [_fault(name, accepted) for name in unknown])


def _fault(name: str, accepted: frozenset[str]) -> RequestFault:
    return RequestFault(f"query:{short(name)}", _UNKNOWN, suggestion(name, accepted) or _accepted(accepted))


def _accepted(accepted: frozenset[str]) -> Text:
    if not accepted:
        return _NONE
    names = ", ".join(f"`{word}`" for word in sorted(accepted))
    return Text(fr=f"paramètres : {names}", en=f"parameters: {names}")


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def _lists(dependant: Dependant) -> Iterator[str]:
    """The parameters that take several values."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (one.alias or name for name, one in kind.model_fields.items() if _is_list(one.annotation))
        elif _is_list(kind):
            yield field.alias
    for inner in dependant.dependencies:
        yield from _lists(inner)


def _is_list(kind: object) -> bool:
    return get_origin(kind) in (list, tuple, set, frozenset) or any(_is_list(part) for part in get_args(kind))
