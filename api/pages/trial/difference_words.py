"""What two editions say otherwise of a trial, in words."""

from __future__ import annotations

from api.pages.case.head import issue_of
from api.pages.shell.say import Say
from api.pages.trial.outcome import teller_of
from api.pages.trial.views import DifferenceLine
from api.trial.comparing import TrialDifference
from api.trial.results import TrialResult
from engine.explanation.words import say_known

_PRESUMED = "_presumed"


class TrialDifferenceTeller:
    """Tells differences: names are those of the edition tried, else of the one in service."""

    def __init__(self, before: TrialResult, after: TrialResult, before_say: Say, after_say: Say) -> None:
        self._before, self._after = before, after
        self._says = (after_say, before_say)
        self._say = after_say

    def lines(self, differences: tuple[TrialDifference, ...]) -> tuple[DifferenceLine, ...]:
        """One line for each."""
        return tuple(self._line(one) for one in differences)

    def _line(self, one: TrialDifference) -> DifferenceLine:
        what = self._what(one)
        if one.kind == "issue":
            before_say = self._says[1]
            before = issue_of(teller_of(self._before, before_say), before_say)
            return DifferenceLine(what, before, issue_of(teller_of(self._after, self._say), self._say))
        if one.kind == "presumed":
            return DifferenceLine(
                what, self._fact_value(one.subject, self._before), self._fact_value(one.subject, self._after)
            )
        if one.kind == "notice" and None not in (one.before, one.after) and "refused" not in (one.before, one.after):
            return DifferenceLine(what, self._say.t("trial.notice_written"), self._say.t("trial.notice_otherwise"))
        return DifferenceLine(what, self._value(one, one.before), self._value(one, one.after))

    def _what(self, one: TrialDifference) -> str:
        if one.kind in ("danger", "issue", "main"):
            return self._say.t(f"trial.diff_{one.kind}")
        if one.kind == "status":
            return self._offence(one.subject)
        if one.kind == "clause":
            return self._clause(one.offence or "", one.subject)
        if one.kind == "presumed":
            return self._say.t("trial.diff_presumed", label=self._label(one.subject))
        if one.kind == "route":
            return self._say.t("trial.diff_route", title=self._route(one.subject))
        return self._say.t("trial.diff_notice", recipient=self._say.t(f"recipient.{one.subject}"))

    def _value(self, one: TrialDifference, value: str | None) -> str:
        say = self._say
        if value is None:
            return say.t("trial.nothing_there")
        if one.kind == "danger":
            return say.t(f"danger.chip_{value}")
        if one.kind == "main":
            return self._offence(value)
        if one.kind == "status":
            return say.t(f"status.{value}")
        if one.kind == "route":
            return say.t(f"route.{value}")
        if one.kind == "notice":
            return say.t("trial.notice_refused" if value == "refused" else "trial.notice_written")
        presumed = value.endswith(_PRESUMED)
        word = say.t(f"status.{value.removesuffix(_PRESUMED)}")
        return f"{word} ({say.t('status.presumed')})" if presumed else word

    def _fact_value(self, name: str, result: TrialResult) -> str:
        stated = result.report.facts.get(name) if name in result.reading.presumed else None
        if stated is None:
            return self._say.t("trial.nothing_there")
        return say_known(stated.knowledge, result.engine.ruleset.facts[name], self._say.language)

    def _offence(self, name: str) -> str:
        for say in self._says:
            if name in say.ruleset.offences:
                return say.text(say.ruleset.offences[name].short)
        return name

    def _clause(self, offence: str, name: str) -> str:
        for say in self._says:
            law = say.ruleset.offences.get(offence)
            if law is None:
                continue
            for clauses in (law.elements, law.defences, law.scope, law.aggravations, law.cautions):
                if name in clauses:
                    return f"{self._offence(offence)} · {say.text(clauses[name].label)}"
        return name

    def _label(self, name: str) -> str:
        for say in self._says:
            if name in say.ruleset.facts:
                return say.text(say.ruleset.facts[name].label)
        return name

    def _route(self, name: str) -> str:
        for result in (self._after, self._before):
            for rule in result.edition.rules.router.rules.rules:
                if rule.id == name:
                    return self._say.text(rule.title)
        return name
