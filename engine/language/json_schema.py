"""JSON Schema of the files of rules, generated from their models, for editors.

What an editor says while one writes; `qualif rules check` says the rest, and has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from engine.language.allowances import KEY as ALLOWANCES
from engine.language.allowances import Allowance
from engine.language.schema import CONDITION_KEYS
from engine.language.sharing import INHERITED, KINDS, OWN

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string"}
_NAMES = {"type": "array", "items": _NAME, "minItems": 1}
_BOUND = {"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}]}
_SELF = {"$ref": "#/$defs/Condition"}
_PARTS = {"type": "array", "items": _SELF, "minItems": 1}


def _exactly(**properties: Any) -> dict[str, Any]:
    required = [key for key in properties if key not in ("from", "under")] or None
    shape = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": required} if required else shape


CONDITION: dict[str, Any] = {
    "description": "Une condition : une comparaison d'un fait, une notion, ou plusieurs réunies.",
    "anyOf": [
        _exactly(fact=_NAME),
        _exactly(fact=_NAME, **{"is": {"type": ["boolean", "string"]}}),
        _exactly(fact=_NAME, **{"in": _NAMES}),
        _exactly(fact=_NAME, includes=_NAME),
        _exactly(fact=_NAME, includes_any=_NAMES),
        _exactly(fact=_NAME, **{"from": _BOUND, "under": _BOUND}),
        _exactly(notion=_NAME),
        _exactly(all=_PARTS),
        _exactly(any=_PARTS),
        _exactly(**{"not": _SELF}),
        _exactly(at_least={"type": "integer", "minimum": 1}, of=_PARTS),
    ],
}
"""The language of conditions, which has no model of its own."""


_ALLOWANCES: dict[str, Any] = {
    "type": "array",
    "items": {**Allowance.model_json_schema(), "description": "Un avertissement que ce fichier permet, et pourquoi."},
    "minItems": 1,
}


def json_schema(model: type[BaseModel], title: str, shares: bool = False) -> dict[str, Any]:
    """The schema of a file; `shares`: of one that takes clauses and versions by reference."""
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode="validation")
    schema["$defs"] = {**schema.get("$defs", {}), "Condition": deepcopy(CONDITION)}
    schema["properties"] = {**schema["properties"], ALLOWANCES: _ALLOWANCES}
    _close(schema)
    for part in (schema, *schema["$defs"].values()):
        for key in CONDITION_KEYS & part.get("properties", {}).keys():
            part["properties"][key] = _SELF
    if shares:
        _share(schema)
    used = set(_reached(schema, schema["$defs"]))
    schema["$defs"] = {name: one for name, one in schema["$defs"].items() if name in used}
    return {"$schema": DIALECT, **schema, "title": title}


def _share(schema: dict[str, Any]) -> None:
    """Adds the forms that take by reference: a clause `as` another, a version `as` one before."""
    for kind in KINDS:
        group = schema["properties"].get(kind)
        if group is not None:
            ((pattern, clause),) = group["patternProperties"].items()
            named = _exactly(**{"as": _NAME})
            named["properties"]["but"] = _part_of(schema["$defs"][clause["$ref"].rpartition("/")[2]])
            group["patternProperties"] = {pattern: {"anyOf": [clause, named]}}
    version = schema["$defs"]["Version"]
    own = {key: version["properties"][key] for key in OWN}
    inherited = {**version, "properties": {key: _or_null(version["properties"][key]) for key in INHERITED}}
    taken = _exactly(**{"as": _NAME}, **own)
    taken["properties"]["but"] = _part_of(inherited)
    taken["required"] = ["as", *(key for key in version["required"] if key in own)]
    schema["properties"]["versions"]["items"] = {"anyOf": [schema["properties"]["versions"]["items"], taken]}


def _close(shape: Any) -> None:
    """Refuses the names that no pattern of a group takes."""
    if isinstance(shape, dict):
        if "patternProperties" in shape:
            shape["additionalProperties"] = False
        for part in shape.values():
            _close(part)
    elif isinstance(shape, list):
        for part in shape:
            _close(part)


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _part_of(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": shape["properties"], "additionalProperties": False}


def _reached(shape: Any, definitions: dict[str, Any]) -> Iterator[str]:
    """The definitions that a schema leads to."""
    found: set[str] = set()
    todo = [{key: value for key, value in shape.items() if key != "$defs"}]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                todo.append(definitions[name])
            todo.extend(part.values())
        elif isinstance(part, list):
            todo.extend(part)
    yield from found
