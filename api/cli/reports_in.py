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
from engine.quoting import printable

MAX_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report as given, or why it could not be read. `where` names its place for the reader."""

    where: str
    data: Any = None
    fault: str | None = None


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
        yield Incoming(name, fault=f"fichier illisible : {system_reason(error)}")


def _stream(stream: IO[bytes], name: str) -> Iterator[Incoming]:
    first = stream.readline(MAX_LINE + 1)
    while first and not first.strip():
        first = stream.readline(MAX_LINE + 1)
    if not first:
        yield Incoming(name, fault="rien à lire : aucun signalement")
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
            yield Incoming(where, fault=f"ligne de plus de {MAX_LINE} octets")
            continue
        try:
            yield Incoming(where, _parse_json(line))
        except ValueError as error:
            yield Incoming(where, fault=f"JSON incorrect : {error}")


def _whole(raw: bytes, name: str) -> Iterator[Incoming]:
    if raw.lstrip()[:1] in (b"{", b"["):
        try:
            data = _parse_json(raw)
        except ValueError as error:
            yield Incoming(name, fault=f"JSON incorrect : {error}")
            return
    else:
        try:
            data = read_bytes(raw, name).data
        except Unreadable as error:
            yield Incoming(name, fault=error.diagnostic.as_text())
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
    except ValueError:
        return False
    return True


def _parse_json(raw: bytes) -> Any:
    def refuse(word: str) -> Any:
        raise ValueError(f"{word} n'est pas un nombre")

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse)
    except GivenTwice as error:
        raise ValueError("une clé est écrite deux fois") from error
    except UnicodeDecodeError as error:
        raise ValueError("octets qui ne sont pas de l'UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"ligne {error.lineno}, colonne {error.colno}") from error
    except RecursionError as error:
        raise ValueError("trop profond") from error
    except ValueError as error:
        if "digits" in str(error):  # Python refuses to read a number of more than 4,300 digits
            raise ValueError("un nombre a des milliers de chiffres") from error
        raise
