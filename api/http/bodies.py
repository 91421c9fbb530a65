"""Bodies, read strictly and once: UTF-8, no key twice, no null character, no more parts nor levels
than the service takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile

from api.kit.problems import Problem, RequestFault, invalid
from api.kit.schemas import NULL
from api.kit.unique_keys import GivenTwice, once
from textfile.quoting import short
from textfile.text import Text

MAX_DEPTH = 32
"""Levels of lists and objects: a batch of reports with every kind of fact has less than ten."""
MAX_PARTS = 100_000
"""Opening brackets, commas and colons outside strings: two hundred reports with every fact have
some fifty thousand.
"""
MAX_KEYS = 1_000
"""Keys of one object: a report has five hundred facts at most."""
MAX_FIELDS = 1_000
"""Fields of a form: the largest has some fifty."""
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A string of JSON, or the one that never ends: in time linear in the body whatever it holds."""
_NOT_JSON = Text(fr="du JSON est attendu : `application/json`", en="JSON is expected: `application/json`")
_NOT_FORM = Text(
    fr="un formulaire est attendu : `application/x-www-form-urlencoded`",
    en="a form is expected: `application/x-www-form-urlencoded`",
)
_NOT_UTF8 = Text(fr="de l'UTF-8 est attendu", en="UTF-8 is expected")
_TOO_DEEP = Text(fr=f"plus de {MAX_DEPTH} niveaux", en=f"more than {MAX_DEPTH} levels")
_TOO_LONG = Text(fr="nombre trop long", en="a number is too long")
_TOO_MANY_PARTS = Text(fr=f"plus de {MAX_PARTS} valeurs et clés", en=f"more than {MAX_PARTS} values and keys")
_TOO_MANY_KEYS = Text(fr=f"plus de {MAX_KEYS} clés dans un objet", en=f"more than {MAX_KEYS} keys in an object")
_TOO_MANY_FIELDS = Text(fr=f"plus de {MAX_FIELDS} champs", en=f"more than {MAX_FIELDS} fields")


class _TooManyKeys(ValueError):
    """An object has more keys than the service takes."""


def media_type(header: str | None) -> str:
    """The media type of a `Content-Type`, without its parameters."""
    return (header or "").partition(";")[0].strip().lower()


def parse_json(body: bytes, content_type: str | None) -> Any:
    """The value of a JSON body.

    Raises:
        Problem: it cannot be read in one way only, or holds too much; no more of it than a key is
            repeated.
    """
    kind, _, subtype = media_type(content_type).partition("/")
    if kind != "application" or not (subtype == "json" or subtype.endswith("+json")):
        raise Problem("malformed-body", [RequestFault("header:content-type", _NOT_JSON)])
    if _has_too_many_parts(body):
        raise _too_large(_TOO_MANY_PARTS)
    value = _loaded(body)
    if _is_deeper(value, MAX_DEPTH):
        raise _malformed(_TOO_DEEP)
    if b"\\u0000" in body:
        for pointer in _nulls(value, ""):
            raise invalid(pointer, NULL)
    return value


def parse_form(body: bytes, content_type: str | None) -> FormData:
    """The fields of a form.

    Raises:
        Problem: it is none that pages send, or has too many fields, or a null character.
    """
    if media_type(content_type) != "application/x-www-form-urlencoded":
        raise Problem("malformed-body", [RequestFault("header:content-type", _NOT_FORM)])
    if body.count(b"&") >= MAX_FIELDS:
        raise _too_large(_TOO_MANY_FIELDS)
    fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace")
    for name, value in fields:
        if "\x00" in name or "\x00" in value:
            raise invalid(f"/{short(name)}", NULL)
    return FormData(list[tuple[str, str | UploadFile]](fields))


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise _malformed(_NOT_UTF8) from None
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise _malformed(Text(fr=f"JSON incorrect en {place}", en=f"incorrect JSON at {place}")) from None
    except GivenTwice as error:
        key = short(error.key)
        raise _malformed(Text(fr=f"clé donnée deux fois : `{key}`", en=f"key given twice: `{key}`")) from None
    except _TooManyKeys:
        raise _too_large(_TOO_MANY_KEYS) from None
    except RecursionError:
        raise _malformed(_TOO_DEEP) from None
    except ValueError:
        raise _malformed(_TOO_LONG) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise _TooManyKeys
    return once(pairs)


def _malformed(fault: Text) -> Problem:
    return Problem("malformed-body", [RequestFault("", fault)])


def _too_large(fault: Text) -> Problem:
    return Problem("body-too-large", [RequestFault("", fault)])


def _has_too_many_parts(body: bytes) -> bool:
    """Told before anything is built; strings are set apart only where their commas would make the
    difference.
    """
    if _parts_in(body) <= MAX_PARTS:
        return False
    return body.count(b'"') > 4 * MAX_PARTS or _parts_in(_STRING.sub(b"", body)) > MAX_PARTS


def _parts_in(body: bytes) -> int:
    return body.count(b"{") + body.count(b"[") + body.count(b",") + body.count(b":")


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [part for whole in level for part in _inside(whole) if isinstance(part, dict | list)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _nulls(value: Any, pointer: str) -> Iterator[str]:
    """The place of each text that holds a null character."""
    if isinstance(value, str):
        if "\x00" in value:
            yield pointer
    elif isinstance(value, dict):
        for key, inner in value.items():
            if "\x00" in key:
                yield pointer
            yield from _nulls(inner, f"{pointer}/{short(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _nulls(inner, f"{pointer}/{number}")
