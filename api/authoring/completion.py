"""Completion of a buffer: the keys and the values that may be written at the cursor, with what they
say in French.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from api.authoring.cursor import Cursor, cursor_at
from api.authoring.file_shapes import schema_of, shape_of
from api.authoring.symbol_places import FACT_KEYS, NAMED_BY_KEY, VALUE_KEYS, is_of_routing, last_keys, offence_of
from api.authoring.symbols import Symbol, SymbolTable
from api.authoring.words import KEYS, VALUES
from classifiers.cues.shapes import CueEntry, LexiconFile
from engine.language.json_schema import CONDITION
from engine.language.sharing import KINDS

MAX_COMPLETIONS = 400


@dataclass(frozen=True, slots=True)
class Completion:
    """Completion: what is inserted, of which kind, and what it says."""

    text: str
    kind: Literal["key", "value", "name"]
    label: str


@dataclass(frozen=True, slots=True)
class Completions:
    """Completions at a cursor, which replace what is typed from a column on, likeliest first."""

    start: int
    items: tuple[Completion, ...]


def complete(table: SymbolTable, path: str, text: str, line: int, column: int) -> Completions:
    """What may be written at a line and a column (from 1) of a file that holds this text."""
    cursor = cursor_at(text, line, column)
    found = _in_pattern(table, text, line, column) or _keys_or_values(table, path, cursor)
    wanted = cursor.prefix.casefold()
    unique = dict.fromkeys(one for one in found if wanted in one.text.casefold() or wanted in one.label.casefold())
    ranked = sorted(unique, key=lambda one: not one.text.casefold().startswith(wanted))
    return Completions(cursor.start, tuple(ranked[:MAX_COMPLETIONS]))


def _keys_or_values(table: SymbolTable, path: str, cursor: Cursor) -> list[Completion]:
    if cursor.mode == "key":
        named = list(_names_as_keys(table, path, cursor))
        return named or [
            Completion(key, "key", KEYS.get(key, ""))
            for key in _schema_keys(path, cursor.path)
            if key not in cursor.beside
        ]
    named = [Completion(one.name, "name", one.label) for one in _names(table, path, cursor)]
    return named or [Completion(word, "value", VALUES.get(word, "")) for word in _schema_words(path, cursor.path)]


def _names_as_keys(table: SymbolTable, path: str, cursor: Cursor) -> Iterator[Completion]:
    """Names that are written as keys: facts that something states, clauses of a version."""
    last = last_keys(cursor.path)[1]
    if last in FACT_KEYS and not (last == "facts" and PurePosixPath(path).parts[0] in ("facts", "routing")):
        kinds: Iterable[Symbol] = table.of("fact")
    elif last in ("aggravations", "limitation_if") and "versions" in cursor.path:
        kinds = _clauses(table, path, "aggravations")
    else:
        kinds = ()
    yield from (Completion(one.name, "name", one.label) for one in kinds if one.name not in cursor.beside)


def _names(table: SymbolTable, path: str, cursor: Cursor) -> Iterable[Symbol]:
    """The symbols that may be named as the value at a cursor."""
    above, last = last_keys(cursor.path)
    if last in VALUE_KEYS and "fact" in cursor.beside:
        return _values(table, cursor.beside["fact"])
    if above in FACT_KEYS:
        return _values(table, last)
    if last == "as":
        group = next((part for part in cursor.path if part in KINDS), None)
        own = table.of("version", offence_of(path))
        return own if group is None else _clauses_of(table.of("clause", ""), str(group))
    if last in KINDS and "versions" in cursor.path:
        return _clauses(table, path, last)
    if last == "with":
        return table.of("cue") if path.startswith("lexicons/") else table.of("offence")
    if above == "limitation_if":
        return table.of("limitation")
    kind = NAMED_BY_KEY.get(last)
    if kind is None:
        return ()
    if kind in ("version", "clause"):
        return table.of(kind, offence_of(path))
    found = table.of(kind)
    if kind == "notion":
        return [one for one in found if is_of_routing(one.path) is is_of_routing(path)]
    if kind == "fact" and not path.startswith(("routing/", "parameters/")):
        return [one for one in found if not is_of_routing(one.path)]
    return found


def _values(table: SymbolTable, fact: str) -> list[Symbol]:
    listed = list(table.of("value", fact))
    known = table.named("fact", fact)
    if listed or known is None:
        return listed
    return [Symbol("value", word, known.path, 1, 1, VALUES[word], fact) for word in ("true", "false")]


def _clauses(table: SymbolTable, path: str, kind: str) -> list[Symbol]:
    return _clauses_of(table.of("clause", offence_of(path)), kind)


def _clauses_of(clauses: Iterable[Symbol], kind: str) -> list[Symbol]:
    return [one for one in clauses if one.at[:1] == (kind,)]


def _in_pattern(table: SymbolTable, text: str, line: int, column: int) -> list[Completion]:
    """Classes of words, within the braces of a pattern of a lexicon."""
    typed = (text.split("\n", line)[:line] or [""])[-1][: max(column - 1, 0)]
    opened = typed.rfind("{")
    if opened < 0 or typed[:opened].count('"') % 2 == 0 or "}" in typed[opened:]:
        return []
    return [Completion(one.name, "name", one.label) for one in table.of("word_class")]


def _schema_keys(path: str, at: tuple[str | int, ...]) -> list[str]:
    return list(dict.fromkeys(key for part in _schemas(path, at) for key in part.get("properties", {})))


def _schema_words(path: str, at: tuple[str | int, ...]) -> list[str]:
    found: list[str] = []
    for part in _schemas(path, at):
        found += [str(word) if not isinstance(word, bool) else str(word).lower() for word in part.get("enum", ())]
        found += [str(part["const"])] if "const" in part else []
        found += ["true", "false"] if part.get("type") == "boolean" else []
        found += ["null"] if part.get("type") == "null" else []
    return list(dict.fromkeys(found))


def _schemas(path: str, at: tuple[str | int, ...]) -> list[Mapping[str, Any]]:
    """The parts of the schema of a file that speak of what stands at a path, alternatives apart."""
    shape = shape_of(path)
    if shape is None:
        return []
    whole = schema_of(shape)
    if shape.model is LexiconFile and at[:1] in (("cues",), ("frames",)) and len(at) > 1:
        whole, at = CueEntry.model_json_schema(by_alias=True), at[2:]  # one or many: no schema says so
    definitions = {**whole.get("$defs", {}), "Condition": CONDITION}
    here = _flat([whole], definitions)
    for part in at:
        here = _flat([under for one in here for under in _under(one, part)], definitions)
    return here


def _under(schema: Mapping[str, Any], part: str | int) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, int):
        items = schema.get("items")
        yield from [items] if isinstance(items, dict) else []
        yield from schema.get("prefixItems", ())
        return
    named = schema.get("properties", {}).get(part)
    if named is not None:
        yield named
        return
    yield from schema.get("patternProperties", {}).values()
    other = schema.get("additionalProperties")
    if isinstance(other, dict):
        yield other


def _flat(schemas: Iterable[Mapping[str, Any]], definitions: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schemas with references followed and alternatives apart."""
    found: list[Mapping[str, Any]] = []
    todo, seen = list(schemas), set()
    while todo:
        part = todo.pop(0)
        reference = part.get("$ref")
        if reference is not None:
            name = str(reference).rpartition("/")[2]
            if name not in seen:
                seen.add(name)
                todo.append(definitions[name])
            continue
        found.append(part)
        todo += [*part.get("anyOf", ()), *part.get("oneOf", ()), *part.get("allOf", ())]
    return found
