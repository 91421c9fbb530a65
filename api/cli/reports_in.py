"""Reports from a file or standard input, one at a time: YAML or JSON (one report or a list), JSON
Lines, or the words of one alone.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from api.kit.lines import MAX_LINE
from api.kit.unique_keys import GivenTwice, once
from api.texts.input_lines import MARK, Unbounded, bounded, look, open_input, read_whole, too_long
from textfile.quoting import printable
from textfile.reader import Unreadable, read_bytes
from textfile.reasons import system_reason
from textfile.text import Text, Unfit

LINES = (".jsonl", ".ndjson")
WORDS = (".txt",)
"""Files that hold a text and nothing else."""
_HALF = re.compile("[\ud800-\udfff]")
_NOTHING = Text(fr="rien à lire : aucun signalement", en="nothing to read: no report")
_LONG_LINE = Text(fr=f"ligne de plus de {MAX_LINE} octets", en=f"a line of more than {MAX_LINE} bytes")


@dataclass(frozen=True, slots=True)
class Incoming:
    """Parsed report of an input, or why it could not be read. `where` names its place for the
    reader.
    """

    where: str
    data: Any = None
    fault: Text | None = None


def read_reports(source: str, *, plain: bool = False) -> Iterator[Incoming]:
    """The reports of a file, or of standard input for `-`. A bad line is told in its turn; the next
    ones follow.

    `plain`: what is neither JSON nor JSON Lines is one text, not YAML; so is a `.txt` file, and
    YAML that is but a sentence.
    """
    path, name = Path(source), printable(source)
    try:
        if source == "-":
            yield from _stream(sys.stdin.buffer, "-", plain)
            return
        with open_input(path) as stream:
            suffix = path.suffix.lower()
            yield from _stream(stream, name, plain or suffix in WORDS, json_lines=suffix in LINES)
    except OSError as error:
        yield Incoming(name, fault=unreadable(error))
    except Unbounded as error:
        yield Incoming(name, fault=error.text)


def unreadable(error: OSError) -> Text:
    """A file that the system refuses, and why."""
    why = system_reason(error)
    return Text(fr=f"fichier illisible : {why.fr}", en=f"the file cannot be read: {why.en}")


def _stream(stream: IO[bytes], name: str, plain: bool, *, json_lines: bool = False) -> Iterator[Incoming]:
    """`json_lines`: these are JSON Lines, whatever they look like."""
    lines = bounded(stream)
    head = [next(lines, b"").removeprefix(MARK)]
    if not json_lines and not (head[0].startswith(b"[") and too_long(head[0])):  # a list may be one line, however long
        head, json_lines = look(chain(head, lines))
    if json_lines:
        yield from line_reports(chain(head, lines), name)
    elif not plain and any(map(too_long, head)) and not head[0].startswith(b"["):
        yield Incoming(name, fault=_LONG_LINE)
    else:
        raw = read_whole(stream, b"".join(head))
        yield from _whole(raw, name, plain) if plain or raw.strip() else [Incoming(name, fault=_NOTHING)]


def line_reports(lines: Iterable[bytes], name: str, first: int = 1) -> Iterator[Incoming]:
    """The report of each line that is not blank; `first`: the number of the first line."""
    for number, line in enumerate(lines, first):
        where = f"{name}:{number}"
        if not line.strip():
            continue
        if too_long(line):
            yield Incoming(where, fault=_LONG_LINE)
            continue
        try:
            yield Incoming(where, legible(_parse_json(line)))
        except Unfit as error:
            yield Incoming(where, fault=_incorrect(error))


def legible(data: Any) -> Any:
    """A report whose words were cut within a character can be read all the same: half of one
    becomes �, and the others keep their places.
    """
    if not isinstance(data, dict):
        return data
    words = {voice: data.get(voice) for voice in ("text", "comment")}
    cut = {v: said for v, said in words.items() if isinstance(said, str) and not said.isascii() and _HALF.search(said)}
    return {**data, **{voice: _HALF.sub("\ufffd", said) for voice, said in cut.items()}} if cut else data


def _whole(raw: bytes, name: str, plain: bool) -> Iterator[Incoming]:
    if raw.lstrip()[:1] in (b"{", b"["):
        try:
            data = _parse_json(raw)
        except Unfit as error:
            yield _words(raw, name) if plain else Incoming(name, fault=_incorrect(error))
            return
    elif plain:
        yield _words(raw, name)
        return
    else:
        try:
            data = read_bytes(raw, name).data
        except Unreadable as error:
            told = error.diagnostic.as_text()  # diagnostics of YAML are in French only
            yield Incoming(name, fault=Text(fr=told, en=told))
            return
    if isinstance(data, str):
        yield _words(raw, name)
    elif isinstance(data, list | tuple):
        yield from (Incoming(f"{name}[{i}]", legible(item)) for i, item in enumerate(data))
    else:
        yield Incoming(name, legible(data))


def _words(raw: bytes, name: str) -> Incoming:
    """A report that is its text alone."""
    return Incoming(name, {"text": raw.decode("utf-8", "replace")})


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
