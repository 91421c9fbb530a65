"""The chain of the journal, and its verification on an export. Needs neither database nor web."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from api.kit.canonical import digest

FORMAT = "qualif-audit-1"
START = "0" * 64
"""What the first entry follows."""
FIELDS = ("number", "at", "who", "action", "subject", "detail", "previous")
MAX_FAULTS = 20


def entry_hash(entry: dict[str, Any]) -> str:
    """The hash of an entry: it covers every field, that of the entry before included."""
    return digest({name: entry[name] for name in FIELDS})


def header(entries: int, head: str) -> dict[str, Any]:
    """The first line of an export."""
    return {"format": FORMAT, "entries": entries, "head": head}


class EntryReader(Protocol):
    """Reader of what entries say, in order, beside the chain."""

    def read(self, place: int, entry: dict[str, Any]) -> list[str]:
        """What is wrong with an entry, which stands on this line."""
        ...

    def end(self) -> list[str]:
        """What is wrong once all are read."""
        ...


def verify(
    lines: Iterable[str], head: str | None = None, readers: Collection[EntryReader] = ()
) -> tuple[int, str, list[str]]:
    """The number of entries of an export, the hash of the last, and what is wrong, line by line;
    `readers` say what they find wrong too.

    A whole export rewritten from some point on is coherent with itself: give as `head` the hash
    noted at an earlier verification, and the export must pass through it.
    """
    wrong: list[str] = []
    announced: dict[str, Any] | None = None
    previous, number, met = START, 0, head in (None, START)
    for place, line in enumerate(lines, 1):
        entry = _read(line, place, wrong)
        if entry is None:
            continue
        if place == 1:
            if entry.get("format") != FORMAT:
                wrong.append(f"ligne 1 : ce n'est pas un export du journal ({FORMAT} attendu)")
                break
            announced = entry
            continue
        if not {*FIELDS, "hash"} <= entry.keys() or not isinstance(entry["number"], int):
            wrong.append(f"ligne {place} : entrée incomplète")
            continue
        wrong += _faults(entry, place, number, previous)
        wrong += [fault for reader in readers for fault in reader.read(place, entry)]
        previous, number = str(entry["hash"]), entry["number"]
        met = met or previous == head
    wrong += [fault for reader in readers for fault in reader.end()]
    if announced is None:
        return 0, previous, wrong[:MAX_FAULTS] or ["fichier vide"]
    if announced.get("entries") != number or announced.get("head") != previous:
        wrong.append(f"fin : {announced.get('entries')} entrées annoncées, la dernière lue est la {number}")
    if not met:
        wrong.append(f"l'empreinte attendue n'est celle d'aucune entrée : {head}")
    return number, previous, wrong[:MAX_FAULTS]


def _faults(entry: dict[str, Any], place: int, last: int, previous: str) -> list[str]:
    number = entry["number"]
    found = []
    if entry_hash(entry) != entry["hash"]:
        found.append(f"ligne {place} : entrée {number} altérée")
    if number > last + 1:
        found.append(f"ligne {place} : entrées {last + 1} à {number - 1} retirées ou déplacées")
    elif number <= last:
        found.append(f"ligne {place} : entrée {number} déplacée ou répétée")
    if entry["previous"] != previous:
        found.append(f"ligne {place} : entrée {number} : ne suit pas celle qui la précède")
    return found


def _read(line: str, place: int, wrong: list[str]) -> dict[str, Any] | None:
    if not line.strip():
        wrong.append(f"ligne {place} : vide")
        return None
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        wrong.append(f"ligne {place} : illisible")
        return None
    return entry
