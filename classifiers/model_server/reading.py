"""Outputs of a model server's reading of a report: answers with their words, fields, gravity,
cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Voice: TypeAlias = Literal["text", "comment", "url"]
"""Where words are quoted from; an address is no text, and has no place in one."""
AnswerValue: TypeAlias = bool | int | str | tuple[str, ...]
"""A value of a fact; a tuple for a fact that may have several."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """Answer of the model to one question: the value of a fact, and the words that say it.

    [`start`, `end`) is their place in the words of that voice; `confidence` lies in ]0, 1[.
    """

    fact: str
    value: AnswerValue
    voice: Voice
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class ModelProvenance:
    """Provenance of a reading: the model as the server names it, the SHA-256 of the wordings it was
    asked with, and that of the schemas its answers were constrained by.
    """

    model: str
    prompt: str
    schema: str


@dataclass(frozen=True, slots=True)
class ModelCost:
    """Cost of a reading: requests, seconds of waiting, tokens read and written (0 where the server
    does not count them).
    """

    requests: int = 0
    seconds: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: ModelCost) -> ModelCost:
        """The cost of both."""
        return ModelCost(
            self.requests + other.requests,
            self.seconds + other.seconds,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class ModelReading:
    """Reading of a report by a model server.

    `matters`: an analyst must see it; `unseen`: it points to content that nobody gave; `noise`: the
    declared kind that it was recognised as, None of none. `fields` and `gravity`: those it names,
    the likeliest first. `asked`: the facts that were asked, but those of
    which the answer was dropped; one without an answer is not said.
    `dropped`: by reason, the answers that were not kept.
    """

    matters: bool
    unseen: bool
    noise: str | None
    fields: tuple[str, ...]
    gravity: tuple[str, ...]
    asked: frozenset[str]
    answers: tuple[ModelAnswer, ...]
    dropped: Mapping[str, int]
    provenance: ModelProvenance
    cost: ModelCost
