"""The reader behind a model server: two requests a report, many reports at once, in one event
loop.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from classifiers.model_server.answers import (
    Sorting,
    UnreadableReply,
    read_answers,
    read_sorting,
)
from classifiers.model_server.client import ChatPrompt, ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.questionnaire import ModelQuestion, Questionnaire
from classifiers.model_server.quotation import QuotedWords
from classifiers.model_server.reading import ModelCost, ModelProvenance, ModelReading, Voice
from classifiers.model_server.schemas import (
    UNSEEN,
    asking_schema,
    schema_digest,
    sorting_schema,
)

_CUT = " […]"


@dataclass(frozen=True, slots=True)
class ModelInput:
    """A report as a model server is shown it: the words of the content, those of the reporter, the
    reporter's category, the address. Nothing of who reports.
    """

    text: str = ""
    comment: str = ""
    category: str | None = None
    url: str | None = None


class ModelReader:
    """Asks a server the questions of a questionnaire. Words of a report go in the user's message
    alone, as JSON strings.
    """

    def __init__(self, server: ChatServer, asked: Questionnaire) -> None:
        self._server, self._asked = server, asked

    @cached_property
    def provenance(self) -> ModelProvenance:
        """What every reading names."""
        return ModelProvenance(self._server.model, self._asked.prompt_digest, schema_digest(self._asked))

    async def read(self, report: ModelInput) -> ModelReading:
        """The reading of one report.

        Raises:
            ServerFault: the server did not answer as asked; nothing of the report was read.
        """
        shown = _shown(report, self._asked.most_characters)
        sorting, cost = await self._sort(shown)
        questions = self._asked.of_themes(sorting.themes)
        second = await self._server.ask(self._asking(questions), shown)
        words: dict[Voice, str] = {"text": report.text, "comment": report.comment, "url": report.url or ""}
        folded = {voice: QuotedWords(said) if said.strip() else None for voice, said in words.items()}
        try:
            answers, dropped = read_answers(second.content, questions, folded, words)
        except UnreadableReply as error:
            raise ServerFault("reply") from error
        return replace(
            self._sorted(sorting, cost + second.cost),
            asked=frozenset(one.fact for one in questions) - dropped.keys(),
            answers=answers,
            dropped=dict(Counter(dropped.values())),
        )

    async def sort(self, report: ModelInput) -> ModelReading:
        """The first answer on one report alone: whether it matters, its fields, what is grave; no
        question is asked.

        Raises:
            ServerFault: the server did not answer as asked.
        """
        return self._sorted(*await self._sort(_shown(report, self._asked.most_characters)))

    async def read_many(self, reports: Sequence[ModelInput]) -> list[ModelReading | ServerFault]:
        """The reading of each report, or its fault, in order; as many at once as the server is
        asked.
        """
        return await _each(self.read, reports)

    async def sort_many(self, reports: Sequence[ModelInput]) -> list[ModelReading | ServerFault]:
        """The first answer on each report, or its fault, in the same way."""
        return await _each(self.sort, reports)

    async def _sort(self, shown: str) -> tuple[Sorting, ModelCost]:
        reply = await self._server.ask(self._sorting, shown)
        try:
            return read_sorting(reply.content, self._asked), reply.cost
        except UnreadableReply as error:
            raise ServerFault("reply") from error

    def _sorted(self, sorting: Sorting, cost: ModelCost) -> ModelReading:
        return ModelReading(
            matters=_matters(sorting),
            unseen=sorting.nature == UNSEEN,
            noise=sorting.noise,
            fields=sorting.fields,
            gravity=sorting.gravity,
            asked=frozenset(),
            answers=(),
            dropped={},
            provenance=self.provenance,
            cost=cost,
        )

    async def check(self) -> None:
        """Asks what every request relies on: that the server answers, has the model, and follows a
        schema.

        Raises:
            ServerFault: it does not.
        """
        listed = await self._server.models()
        if listed and self._server.model not in listed:
            raise ServerFault("model")
        reply = await self._server.ask(self._server.prompt(_TRY_SYSTEM, "essai", _TRY_SCHEMA), "{}")
        try:
            said = json.loads(reply.content)
        except (ValueError, RecursionError) as error:
            raise ServerFault("schema") from error
        if said != _TRY_ANSWER:
            raise ServerFault("schema")

    @cached_property
    def _sorting(self) -> ChatPrompt:
        return self._server.prompt(self._asked.sorting_text, "tri", sorting_schema(self._asked))

    def _asking(self, questions: tuple[ModelQuestion, ...]) -> ChatPrompt:
        """What is asked with these questions, made once a combination of themes."""
        facts = tuple(one.fact for one in questions)
        made = self._combinations.get(facts)
        if made is None:
            made = self._server.prompt(self._asked.asking_text(questions), "reponses", asking_schema(questions))
            self._combinations[facts] = made
        return made

    @cached_property
    def _combinations(self) -> dict[tuple[str, ...], ChatPrompt]:
        return {}


async def _each(
    read: Callable[[ModelInput], Awaitable[ModelReading]], reports: Sequence[ModelInput]
) -> list[ModelReading | ServerFault]:
    async def one(report: ModelInput) -> ModelReading | ServerFault:
        try:
            return await read(report)
        except ServerFault as fault:
            return fault

    return list(await asyncio.gather(*(one(report) for report in reports)))


_TRY_ANSWER = {"lecture": "selon-schema"}
_TRY_SYSTEM = "Réponds par un objet JSON."
_TRY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"lecture": {"enum": [_TRY_ANSWER["lecture"]]}},
    "required": ["lecture"],
    "additionalProperties": False,
}
"""What a server that ignores schemas would not answer by itself."""


def _matters(sorting: Sorting) -> bool:
    return sorting.noise is None or bool(sorting.gravity) or bool(sorting.fields)


def _shown(report: ModelInput, most: int) -> str:
    """A report as the model sees it: one JSON object, whatever its words hold."""
    parts = {
        "texte": _cut(report.text, most),
        "commentaire": _cut(report.comment, most),
        "categorie": report.category,
        "adresse": report.url,
    }
    return json.dumps({name: said for name, said in parts.items() if said}, ensure_ascii=False)


def _cut(words: str, most: int) -> str:
    """The beginning and the end of words too long to be sent whole."""
    if len(words) <= most:
        return words
    return words[: most // 2] + _CUT + words[-(most // 2) :]
