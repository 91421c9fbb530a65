"""JSON bodies, read strictly before anything else reads them: UTF-8, no key twice, no deeper than what the service takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from api.kit.json_once import GivenTwice, once
from engine.model.text import Text
from engine.quoting import short

MAX_DEPTH = 32
"""Levels of lists and objects: a batch of reports with every kind of fact has less than ten."""
NOT_JSON = Text(fr="du JSON est attendu : `application/json`", en="JSON is expected: `application/json`")
_NOT_UTF8 = Text(fr="de l'UTF-8 est attendu", en="UTF-8 is expected")
_TOO_DEEP = Text(fr=f"plus de {MAX_DEPTH} niveaux", en=f"more than {MAX_DEPTH} levels")
_TOO_LONG = Text(fr="nombre trop long", en="a number is too long")


def is_json(media_type: str) -> bool:
    """Whether a media type, without its parameters, is one that the service reads as JSON."""
    kind, _, subtype = media_type.partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))


def fault_of(body: bytes) -> Text | None:
    """What keeps a body from being read, without repeating more of it than a key; None when it can be."""
    try:
        read = json.loads(body.decode("utf-8-sig"), object_pairs_hook=once)
    except UnicodeDecodeError:
        return _NOT_UTF8
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        return Text(fr=f"JSON incorrect en {place}", en=f"incorrect JSON at {place}")
    except GivenTwice as error:
        key = short(error.key)
        return Text(fr=f"clé donnée deux fois : `{key}`", en=f"key given twice: `{key}`")
    except RecursionError:
        return _TOO_DEEP
    except ValueError:
        return _TOO_LONG
    return _TOO_DEEP if _deeper(read, MAX_DEPTH) else None


def _deeper(read: Any, levels: int) -> bool:
    level = [read]
    for _ in range(levels):
        level = [part for value in level for part in _parts(value) if isinstance(part, dict | list)]
    return bool(level)


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
