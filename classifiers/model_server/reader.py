"""The reader behind a model server: two requests a report, many reports at once, in one event
loop.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from classifiers.model_server.answers import (
    Sorting,
    UnreadableReply,
    read_answers,
    read_sorting,
)
from classifiers.model_server.client import ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.questionnaire import ModelQuestion, Questionnaire
from classifiers.model_server.quotation import QuotedWords
from classifiers.model_server.reading import ModelProvenance, ModelReading, Voice
from classifiers.model_server.schemas import (
    UNSEEN,
    JsonSchema,
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
        reply = await self._server.ask(self._asked.sorting_text, shown, "tri", self._sorting_schema)
        try:
            sorting = read_sorting(reply.content, self._asked)
        except UnreadableReply as error:
            raise ServerFault("reply") from error
        questions = self._asked.of_themes(sorting.themes)
        system, schema = self._of(questions)
        second = await self._server.ask(system, shown, "reponses", schema)
        words: dict[Voice, str] = {"text": report.text, "comment": report.comment, "url": report.url or ""}
        folded = {voice: QuotedWords(said) if said.strip() else None for voice, said in words.items()}
        try:
            answers, dropped = read_answers(second.content, questions, folded, words)
        except UnreadableReply as error:
            raise ServerFault("reply") from error
        return ModelReading(
            matters=_matters(sorting),
            unseen=sorting.nature == UNSEEN,
            noise=sorting.noise,
            fields=sorting.fields,
            gravity=sorting.gravity,
            asked=frozenset(one.fact for one in questions),
            answers=answers,
            dropped=dict(dropped),
            provenance=self.provenance,
            cost=reply.cost + second.cost,
        )

    async def read_many(self, reports: Sequence[ModelInput]) -> list[ModelReading | ServerFault]:
        """The reading of each report, or its fault, in order; as many at once as the server is
        asked.
        """

        async def one(report: ModelInput) -> ModelReading | ServerFault:
            try:
                return await self.read(report)
            except ServerFault as fault:
                return fault

        return list(await asyncio.gather(*(one(report) for report in reports)))

    async def check(self) -> None:
        """Asks what every request relies on: that the server answers, has the model, and follows a
        schema.

        Raises:
            ServerFault: it does not.
        """
        listed = await self._server.models()
        if listed and self._server.model not in listed:
            raise ServerFault("model")
        reply = await self._server.ask(_TRY_SYSTEM, "{}", "essai", _TRY_SCHEMA)
        try:
            said = json.loads(reply.content)
        except (ValueError, RecursionError) as error:
            raise ServerFault("schema") from error
        if said != _TRY_ANSWER:
            raise ServerFault("schema")

    @cached_property
    def _sorting_schema(self) -> JsonSchema:
        return sorting_schema(self._asked)

    def _of(self, questions: tuple[ModelQuestion, ...]) -> tuple[str, JsonSchema]:
        """System message and schema of these questions, made once a combination of themes."""
        facts = tuple(one.fact for one in questions)
        made = self._combinations.get(facts)
        if made is None:
            made = self._combinations[facts] = (self._asked.asking_text(questions), asking_schema(questions))
        return made

    @cached_property
    def _combinations(self) -> dict[tuple[str, ...], tuple[str, JsonSchema]]:
        return {}


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
