"""Expansion of what an offence writes by reference: a clause `as` one of `clauses/`, a version `as`
an earlier one, each `but` for what differs.

The expanded file is the meaning: it is what is given its shape, checked and digested, and each of
its values keeps the place where it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import did_you_mean, quoted, short
from textfile.reader import MAX_BYTES, Document, Path_

KINDS = ("elements", "defences", "scope", "aggravations", "cautions")
"""Kinds of clauses; names are of one kind."""
OWN = ("id", "from", "until", "law", "change", "source")
"""Keys that each version writes for itself."""
INHERITED = (
    "citation", "void", "continued_by", *KINDS, "penalty", "limitation", "limitation_if",
)  # fmt: skip
"""Keys that a version may take from another."""
MAX_EXPANDED = 4 * MAX_BYTES
"""Characters of all that one file takes by reference."""
_EXPECTED = {"as": "un nom est attendu", "but": "une suite de clés est attendue"}


@dataclass(frozen=True, slots=True)
class _Origin:
    """Something that may be taken by reference: its values, and where each key is written."""

    data: Mapping[str, Any]
    written: Mapping[str, tuple[Document, Path_]]


@dataclass
class SharedClauses:
    """Clauses that offences share, by kind and name, and which of them were used."""

    used: set[tuple[str, str]] = field(default_factory=set)
    _origins: dict[tuple[str, str], _Origin] = field(default_factory=dict)
    _places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def add(self, document: Document) -> Iterator[Diagnostic]:
        """Adds the clauses of a file; those that another file names already are told."""
        for kind, name, clause in _clauses(document.data):
            place = document.place((kind, name))
            if (kind, name) in self._origins:
                related = ((self._places[kind, name], "première définition"),)
                message = f"clause `{short(name)}` définie deux fois"
                yield Diagnostic("R204", place, message, "renommer l'une des deux", related)
                continue
            self._places[kind, name] = place
            self._origins[kind, name] = _Origin(clause, {key: (document, (kind, name, key)) for key in clause})

    def unused(self) -> Iterator[Diagnostic]:
        """Warns of each clause that no offence takes."""
        for (kind, name), place in self._places.items():
            if (kind, name) not in self.used:
                message = f"aucune infraction ne reprend la clause `{short(name)}`"
                yield Diagnostic("R801", place, message, "la reprendre (`as`) ou l'ôter")

    def expand(self, document: Document) -> tuple[Document, list[Diagnostic]]:
        """The file with everything it takes by reference written out, and what is wrong in it."""
        if not isinstance(document.data, dict):
            return document, []
        writer = _Writer(document)
        data = dict(document.data)
        for kind in KINDS:
            if isinstance(group := data.get(kind), dict):
                data[kind] = {name: self._clause(kind, name, clause, writer) for name, clause in group.items()}
        if isinstance(versions := data.get("versions"), tuple):
            data["versions"] = tuple(_versions(versions, writer))
        if writer.size > MAX_EXPANDED:
            message = f"plus de {MAX_EXPANDED // 1024} Kio une fois les reprises écrites"
            return document, [Diagnostic("R007", document.place(()), message, "reprendre moins, ou scinder le fichier")]
        return replace(document, data=data, elsewhere=writer.elsewhere), writer.faults

    def _clause(self, kind: str, name: str, clause: Any, writer: _Writer) -> Any:
        if not isinstance(clause, dict) or "as" not in clause:
            return clause
        known = {one for group, one in self._origins if group == kind}
        wanted = clause["as"]
        if isinstance(wanted, str) and wanted in known:
            self.used.add((kind, wanted))
            return writer.written(clause, (kind, name), self._origins[kind, wanted], None)
        writer.unknown(
            (kind, name), "clause partagée inconnue", wanted, known, "corriger le nom, ou l'écrire dans `clauses/`"
        )
        return None


class _Writer:
    """Writer of an expanded file: where its values come from, what is wrong, how large it is."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.elsewhere: dict[Path_, tuple[Document, Path_]] = {}
        self.faults: list[Diagnostic] = []
        self.size = 0

    def written(
        self, item: Mapping[str, Any], path: Path_, origin: _Origin, own: tuple[str, ...] | None
    ) -> dict[str, Any]:
        """An item with what it takes from its origin, what differs, and what is its own (`own`: the
        keys that are; None: none).
        """
        differs = item.get("but", {})
        if not isinstance(differs, dict):
            self._expected((*path, "but"), differs)
            differs = {}
        for key in item:
            if key not in ("as", "but", *(own or ())):
                self._beside((*path, key), key)
        inherited = {key: value for key, value in origin.data.items() if own is None or key in INHERITED}
        allowed = INHERITED if own is not None else None
        for key in differs:
            if allowed is not None and key not in allowed:
                message = f"`{short(key)}` ne se reprend pas : chaque version écrit la sienne"
                self._fault("R101", (*path, "but", key), message, "l'écrire hors de `but`")
        for key in inherited:
            self.elsewhere[(*path, key)] = origin.written[key]
        for key in differs:
            self.elsewhere[(*path, key)] = (self.document, (*path, "but", key))
        self.size += len(json.dumps(inherited, default=str))
        both = {key: value for key, value in {**inherited, **differs}.items() if value is not None}
        return {**{key: item[key] for key in own or () if key in item}, **both}

    def origin(self, item: Mapping[str, Any], path: Path_) -> _Origin:
        """The item as one that others may take."""
        return _Origin(item, {key: self.elsewhere.get((*path, key), (self.document, (*path, key))) for key in item})

    def unknown(self, path: Path_, what: str, wanted: Any, known: set[str], otherwise: str) -> None:
        """Tells of a reference to nothing."""
        if not isinstance(wanted, str):
            self._expected((*path, "as"), wanted)
        else:
            hint = did_you_mean(wanted, known, otherwise)
            self._fault("R206", (*path, "as"), f"{what} : `{short(wanted)}`", hint)

    def _beside(self, path: Path_, key: str) -> None:
        self._fault("R101", path, f"`{short(key)}` à côté de `as`", "écrire sous `but` ce qui diffère")

    def _expected(self, path: Path_, value: Any) -> None:
        what = _EXPECTED[str(path[-1])]
        self._fault("R103", path, f"`{path[-1]}` : {what}", f"reçu : {quoted(value)}")

    def _fault(self, code: str, path: Path_, message: str, hint: str) -> None:
        self.faults.append(Diagnostic(code, self.document.place(path), message, hint))


def _versions(versions: tuple[Any, ...], writer: _Writer) -> Iterator[Any]:
    """Each version written out; one names those above it alone, so that none can name itself."""
    origins: dict[str, _Origin] = {}
    for i, item in enumerate(versions):
        path: Path_ = ("versions", i)
        if isinstance(item, dict) and "as" in item:
            wanted = item["as"]
            if not isinstance(wanted, str) or wanted not in origins:
                writer.unknown(
                    path,
                    "aucune version de ce nom plus haut",
                    wanted,
                    set(origins),
                    "reprendre une version écrite au-dessus",
                )
                continue
            item = writer.written(item, path, origins[wanted], OWN)
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            origins.setdefault(item["id"], writer.origin(item, path))
        yield item


def _clauses(data: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for kind in KINDS if isinstance(data, dict) else ():
        if isinstance(group := data.get(kind), dict):
            yield from ((kind, name, clause) for name, clause in group.items() if isinstance(clause, dict))
