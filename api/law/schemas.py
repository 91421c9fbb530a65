"""Facts and offences, as told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.kit.schemas import ResponseModel
from textfile.text import Text


class FactInShort(ResponseModel):
    """A fact of the vocabulary: the question, its possible answers, what asking costs."""

    id: str
    type: str
    label: Text
    question: Text
    where: Text
    values: dict[str, Text]
    min: int | None
    max: int | None
    unit: Text | None
    cost: int
    exposure: str
    observable: bool


class Vocabulary(ResponseModel):
    """Every fact that a report may state, under one law."""

    ruleset: str
    facts: list[FactInShort]


class OffenceInShort(ResponseModel):
    """An offence in a list."""

    id: str
    theme: str
    field: str
    title: Text
    short: Text
    citation: str
    nature: str


class Offences(ResponseModel):
    """Every offence of one law."""

    ruleset: str
    offences: list[OffenceInShort]


class OffenceRead(ResponseModel):
    """An offence with every dated version of its text, as its file writes it."""

    ruleset: str
    offence: dict[str, Any] = Field(description="Éléments, exceptions, versions, voisins, sources.")


class EditionRead(ResponseModel):
    """A ruleset that was served, and the first and last start or stop of a process that served
    it.
    """

    digest: str
    first_served: datetime
    last_served: datetime


class EditionList(ResponseModel):
    """Today's ruleset, and all those that were served, the last served first."""

    current: str
    rulesets: list[EditionRead]
