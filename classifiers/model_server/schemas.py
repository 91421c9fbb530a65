"""JSON Schemas of the answers, made from the questionnaire: a value outside the vocabulary cannot
come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from classifiers.model_server.questionnaire import ModelQuestion, Questionnaire
from classifiers.model_server.reading import Voice

JsonSchema: TypeAlias = dict[str, Any]
VOICES: Mapping[str, Voice] = {"texte": "text", "commentaire": "comment", "adresse": "url"}
"""The voices as the model names them, and as reports do."""
CONFIDENCE: Mapping[str, float] = {"certain": 0.9, "probable": 0.7}
"""The confidence of each certainty that the model may state."""
TO_EXAMINE, UNSEEN = "a_examiner", "contenu_absent"
"""Natures of a report that is no noise: its content is to be examined; nobody gave it."""
MOST_FIELDS, MOST_THEMES, MOST_QUOTED = 3, 3, 240


def sorting_schema(asked: Questionnaire) -> JsonSchema:
    """The schema of the first request's answer."""
    return _object(
        {
            "nature": {"enum": [TO_EXAMINE, UNSEEN, *asked.noise]},
            "champs": _some(asked.fields, MOST_FIELDS),
            "gravites": _some(asked.gravity, len(asked.gravity)),
            "themes": _some([theme.id for theme in asked.themes], MOST_THEMES),
        }
    )


def asking_schema(questions: Iterable[ModelQuestion]) -> JsonSchema:
    """The schema of the second request's answer: each question, answered or null."""
    return _object({one.fact: {"anyOf": [{"type": "null"}, _answer(one)]} for one in questions})


def schema_digest(asked: Questionnaire) -> str:
    """SHA-256 of both schemas, with every question."""
    both = [sorting_schema(asked), asking_schema(asked.questions)]
    return hashlib.sha256(json.dumps(both, sort_keys=True).encode()).hexdigest()


def _answer(question: ModelQuestion) -> JsonSchema:
    return _object(
        {
            "valeur": _value(question),
            "citation": {"type": "string", "minLength": 2, "maxLength": MOST_QUOTED},
            "voix": {"enum": [*VOICES]},
            "certitude": {"enum": [*CONFIDENCE]},
        }
    )


def _value(question: ModelQuestion) -> JsonSchema:
    match question.type:
        case "boolean":
            return {"type": "boolean"}
        case "choice":
            return {"enum": [*question.values]}
        case "set":
            return {
                "type": "array",
                "items": {"enum": [*question.values]},
                "minItems": 1,
                "maxItems": len(question.values),
            }
        case "integer":
            bounds = {"minimum": question.least, "maximum": question.most}
            return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}
        case "date":
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case "country":
            return {"type": "string", "pattern": "^[A-Z]{2}$"}
        case "language":
            return {"type": "string", "pattern": "^[a-z]{2}$"}


def _some(names: Iterable[str], most: int) -> JsonSchema:
    return {"type": "array", "items": {"enum": [*names]}, "maxItems": most}


def _object(properties: Mapping[str, JsonSchema]) -> JsonSchema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [*properties],
        "additionalProperties": False,
    }
