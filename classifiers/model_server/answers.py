"""Answers of a model server, checked: shape, vocabulary, quotation, number. What does not hold is
dropped and counted, never corrected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from classifiers.cues.builtins import SOURCES, read_date, read_number
from classifiers.model_server.questionnaire import ModelQuestion, Questionnaire
from classifiers.model_server.quotation import QuotedWords
from classifiers.model_server.reading import AnswerValue, ModelAnswer, Voice
from classifiers.model_server.schemas import (
    CONFIDENCE,
    MOST_FIELDS,
    MOST_QUOTED,
    MOST_THEMES,
    TO_EXAMINE,
    UNSEEN,
    VOICES,
)
from classifiers.text.folding import plain

SHAPE, VALUE, QUOTATION, NUMBER = "forme", "valeur", "citation", "nombre"
"""Reasons for which an answer is dropped: of another shape; outside the vocabulary; its words are
not in the report; no such number or date in its words.
"""
_NUMBERS = re.compile(rf"(?<![0-9a-z])(?:{SOURCES['nombre']})(?![0-9a-z])")
_DATES = re.compile(SOURCES["date"])


class UnreadableReply(Exception):
    """A reply that is no JSON object of the shape asked for."""


class Sorting(NamedTuple):
    """Answer to the first request: nature of the report, fields, gravities, themes to ask about."""

    nature: str
    fields: tuple[str, ...]
    gravity: tuple[str, ...]
    themes: tuple[str, ...]

    @property
    def noise(self) -> str | None:
        """The kind of noise it is recognised as, None of none."""
        return None if self.nature in (TO_EXAMINE, UNSEEN) else self.nature


def read_sorting(reply: str, asked: Questionnaire) -> Sorting:
    """The first request's answer; names outside the questionnaire are left out.

    Raises:
        UnreadableReply: it has another shape.
    """
    said = _object(reply)
    nature = said.get("nature")
    if not isinstance(nature, str) or nature not in (TO_EXAMINE, UNSEEN, *asked.noise):
        raise UnreadableReply("nature")
    return Sorting(
        nature,
        _names(said, "champs", asked.fields, MOST_FIELDS),
        _names(said, "gravites", asked.gravity, len(asked.gravity)),
        _names(said, "themes", [theme.id for theme in asked.themes], MOST_THEMES),
    )


def read_answers(
    reply: str, questions: Iterable[ModelQuestion], words: Mapping[Voice, QuotedWords | None], raw: Mapping[Voice, str]
) -> tuple[tuple[ModelAnswer, ...], dict[str, str]]:
    """The answers that hold, and why each other was dropped, by fact. A question without an answer,
    or answered null, is not answered.

    `raw`: the words of each voice; `words`: the same, to look quotations up in, None of a voice
    that says nothing.

    Raises:
        UnreadableReply: it is no JSON object.
    """
    said = _object(reply)
    answers: list[ModelAnswer] = []
    dropped: dict[str, str] = {}
    for question in questions:
        answer = said.get(question.fact)
        if answer is None:
            continue
        made = _answer(question, answer, words, raw)
        if isinstance(made, str):
            dropped[question.fact] = made
        else:
            answers.append(made)
    return tuple(answers), dropped


def _answer(
    question: ModelQuestion, said: Any, words: Mapping[Voice, QuotedWords | None], raw: Mapping[Voice, str]
) -> ModelAnswer | str:
    if not isinstance(said, Mapping):
        return SHAPE
    quotation, certainty = said.get("citation"), said.get("certitude")
    named = said.get("voix")
    voice = VOICES.get(named) if isinstance(named, str) else None
    if (
        not isinstance(quotation, str)
        or len(quotation) > MOST_QUOTED
        or voice is None
        or not isinstance(certainty, str)
    ):
        return SHAPE
    confidence = CONFIDENCE.get(certainty)
    if confidence is None:
        return SHAPE
    value = _value(question, said.get("valeur"))
    if value is None:
        return VALUE
    in_voice = words[voice]
    place = in_voice.place(quotation) if in_voice is not None else None
    if place is None:
        return QUOTATION
    if question.type in ("integer", "date") and value not in _read_again(question, raw[voice][place.start : place.end]):
        return NUMBER
    return ModelAnswer(question.fact, value, voice, place.start, place.end, confidence)


def _value(question: ModelQuestion, said: Any) -> AnswerValue | None:
    match question.type:
        case "boolean":
            return said if isinstance(said, bool) else None
        case "choice":
            return said if isinstance(said, str) and said in question.values else None
        case "set":
            if not isinstance(said, list) or not said or not all(isinstance(one, str) for one in said):
                return None
            several = tuple(dict.fromkeys(said))
            return several if all(one in question.values for one in several) else None
        case "integer":
            if not isinstance(said, int) or isinstance(said, bool):
                return None
            low = question.least is None or said >= question.least
            high = question.most is None or said <= question.most
            return said if low and high else None
        case "date":
            return said if isinstance(said, str) and _is_day(said) else None
        case "country":
            return said if isinstance(said, str) and re.fullmatch("[A-Z]{2}", said) else None
        case "language":
            return said if isinstance(said, str) and re.fullmatch("[a-z]{2}", said) else None


def _read_again(question: ModelQuestion, words: str) -> set[AnswerValue]:
    """The numbers, or the dates, that the lexicons' classes read in a quotation."""
    folded = plain(words, repair=False).text
    if question.type == "date":
        return {day for found in _DATES.finditer(folded) if (day := read_date(found[0])) is not None}
    return {number for found in _NUMBERS.finditer(folded) if (number := read_number(found[0])) is not None}


def _object(reply: str) -> Mapping[str, Any]:
    try:
        said = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise UnreadableReply("json") from error
    if not isinstance(said, Mapping):
        raise UnreadableReply("object")
    return said


def _names(said: Mapping[str, Any], key: str, known: Iterable[str], most: int) -> tuple[str, ...]:
    named = said.get(key)
    if not isinstance(named, list):
        raise UnreadableReply(key)
    names = frozenset(known)
    return tuple(dict.fromkeys(one for one in named if isinstance(one, str) and one in names))[:most]


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False
