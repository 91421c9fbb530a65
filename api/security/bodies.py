"""JSON bodies, read strictly before anything else reads them: UTF-8, no key twice, no deeper than what the service takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from engine.model.text import Text
from engine.quoting import short

MAX_DEPTH = 32
"""Levels of lists and objects: a batch of reports with every kind of fact has less than ten."""
NOT_JSON = Text(fr="du JSON est attendu : `application/json`", en="JSON is expected: `application/json`")
_NOT_UTF8 = Text(fr="de l'UTF-8 est attendu", en="UTF-8 is expected")
_TOO_DEEP = Text(fr=f"plus de {MAX_DEPTH} niveaux", en=f"more than {MAX_DEPTH} levels")
_TOO_LONG = Text(fr="nombre trop long", en="a number is too long")


class _Twice(Exception):
    """An object gives a key twice: who reads one value and who reads the other would not read the same thing."""


def is_json(media_type: str) -> bool:
    """Whether a media type, without its parameters, is one that the service reads as JSON."""
    kind, _, subtype = media_type.partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))


def fault_of(body: bytes) -> Text | None:
    """What keeps a body from being read, without repeating more of it than a key; None when it can be."""
    try:
        read = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        return _NOT_UTF8
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        return Text(fr=f"JSON incorrect en {place}", en=f"incorrect JSON at {place}")
    except _Twice as error:
        return Text(fr=f"clé donnée deux fois : `{error}`", en=f"key given twice: `{error}`")
    except RecursionError:
        return _TOO_DEEP
    except ValueError:
        return _TOO_LONG
    return _TOO_DEEP if _deeper(read, MAX_DEPTH) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        raise _Twice(short(next(key for n, key in enumerate(names) if key in names[:n])))
    return found


def _deeper(read: Any, levels: int) -> bool:
    level = [read]
    for _ in range(levels):
        level = [part for value in level for part in _parts(value) if isinstance(part, dict | list)]
    return bool(level)


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
