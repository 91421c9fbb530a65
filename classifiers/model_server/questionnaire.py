"""The questions a model server is asked: values that the vocabulary and the parameters fill, and
the text they make.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

AnswerType: TypeAlias = Literal["boolean", "choice", "set", "integer", "date", "country", "language"]
_HOW = {
    "boolean": "oui ou non",
    "choice": "une valeur",
    "set": "une ou plusieurs valeurs",
    "integer": "un nombre",
    "date": "une date, AAAA-MM-JJ",
    "country": "un code de pays, deux lettres",
    "language": "un code de langue, deux lettres",
}


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """Question of the vocabulary about one fact, in French: as an analyst sees it.

    `values`: what each value means; `least`, `most`: bounds of a number.
    """

    fact: str
    type: AnswerType
    question: str
    where: str
    values: Mapping[str, str]
    least: int | None = None
    most: int | None = None
    unit: str | None = None

    @property
    def text(self) -> str:
        """The question as it is written to the model."""
        how = _HOW[self.type] + (f", en {self.unit}" if self.unit else "")
        lines = [f"- {self.fact} ({how}) : {self.question} Où regarder : {self.where}"]
        lines += [f"    {name} = {meaning}" for name, meaning in self.values.items()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class QuestionTheme:
    """Theme of the law, and the facts that its offences read."""

    id: str
    label: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModelInstructions:
    """Wordings of the instructions: of the first request, which sorts, and of the second, which
    asks.
    """

    sorting: str
    asking: str


@dataclass(frozen=True)
class Questionnaire:
    """Everything a model server is asked of a report.

    `always`: the facts asked whatever the themes; `most_characters`: of each voice, what is sent.
    """

    instructions: ModelInstructions
    fields: Mapping[str, str]
    gravity: Mapping[str, str]
    noise: Mapping[str, str]
    themes: tuple[QuestionTheme, ...]
    questions: tuple[ModelQuestion, ...]
    always: frozenset[str]
    most_characters: int

    def of_themes(self, themes: Iterable[str]) -> tuple[ModelQuestion, ...]:
        """The questions of these themes, and those that are always asked, in the order of the
        vocabulary.
        """
        chosen = frozenset(themes)
        facts = self.always.union(*(theme.facts for theme in self.themes if theme.id in chosen))
        return tuple(one for one in self.questions if one.fact in facts)

    @cached_property
    def by_fact(self) -> Mapping[str, ModelQuestion]:
        """Each question by its fact."""
        return {one.fact: one for one in self.questions}

    @cached_property
    def sorting_text(self) -> str:
        """System message of the first request."""
        parts = [
            self.instructions.sorting.strip(),
            _listed("Champs", self.fields),
            _listed("Gravités", self.gravity),
            _listed("Natures d'un bruit", self.noise),
            _listed("Thèmes", {theme.id: theme.label for theme in self.themes}),
        ]
        return "\n\n".join(parts)

    def asking_text(self, questions: Iterable[ModelQuestion]) -> str:
        """System message of the second request."""
        return "\n\n".join([self.instructions.asking.strip(), "Questions :", *(one.text for one in questions)])

    @cached_property
    def prompt_digest(self) -> str:
        """SHA-256 of every wording and bound."""
        themes = {theme.id: sorted(theme.facts) for theme in self.themes}
        rest = json.dumps([themes, sorted(self.always), self.most_characters], ensure_ascii=False)
        said = "\0".join([self.sorting_text, self.asking_text(self.questions), rest])
        return hashlib.sha256(said.encode()).hexdigest()


def _listed(title: str, meanings: Mapping[str, str]) -> str:
    return "\n".join([f"{title} :", *(f"- {name} = {meaning}" for name, meaning in meanings.items())])
