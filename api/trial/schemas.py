"""Request and response models of trials."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from api.kit.problems import FieldProblem
from api.kit.schemas import Line, ResponseModel
from api.reports.qualifications.schemas import QualificationRequest
from api.reports.schemas import Facts
from api.rules.dangers import Danger
from api.transmissions.schemas import RouteRead
from engine.model.knowledge import Voice
from engine.routing.situation import DecisionOutcome
from textfile.text import Language, Unfit

DifferenceKind = Literal["danger", "issue", "main", "status", "clause", "presumed", "route", "notice"]


class TrialCreate(QualificationRequest):
    """Trial of a report or of facts: as a question, with what is asked of routing and notices.
    Nothing is stored.
    """

    offence: Line | None = Field(
        None, description="L'infraction que quelqu'un retiendrait ; par défaut, celle qui est suggérée."
    )
    routing: Facts = Field({}, description="Faits de routage, `fait: valeur`.")
    language: Language | None = Field(None, description="Celle des notifications ; par défaut, du destinataire.")
    draft: Line | None = Field(None, description="Le brouillon essayé ; par défaut, les règles en service.")
    compare: bool = Field(False, description="Vrai : la même chose sous les règles en service, et ce qui diffère.")

    @model_validator(mode="after")
    def _has_two_editions(self) -> TrialCreate:
        if self.compare and self.draft is None:
            raise Unfit("donner `draft`, à quoi comparer", "give `draft`, to compare with", "draft")
        return self


class CueRead(ResponseModel):
    """A passage that makes a fact presumed, and the rule that found it."""

    voice: Voice
    fact: str
    value: Any
    start: int
    end: int
    confidence: float
    rule: str


class TrialNoticeRead(ResponseModel):
    """A notice as it would be written, or what refuses it. `stand_ins`: what a trial does not know
    and for which an example stands.
    """

    recipient: str
    kind: str
    language: str
    once_confirmed: bool = Field(description="Écrite une fois confirmés les faits qui ne sont que présumés.")
    subject: str | None
    text: str | None
    stand_ins: list[str]
    refusals: list[FieldProblem]


class TrialRead(ResponseModel):
    """Everything that one edition of the rules makes of a trial."""

    ruleset: str
    was_read: bool = Field(description="Faux : aucun lecteur n'a lu les mots.")
    cues: list[CueRead]
    presumed: list[str] = Field(description="Les faits présumés d'après les mots.")
    danger: Danger | None
    decision: DecisionOutcome = Field(description="La décision que supposent routage et notifications.")
    offence: str | None = Field(description="L'infraction qu'elle retient.")
    answer: dict[str, Any]
    hosting: dict[str, Any] | None
    routing_digest: str
    routes: list[RouteRead]
    notices: list[TrialNoticeRead]


class TrialDifferenceRead(ResponseModel):
    """Something that two editions say otherwise; null: not at all."""

    kind: DifferenceKind
    subject: str
    offence: str | None
    before: str | None
    after: str | None


class TrialAnswer(ResponseModel):
    """Outcome of a trial; `live` and `differences`: under the rules in service, when asked for."""

    trial: TrialRead
    live: TrialRead | None
    differences: list[TrialDifferenceRead] | None = Field(description="Ce que le brouillon changerait.")
    left_aside: list[str] = Field(
        description="Ce que les règles en service ne prennent pas, laissé de côté pour elles."
    )
