"""Serialiser of models, back into the plain data that their files hold."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from engine.model.condition import All, AnyOf, AtLeast, IncludesAny, IsOneOf, IsTrue, Not, NotionRef, Within
from engine.model.dated import DatedText
from textfile.text import Frozen


def plain(value: Any) -> Any:
    """The JSON form of a model, conditions included; fields left at their default are left out."""
    match value:
        case DatedText():
            return plain(value.versions)
        case Frozen():
            fields = type(value).model_fields
            return {
                (fields[n].alias or n): plain(getattr(value, n))
                for n in fields
                if getattr(value, n) != fields[n].default or n in ("legifrance",)
            }
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case IsTrue(fact, truth):
            return {"fact": fact} if truth else {"fact": fact, "is": False}
        case IsOneOf(fact, values):
            return {"fact": fact, "is": values[0]} if len(values) == 1 else {"fact": fact, "in": list(values)}
        case IncludesAny(fact, members):
            return (
                {"fact": fact, "includes": members[0]}
                if len(members) == 1
                else {"fact": fact, "includes_any": list(members)}
            )
        case Within(fact, lower, upper):
            bounds = {"from": plain(lower), "under": plain(upper)}
            return {"fact": fact, **{k: v for k, v in bounds.items() if v is not None}}
        case NotionRef(notion):
            return {"notion": notion}
        case All(parts):
            return {"all": plain(parts)}
        case AnyOf(parts):
            return {"any": plain(parts)}
        case AtLeast(count, parts):
            return {"at_least": count, "of": plain(parts)}
        case Not(part):
            return {"not": plain(part)}
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value
