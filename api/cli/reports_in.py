"""Reports from a file or standard input, one at a time: YAML or JSON (one report or a list), or JSON Lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from api.kit.json_once import GivenTwice, once
from engine.language.reader import Unreadable, read_bytes
from engine.language.reading_words import system_reason
from engine.model.text import Text, Unfit
from engine.quoting import printable

MAX_LINE = 1_000_000
_NOTHING = Text(fr="rien à lire : aucun signalement", en="nothing to read: no report")
_LONG_LINE = Text(fr=f"ligne de plus de {MAX_LINE} octets", en=f"a line of more than {MAX_LINE} bytes")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report as given, or why it could not be read. `where` names its place for the reader."""

    where: str
    data: Any = None
    fault: Text | None = None


def read_reports(source: str) -> Iterator[Incoming]:
    """The reports of a file, or of standard input for `-`. A bad line is told in its turn; the next ones follow."""
    if source == "-":
        yield from _stream(sys.stdin.buffer, "-")
        return
    path, name = Path(source), printable(source)
    try:
        with path.open("rb") as stream:
            yield from _stream(stream, name)
    except OSError as error:
        yield Incoming(name, fault=unreadable(error))


def unreadable(error: OSError) -> Text:
    """A file that the system refuses, and why."""
    why = system_reason(error)
    return Text(fr=f"fichier illisible : {why.fr}", en=f"the file cannot be read: {why.en}")


def _stream(stream: IO[bytes], name: str) -> Iterator[Incoming]:
    first = stream.readline(MAX_LINE + 1)
    while first and not first.strip():
        first = stream.readline(MAX_LINE + 1)
    if not first:
        yield Incoming(name, fault=_NOTHING)
    elif first.lstrip().startswith(b"{") and _is_json(first):
        yield from _lines(first, stream, name)
    else:
        yield from _whole(first + stream.read(), name)


def _lines(first: bytes, rest: Iterable[bytes], name: str) -> Iterator[Incoming]:
    number = 0
    for line in _chain(first, rest):
        number += 1
        where = f"{name}:{number}"
        if not line.strip():
            continue
        if len(line) > MAX_LINE:
            yield Incoming(where, fault=_LONG_LINE)
            continue
        try:
            yield Incoming(where, _parse_json(line))
        except Unfit as error:
            yield Incoming(where, fault=_incorrect(error))


def _whole(raw: bytes, name: str) -> Iterator[Incoming]:
    if raw.lstrip()[:1] in (b"{", b"["):
        try:
            data = _parse_json(raw)
        except Unfit as error:
            yield Incoming(name, fault=_incorrect(error))
            return
    else:
        try:
            data = read_bytes(raw, name).data
        except Unreadable as error:
            told = error.diagnostic.as_text()  # diagnostics of YAML are in French only
            yield Incoming(name, fault=Text(fr=told, en=told))
            return
    if isinstance(data, list | tuple):
        yield from (Incoming(f"{name}[{i}]", item) for i, item in enumerate(data))
    else:
        yield Incoming(name, data)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _is_json(line: bytes) -> bool:
    try:
        _parse_json(line)
    except Unfit:
        return False
    return True


def _incorrect(error: Unfit) -> Text:
    return Text(fr=f"JSON incorrect : {error.text.fr}", en=f"incorrect JSON: {error.text.en}")


def _parse_json(raw: bytes) -> Any:
    def refuse(word: str) -> Any:
        raise Unfit(f"{word} n'est pas un nombre", f"{word} is not a number")

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse)
    except GivenTwice as error:
        raise Unfit("une clé est écrite deux fois", "a key is written twice") from error
    except UnicodeDecodeError as error:
        raise Unfit("octets qui ne sont pas de l'UTF-8", "bytes that are not UTF-8") from error
    except json.JSONDecodeError as error:
        fr, en = f"ligne {error.lineno}, colonne {error.colno}", f"line {error.lineno}, column {error.colno}"
        raise Unfit(fr, en) from error
    except RecursionError as error:
        raise Unfit("trop profond", "too deep") from error
    except Unfit:
        raise
    except ValueError as error:  # Python refuses to read a number of more than 4,300 digits
        raise Unfit("un nombre a des milliers de chiffres", "a number has thousands of digits") from error
