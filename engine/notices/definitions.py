"""Closed lists of the formats, from `schema/common.schema.json`: what a family may say outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from engine.notices.tables import Families
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import did_you_mean, printable, short
from textfile.reader import Document

FOLDER, COMMON = "schema", "common.schema.json"
Definitions: TypeAlias = Mapping[str, tuple[str, ...]]


def read_definitions(folder: Path, faults: list[Diagnostic]) -> Definitions:
    """The lists of values that the schemas of a folder share, by name; schemas that cannot be read
    go to the faults.
    """
    found: Definitions = {}
    for path in sorted((folder / FOLDER).glob("*.json")):
        place = Place(printable(f"{folder.name}/{FOLDER}/{path.name}"))
        try:
            schema: Any = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            at = Place(place.file, error.lineno, error.colno)
            faults.append(Diagnostic("N109", at, "schéma qui n'est pas du JSON", "le corriger ici, ou juste avant"))
            continue
        except (OSError, UnicodeDecodeError, RecursionError):
            faults.append(Diagnostic("N109", place, "schéma illisible", "l'enregistrer en UTF-8, ou l'ôter"))
            continue
        if path.name == COMMON and isinstance(schema, dict) and isinstance(schema.get("$defs"), dict):
            found = {name: tuple(one["enum"]) for name, one in schema["$defs"].items() if _is_list(one)}
    return found


def codes_are_known(families: Families, document: Document, definitions: Definitions) -> Iterator[Diagnostic]:
    """Checks that the codes of families are of the formats; nothing is said of a list that no
    schema gives.
    """
    for i, family in enumerate(families.families):
        named: list[tuple[str, tuple[int, ...], str]] = [("tdb_category", (), family.tdb_category)]
        named += [("tdb_specification", (j,), name) for j, name in enumerate(family.tdb_specification)]
        for key, more, name in named:
            known = definitions.get(key, ())
            if known and name not in known:
                at = document.value_place(("families", i, key, *more))
                hint = did_you_mean(name, known, f"voir `{FOLDER}/{COMMON}`")
                yield Diagnostic("N112", at, f"code inconnu du format : `{short(name)}`", hint)


def _is_list(definition: Any) -> bool:
    values = definition.get("enum") if isinstance(definition, dict) else None
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
