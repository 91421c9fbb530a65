"""Answers of careful readers to the product's own questions, in the place of a model server.

They hold no word of a report: a quotation is a voice and a place, found again in the words whose
SHA-256 they name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from classifiers.model_server.client import ChatPrompt, ChatReply
from classifiers.model_server.reading import ModelCost, Voice
from classifiers.model_server.schemas import VOICES, JsonSchema
from tools.measure.labels import LabelledReport
from training.corpus import CORPUS

ANSWERS = CORPUS / "answers"
NAME = "lecteurs attentifs"
_SHOWN: Mapping[Voice, str] = {voice: name for name, voice in VOICES.items()}
_SORTING, _ASKING = "tri", "reponses"


class ChangedReport(Exception):
    """A report whose words are no longer those that were read."""


class CarefulAnswers:
    """What careful readers answered, by the words that they read."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = {row["words"]: row for row in rows}
        self._ids = {row["id"]: row["words"] for row in self._rows.values()}

    def has(self, report: LabelledReport) -> bool:
        """Whether a report was read.

        Raises:
            ChangedReport: it was, in other words.
        """
        words = self._ids.get(report.id)
        if words is not None and words != words_digest(report.text, report.comment, report.url):
            raise ChangedReport(f"{report.id} : ses mots ne sont plus ceux auxquels {ANSWERS.name}/ répond")
        return words is not None

    def reply(self, request: str, shown: Mapping[str, Any]) -> str:
        """Reply to a request by its name, on a report as a model is shown it."""
        words = {voice: shown.get(name) or "" for voice, name in _SHOWN.items()}
        row = self._rows[words_digest(words["text"], words["comment"], words["url"])]
        if request == _SORTING:
            said: dict[str, Any] = {"nature": row["nature"], "champs": row["fields"], "gravites": row["gravity"]}
            return json.dumps({**said, "themes": row["themes"]})
        answers = {
            fact: {
                "valeur": answer["value"],
                "citation": words[answer["voice"]][slice(*answer["span"])],
                "voix": _SHOWN[answer["voice"]],
                "certitude": answer["certainty"],
            }
            for fact, answer in row["answers"].items()
        }
        return json.dumps(answers, ensure_ascii=False)


class CarefulServer:
    """Stand-in for a chat server, which answers as careful readers did."""

    model = NAME

    def __init__(self, answers: CarefulAnswers) -> None:
        self._answers = answers

    async def __aenter__(self) -> CarefulServer:
        """Opens nothing."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Closes nothing."""

    def prompt(self, system: str, name: str, schema: JsonSchema) -> ChatPrompt:
        """The name of the request is all that is needed."""
        return ChatPrompt(name.encode(), b"")

    async def ask(self, prompt: ChatPrompt, user: str) -> ChatReply:
        """The answer at no cost."""
        return ChatReply(self._answers.reply(prompt.before.decode(), json.loads(user)), ModelCost(1))


def read_answers(folder: Path = ANSWERS) -> CarefulAnswers:
    """The answers of every file of a folder."""
    files = sorted(folder.glob("*.jsonl"))
    return CarefulAnswers(json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())


def words_digest(text: str | None, comment: str | None, url: str | None) -> str:
    """SHA-256 of the words of a report, by voice."""
    said = json.dumps([text or "", comment or "", url or ""], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
