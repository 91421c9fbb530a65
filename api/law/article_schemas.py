"""Responses on the official texts of articles."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.kit.schemas import ResponseModel
from api.watch.official_texts import OfficialText
from api.watch.text_reading import TextsState


class ArticleRead(ResponseModel):
    """An article as the operator's file gives it."""

    number: str
    title: str
    id: str | None = Field(description="Identifiant Légifrance, s'il est dit.")
    start: date | None = Field(description="Premier jour en vigueur, s'il est dit.")
    last: date | None = Field(description="Dernier jour en vigueur ; absent : toujours en vigueur, ou non dit.")
    paragraphs: list[str]
    file: str = Field(description="Le fichier de l'exploitant d'où il vient.")


class ArticlesRead(ResponseModel):
    """Articles that a citation names, on a day; `said`: why there is none."""

    citation: str
    day: date
    state: TextsState
    said: str
    articles: list[ArticleRead]


def article_read(text: OfficialText) -> ArticleRead:
    """An article, as the API answers it."""
    return ArticleRead(
        number=text.number,
        title=text.title,
        id=text.id,
        start=text.start,
        last=text.last,
        paragraphs=list(text.paragraphs),
        file=text.file,
    )
