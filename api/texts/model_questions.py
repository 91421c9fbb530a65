"""The questionnaire of a model server: the vocabulary of the law in force, and the wordings of
`parameters/lecteur_modele.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from api.rules.clause_facts import clauses_of, facts_of_conditions
from api.rules.parameter_files import read_rules_file
from classifiers.model_server.questionnaire import ModelInstructions, ModelQuestion, Questionnaire, QuestionTheme
from engine.model.fact import FactDefinition
from engine.model.indications import GRAVITIES, REPORT_FIELDS
from engine.model.ruleset import Ruleset
from textfile.text import Frozen

FILE = Path("parameters/lecteur_modele.yaml")


class ModelReaderFile(Frozen):
    """`parameters/lecteur_modele.yaml`: wordings, and which facts are asked."""

    sorting: str = Field(min_length=1)
    asking: str = Field(min_length=1)
    fields: dict[str, str]
    gravity: dict[str, str]
    noise: dict[str, str]
    themes: dict[str, str]
    always: tuple[str, ...]
    never: tuple[str, ...]
    most_characters: int = Field(ge=500, le=200_000)


def open_questionnaire(root: Path | None, law: Ruleset) -> Questionnaire:
    """The questionnaire of a folder of rules under its law.

    Raises:
        RulesetError: the file cannot be used.
        ValueError: it names what the law or the product does not have.
    """
    file = read_rules_file(ModelReaderFile, FILE, root)
    themes = sorted({offence.theme for offence in law.offences.values()})
    _check_names("fields", file.fields, REPORT_FIELDS)
    _check_names("gravity", file.gravity, GRAVITIES)
    _check_names("themes", file.themes, themes)
    unknown = [name for name in (*file.always, *file.never) if name not in law.facts]
    if unknown:
        raise ValueError(f"{FILE.as_posix()} : fait inconnu : {', '.join(unknown)}")
    never = {*file.never, *(name for name, fact in law.facts.items() if not _can_be_read(fact))}
    return Questionnaire(
        instructions=ModelInstructions(file.sorting, file.asking),
        fields=file.fields,
        gravity=file.gravity,
        noise=file.noise,
        themes=tuple(QuestionTheme(name, label, _facts_of(law, name)) for name, label in file.themes.items()),
        questions=tuple(_question(fact) for name, fact in law.facts.items() if name not in never),
        always=frozenset(file.always)
        | facts_of_conditions(law, (rule.condition for rule in law.out_of_field.values())),
        most_characters=file.most_characters,
    )


def _check_names(part: str, names: Mapping[str, str], expected: tuple[str, ...] | list[str]) -> None:
    if {*names} != {*expected}:
        differ = ", ".join(sorted({*names} ^ {*expected}))
        raise ValueError(f"{FILE.as_posix()} : `{part}` nomme exactement {', '.join(expected)} ; diffèrent : {differ}")


def _can_be_read(fact: FactDefinition) -> bool:
    """Whether words may say it: some source of it reads or hears words."""
    return bool({"analyst", "text_cue", "reporter"} & {*fact.sources})


def _question(fact: FactDefinition) -> ModelQuestion:
    return ModelQuestion(
        fact=fact.id,
        type=fact.type,
        question=fact.question.fr,
        where=fact.where.fr,
        values={name: meaning.fr for name, meaning in fact.values.items()},
        least=fact.min,
        most=fact.max,
        unit=fact.unit.fr if fact.unit is not None else None,
    )


def _facts_of(law: Ruleset, theme: str) -> frozenset[str]:
    offences = [offence for offence in law.offences.values() if offence.theme == theme]
    # a fact that another means is asked beside it
    return facts_of_conditions(law, (one.clause.condition for offence in offences for one in clauses_of(offence)))
