"""The cases of an offence and the questions it asks, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.kit.typography import typeset
from api.pages.shell.parts import Status
from api.pages.shell.say import Say
from engine.analysis.case_shapes import CasesFile, Expectation, OffenceCase
from engine.model.condition import Condition
from engine.model.law import Offence, Version
from textfile.text import SEMICOLON


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """The answer a case must keep, and when."""

    when: str
    status: Status
    because: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case."""

    name: str
    differs: tuple[str, ...]
    neighbour: str
    expected: tuple[ExpectedAnswer, ...]


@dataclass(frozen=True, slots=True)
class LawQuestionView:
    """A fact on which the answer depends."""

    id: str
    question: str
    where: str
    effort: int
    cost: int
    exposure: str
    clauses: tuple[str, ...]


def base_facts(file: CasesFile, say: Say) -> str:
    """The facts from which the cases start, in words."""
    return SEMICOLON[say.language].join(say.stated(name, value) for name, value in file.base.facts.items())


def case_views(file: CasesFile, offence: Offence, say: Say) -> tuple[CaseView, ...]:
    """Every case, in the order of the file."""
    return tuple(_case(case, file, offence, say) for case in file.cases)


def _case(case: OffenceCase, file: CasesFile, offence: Offence, say: Say) -> CaseView:
    differs = [say.stated(name, value) for name, value in case.set.items()]
    for name in case.unset:
        fact = say.ruleset.facts.get(name)
        differs.append(say.t("offence.case_unset", fact=say.text(fact.label) if fact is not None else name))
    differs += [say.t("offence.case_raised", name=_clause(name, offence, say)) for name in case.raised]
    other = say.ruleset.offences.get(case.neighbour) if case.neighbour is not None else None
    return CaseView(
        name=say.plain(case.name),
        differs=tuple(differs),
        neighbour=say.t("offence.case_neighbour", name=say.text(other.short)) if other is not None else "",
        expected=tuple(_expected(case, file, offence, say)),
    )


def _expected(case: OffenceCase, file: CasesFile, offence: Offence, say: Say) -> Iterator[ExpectedAnswer]:
    for day, expect in case.at.items():
        yield _one(say.day(date.fromisoformat(day)) if _is_day(day) else day, expect, offence, say)
    if case.expect is None:
        return
    if case.on == "all":
        when = say.t("offence.case_all")
    elif case.on is not None:
        when = typeset(SEMICOLON[say.language].join(_period(name, offence, say) for name in case.on), say.language)
    else:
        when = say.day(case.date_of_facts or file.base.date_of_facts)
    yield _one(when, case.expect, offence, say)


def _period(name: str, offence: Offence, say: Say) -> str:
    """The period of a version."""
    return next(say.period(v.from_, v.until) for v in offence.versions if v.id == name)


def _one(when: str, expect: Expectation, offence: Offence, say: Say) -> ExpectedAnswer:
    names = ", ".join(_clause(name, offence, say) for name in expect.because or ())
    status: Any = expect.status.value
    return ExpectedAnswer(when, status, say.t("offence.because", names=names) if names else "")


def _clause(name: str, offence: Offence, say: Say) -> str:
    for held in (offence.elements, offence.defences, offence.scope, offence.aggravations):
        if name in held:
            return say.text(held[name].label)
    return name


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def questions(offence: Offence, version: Version, say: Say) -> tuple[LawQuestionView, ...]:
    """The facts that the clauses of a version look at, the least costly first."""
    asked: dict[str, list[str]] = {}
    for label, condition in _conditions(offence, version, say):
        for name in say.facts(condition, version.from_):
            asked.setdefault(name, []).append(label)
    found = []
    for name, clauses in asked.items():
        fact = say.ruleset.facts[name]
        found.append(
            LawQuestionView(
                name,
                say.text(fact.question),
                say.text(fact.where),
                fact.effort,
                fact.cost,
                say.t(f"exposure.{fact.exposure}"),
                tuple(dict.fromkeys(clauses)),
            )
        )
    return tuple(sorted(found, key=lambda q: (q.effort, q.id)))


def _conditions(offence: Offence, version: Version, say: Say) -> Iterator[tuple[str, Condition]]:
    for name in version.elements:
        yield say.text(offence.elements[name].label), offence.elements[name].condition
    for name in version.defences:
        defence = offence.defences[name]
        yield say.text(defence.label), defence.condition
        if defence.raised_by is not None:
            yield say.text(defence.label), defence.raised_by
    for name in version.scope:
        yield say.text(offence.scope[name].label), offence.scope[name].condition
    for name in version.aggravations:
        yield say.text(offence.aggravations[name].label), offence.aggravations[name].condition
