"""Texts to judge, verdicts, and the review of what is set aside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.kit.shapes import Given, Line, Prose, Told
from api.reports.schemas import Summary
from engine.facts.statements import MAX_TEXT

MAX_TEXTS = 1_000


class NoiseText(Given):
    """A text to judge."""

    id: Line | Annotated[int, Field(ge=-(2**53), le=2**53)] = Field(description="Repris tel quel dans la réponse.")
    text: Annotated[Prose, Field(max_length=MAX_TEXT)]
    reports: int = Field(1, ge=1, le=1_000_000, description="Signalements reçus sur ce contenu, celui-ci compris.")


class NoiseBatch(Given):
    """Texts to judge together."""

    texts: Annotated[list[NoiseText], Field(min_length=1, max_length=MAX_TEXTS)]
    explain: bool = Field(False, description="Donne les passages qui pèsent le plus.")


class NoiseSpan(Told):
    """Characters of the text, and what they add: positive, it should be seen."""

    start: int
    end: int
    weight: float


class NoiseVerdict(Told):
    """What the filter says of a text. Set aside is read later, never deleted."""

    id: str | int
    score: float = Field(description="Probabilité qu'un analyste doive voir ce texte.")
    decision: Literal["set_aside", "keep"]
    reason: str
    spans: list[NoiseSpan]
    second_stage: float | None
    audit: bool


class NoiseAnswer(Told):
    """Verdicts in the order given, and the certificate they were given under."""

    certificate: str | None
    valid: bool = Field(description="Sans certificat valable, tout est gardé.")
    verdicts: list[NoiseVerdict]


class Rate(Told):
    """A share, with its exact (Clopper-Pearson) interval."""

    found: int
    of: int
    rate: float | None
    low: float
    high: float
    level: float


class Review(Told):
    """A random sample of what is set aside and not judged yet, those drawn for audit first; and what people said so far."""

    items: list[Summary]
    waiting: int = Field(description="Écartés que personne n'a relus.")
    drawn: int = Field(description="Dont tirés au sort pour la relecture.")
    disagreement: Rate = Field(description="Parmi les relus, ceux qui n'auraient pas dû être écartés.")


class Judgement(Given):
    """What somebody says of a report set aside: noise indeed, or to be restored."""

    verdict: Literal["noise", "restore"]
