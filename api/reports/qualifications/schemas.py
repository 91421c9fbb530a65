"""Questions and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from api.kit.ids import pattern
from api.kit.schemas import MAX_TEXT, Day, Line, Prose, RequestModel, ResponseModel
from api.kit.urls import MAX_URL
from api.reports.schemas import Facts, Raised
from api.rules.dangers import Danger
from textfile.text import Unfit

QualificationId = Annotated[str, Field(pattern=pattern("qua"))]


class QualificationRequest(RequestModel):
    """A report, or facts alone. Nothing is stored."""

    id: Line = Field("signalement", description="Repris tel quel dans la réponse.")
    url: Annotated[Prose, Field(max_length=MAX_URL)] | None = None
    text: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(
        None,
        description="Les mots du contenu. Ses indices donnent des faits présumés ; les passages cités doivent y tenir.",
    )
    comment: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(
        None, description="Ce que dit le signalant : ses indices donnent des faits présumés, selon lui."
    )
    read_text: bool = Field(True, description="Faux : le texte et le commentaire ne donnent aucun fait.")
    reported_category: Line | None = None
    date_of_facts: Day | None = None
    facts: Facts = {}
    raised: Raised = []
    date_of_decision: Day | None = Field(None, description="Aujourd'hui, si elle n'est pas donnée.")

    @model_validator(mode="after")
    def _says_something(self) -> QualificationRequest:
        if not (self.url or self.text or self.comment or self.facts):
            raise Unfit(
                "donner au moins `url`, `text`, `comment` ou `facts`",
                "give at least `url`, `text`, `comment` or `facts`",
                "text",
            )
        return self


class ReaderServed(ResponseModel):
    """The model server that read the text after the readers of the service."""

    model: str = Field(description="Modèle, comme ce serveur le nomme.")
    prompt_digest: str = Field(description="Empreinte des consignes et des questions posées.")
    schema_digest: str = Field(description="Empreinte des schémas qui contraignaient ses réponses.")


class QualificationRead(ResponseModel):
    """An answer as it was given: what replays it, and its document."""

    id: str
    report: str
    made_at: datetime
    made_for: str
    decision_day: date
    issue: str
    main: str | None
    prudent: bool
    to_confirm: bool = Field(
        description="L'infraction suggérée est établie, mais pas par les seuls faits confirmés : « établi, à confirmer »."
    )
    answer_digest: str
    facts_digest: str
    ruleset_digest: str
    engine_version: str
    reasoner: str
    model_digest: str | None = Field(description="Modèle de bruit qui a lu le texte, comme le nomme sa fiche.")
    lexicon_digest: str | None = Field(description="Lexiques qui ont lu le texte.")
    reader: ReaderServed | None = Field(
        description="Serveur de modèle qui a lu le texte ensuite ; nul : les lecteurs du service seuls."
    )
    danger: Danger | None = Field(
        description="Le danger que montrent les faits de la réponse, selon les règles d'aujourd'hui ; hors de la réponse gardée."
    )
    answer: dict[str, Any]


class Difference(ResponseModel):
    """A place where the answer is no longer the same."""

    pointer: str
    before: Any = Field(alias="kept")
    now: Any


class Replay(ResponseModel):
    """Replay of a question: the same bytes, or what differs and why."""

    same: bool
    kept_digest: str
    now_digest: str
    ruleset_then: str = Field(alias="ruleset_kept")
    ruleset_now: str
    engine_then: str = Field(alias="engine_kept")
    engine_now: str
    why: list[str]
    differences: list[Difference] = Field(description="Les cinquante premières.")


class OffenceChange(ResponseModel):
    """An offence whose status is no longer the same; null under rules that do not know it.
    `to_confirm`: established on presumed facts.
    """

    offence: str
    then: str | None
    now: str | None


class Comparison(ResponseModel):
    """A kept answer beside what today's rules say of the same facts, on the same day of
    decision.
    """

    same_rules: bool
    same_answer: bool = Field(description="Mêmes issue, qualification, statuts et questions, rien laissé de côté.")
    ruleset_then: str
    ruleset_now: str
    decision_day: date
    issue_then: str
    issue_now: str
    main_then: str | None
    main_now: str | None
    offences: list[OffenceChange] = Field(description="Celles dont le statut diffère.")
    missing_then: list[str] = Field(description="Les faits demandés alors, le plus utile d'abord.")
    missing_now: list[str]
    facts_left_aside: list[str] = Field(description="Établis alors, et que les règles d'aujourd'hui ne prennent plus.")
    points_left_aside: list[str] = Field(description="Soulevés alors, et qu'aucune infraction ne connaît plus.")
