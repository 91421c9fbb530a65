"""Texts to judge, verdicts, and the review of what is set aside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from api.kit.batch_faults import EVERY_FAULT
from api.kit.schemas import MAX_TEXT, Line, Prose, RequestModel, ResponseModel
from api.reports.rates import Rate
from api.reports.schemas import NoiseReason, ReportSummary
from classifiers.noise.filter import was_reported
from textfile.text import Unfit

MAX_TEXTS = 1_000


class NoiseText(RequestModel):
    """A text to judge."""

    id: Line | Annotated[int, Field(ge=-(2**53), le=2**53)] = Field(description="Repris tel quel dans la réponse.")
    text: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(
        None, description="Les mots du contenu. Sans eux, ce que désigne un commentaire reste à voir : gardé."
    )
    comment: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(None, description="Ce qu'en dit le signalant.")
    reports: int = Field(1, ge=1, le=1_000_000, description="Signalements reçus sur ce contenu, celui-ci compris.")
    reported_category: Line | None = Field(
        None, description="Choisie par le signalant : un indice, que le lecteur ne croit pas sur parole."
    )

    @model_validator(mode="after")
    def _says_something(self) -> NoiseText:
        if self.text is None and not self.comment:
            raise Unfit("donner `text` ou `comment`", "give `text` or `comment`", "text")
        return self

    @property
    def reported(self) -> bool:
        """Whether it is of a report: a text alone is a post."""
        return was_reported(self.model_fields_set)


class NoiseBatch(RequestModel):
    """Texts to judge together."""

    texts: Annotated[list[NoiseText], Field(min_length=1, max_length=MAX_TEXTS, fail_fast=True), EVERY_FAULT]


class NoiseVerdict(ResponseModel):
    """Verdict of the filter on a text. Set aside is read later, never deleted."""

    id: str | int
    score: float | None = Field(
        description="Probabilité qu'un analyste doive le voir ; null : rien ne l'a lu, il est gardé."
    )
    decision: Literal["set_aside", "keep"]
    reason: NoiseReason
    fields: dict[str, float] = Field(
        description="Champs dont il peut relever, du plus au moins probable ; vide : aucun."
    )
    gravity: dict[str, float] = Field(description="Gravités qui le font garder, avec leur probabilité.")
    kind: str | None = Field(description="Genre de bruit reconnu ; null : aucun.")
    audit: bool


class NoiseAnswer(ResponseModel):
    """Verdicts in the order given, and the certificates they were given under."""

    certificate: str | None = Field(description="Empreintes des certificats qui valent, séparées par une espace.")
    valid: bool = Field(description="Sans certificat valable, tout est gardé.")
    sentence: str = Field(description="Ce qui vaut, ou pourquoi tout est gardé.")
    verdicts: list[NoiseVerdict]


class ConfidenceBounds(ResponseModel):
    """An interval that holds at any time; no estimate where there is nothing to divide."""

    low: float
    estimate: float | None
    high: float


class NoiseReview(ResponseModel):
    """A random sample of what is set aside and not judged yet, those drawn for audit first; and
    what people said so far.
    """

    items: list[ReportSummary]
    waiting: int = Field(description="Mis de côté que personne n'a jugés.")
    drawn: int = Field(description="Dont tirés au sort pour être jugés.")
    disagreement: Rate = Field(description="Parmi les jugés, ceux qui n'auraient pas dû être mis de côté.")


class WeekRead(ResponseModel):
    """A week of a channel beside the calibration. The week under way is counted, and compared once
    it is over.
    """

    channel: str = Field(description="Canal des signalements.")
    start: date
    reports: int
    set_aside: int
    share: float = Field(description="Part sous le seuil.")
    histogram: list[int] = Field(description="Effectifs des scores, dans les classes du certificat.")
    waiting: int = Field(description="Gardés, ou tirés au sort, que personne n'a encore jugés.")
    complete: bool
    psi: float | None
    alarm: bool
    reasons: list[str]


class AuditRead(ResponseModel):
    """Audit by random sampling: what reading a drawn share of what is set aside says of what is
    lost, at any time.
    """

    share: float = Field(description="Part tirée au sort.")
    weeks: int = Field(description="Semaines où plus rien n'attend d'être jugé : les seules comptées.")
    audited: int
    misses: int = Field(alias="found", description="Dont : à voir, d'après la décision.")
    hits: int = Field(alias="kept", description="Gardés par le filtre et à voir, d'après la décision.")
    waste: ConfidenceBounds = Field(description="Part à voir de ce qui est écarté.")
    miss_rate: ConfidenceBounds = Field(description="Part écartée de ce qui est à voir : ce que borne le certificat.")
    level: float


class CertificateRead(ResponseModel):
    """A promise, and whether it may be used today."""

    channel: str
    fields: list[str] = Field(description="Champs sur lesquels il promet.")
    digest: str
    demonstration: bool
    alpha: float
    delta: float
    threshold: float
    expires: date | None
    reference_share: float = Field(description="Part mise de côté au calage.")
    reference_histogram: list[int]
    valid: bool
    against: list[str] = Field(description="Pourquoi il ne vaut pas, en codes ; vide : il vaut.")
    sentence: str = Field(description="Ce qui vaut, ou pourquoi tout est gardé.")
    weeks: list[WeekRead]
    audit: AuditRead | None


class CertificatesRead(ResponseModel):
    """The certificates at hand; a channel without one has everything kept."""

    edges: list[float] = Field(description="Où commencent les classes de score, après la première.")
    certificates: list[CertificateRead]


class Judgement(RequestModel):
    """Judgement on a report set aside: noise indeed, or to be restored."""

    verdict: Literal["noise", "restore"]
