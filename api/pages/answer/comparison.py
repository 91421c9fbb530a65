"""Comparison of a stored answer with today's rules, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.db.reports import QualificationRow
from api.http.services import Services
from api.kit.problems import Problem
from api.pages.shell.say import Say
from api.reports.qualifications.comparing import compare
from api.reports.qualifications.schemas import Comparison
from engine.model.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """One thing that is no longer the same: what, as it was, as it is."""

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class ComparedView:
    """The comparison: its sentence, and what differs."""

    lead: str
    rows: tuple[ComparisonLine, ...]


def compared_view(services: Services, row: QualificationRow, then: Ruleset | None, say: Say) -> ComparedView | None:
    """The comparison of a kept answer with today's rules; None when they are the same.

    `then` are those of the answer, when at hand.
    """
    today = services.editions.current().ruleset
    if row.ruleset_digest == today.digest:
        return None
    try:
        found = compare(services, row)
    except Problem:  # today's rules read a contradiction in the facts of then
        return ComparedView(say.t("compared.impossible"), ())
    if found.same_answer:
        return ComparedView(say.t("compared.same"), ())
    return ComparedView(say.t("compared.differs"), tuple(_rows(found, _Names(today, then, say), say)))


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of a fact or an offence: today's, else those of then, else the identifier."""

    today: Ruleset
    then: Ruleset | None
    say: Say

    def offence(self, name: str) -> str:
        for law in (self.today, self.then):
            if law is not None and name in law.offences:
                return self.say.text(law.offences[name].short)
        return name

    def facts(self, names: Iterable[str]) -> str:
        return ", ".join(map(self._fact, names)) or self.say.t("compared.nothing")

    def _fact(self, name: str) -> str:
        for law in (self.today, self.then):
            if law is not None and name in law.facts:
                return self.say.text(law.facts[name].label)
        return name


def _rows(comparison: Comparison, names: _Names, say: Say) -> Iterable[ComparisonLine]:
    if (comparison.issue_then, comparison.main_then) != (comparison.issue_now, comparison.main_now):
        yield ComparisonLine(
            say.t("compared.answer"),
            _issue(comparison.issue_then, comparison.main_then, names, say),
            _issue(comparison.issue_now, comparison.main_now, names, say),
        )
    for offence in comparison.offences:
        yield ComparisonLine(names.offence(offence.offence), _status(offence.then, say), _status(offence.now, say))
    if comparison.missing_then != comparison.missing_now:
        yield ComparisonLine(
            say.t("compared.missing"), names.facts(comparison.missing_then), names.facts(comparison.missing_now)
        )
    if comparison.facts_left_aside or comparison.points_left_aside:
        left = ", ".join(filter(None, [names.facts(comparison.facts_left_aside), *comparison.points_left_aside]))
        yield ComparisonLine(say.t("compared.stated"), left, say.t("compared.left_aside"))


def _issue(issue: str, main: str | None, names: _Names, say: Say) -> str:
    short = names.offence(main) if main is not None and issue in ("qualifie", "a_completer") else ""
    return say.t(f"issue.{issue}", short=short)


def _status(status: str | None, say: Say) -> str:
    return say.t(f"status.{status}") if status is not None else say.t("compared.unknown")
