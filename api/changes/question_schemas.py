"""Requests and responses of questions at the boundary of a draft."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from api.changes.questions import DraftQuestion, DraftQuestions
from api.kit.schemas import Prose, RequestModel, ResponseModel

OffenceName = Annotated[str, Field(min_length=1, max_length=120)]
QuestionId = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
MAX_WHY = 2_000


class QuestionAnswer(RequestModel):
    """Answer to a question: yes writes its cases, no opens a comment, with the reason if any.
    `offence`: the one that was asked about, absent where none was named.
    """

    question: QuestionId
    answer: Literal["yes", "no"]
    offence: OffenceName | None = None
    why: Annotated[Prose, Field(max_length=MAX_WHY)] = ""


class QuestionRead(ResponseModel):
    """A report on which one fact decides, in words and as data, and what the rules answer on either
    side.
    """

    id: str
    offence: str
    version: str
    date_of_facts: date
    title: str
    facts_in_words: list[str]
    facts: dict[str, Any]
    answer: str
    status: str
    fact: str = Field(description="Le fait qui décide.")
    decisive: str
    instead: str = Field(description="Ce que ce fait serait au-delà de la limite.")
    beyond: str
    status_beyond: str
    is_new: bool = Field(description="La base de la demande répond-elle autrement ?")
    has_case: bool = Field(description="Un cas de l'infraction se tient-il déjà sur cette limite ?")


class QuestionsRead(ResponseModel):
    """Questions on a draft."""

    loads: bool = Field(description="Faux : les règles du brouillon ne se chargent pas, rien n'est demandé.")
    reworded: list[str] = Field(description="Infractions que la demande rédige autrement.")
    items: list[QuestionRead]


class QuestionSettled(ResponseModel):
    """What an answer became: the file that has its cases, or the comment."""

    path: str | None
    comment: str | None


def questions_read(found: DraftQuestions) -> QuestionsRead:
    """Questions, as the API answers them."""
    return QuestionsRead(loads=found.loads, reworded=list(found.reworded), items=[_read(one) for one in found.items])


def _read(one: DraftQuestion) -> QuestionRead:
    asked, said = one.question, one.words
    return QuestionRead(
        id=asked.id,
        offence=asked.offence,
        version=asked.version,
        date_of_facts=asked.day,
        title=said.title,
        facts_in_words=list(said.facts),
        facts=dict(asked.here.facts),
        answer=said.answer,
        status=asked.here.status.value,
        fact=asked.fact,
        decisive=said.decisive,
        instead=said.instead,
        beyond=said.beyond,
        status_beyond=asked.beyond.status.value,
        is_new=asked.is_new,
        has_case=asked.has_case,
    )
