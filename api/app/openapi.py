"""The OpenAPI description, mended where FastAPI cannot say what is so: problems are
`application/problem+json` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from api.kit.problems import MEDIA_TYPE

_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "Clé d'une machine, `key_….…`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "qualif", "description": "Session d'une personne."},
}


def description_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description of an application."""
    return _mended(app.openapi())


def describe(app: FastAPI, description: Callable[[], dict[str, Any]]) -> None:
    """Has the application describe itself so."""
    app.openapi = description  # type: ignore[method-assign]


def _mended(description: dict[str, Any]) -> dict[str, Any]:
    description["components"]["securitySchemes"] = _SCHEMES
    for item in description["paths"].values():
        for operation in item.values():
            answers = operation["responses"]
            if "401" in answers:
                operation["security"] = [{name: []} for name in _SCHEMES]
            for status, answer in answers.items():
                if status >= "400":
                    answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return description
