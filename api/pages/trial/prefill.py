"""Form of a trial filled from the law: an offence to try, or one of its cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from api.pages.law.library import Edition
from api.pages.trial.form import TrialForm, entry_of, with_values
from engine.analysis.case_shapes import CaseBase, CasesFile, OffenceCase
from engine.model.ruleset import Ruleset


def form_for_offence(offence: str, day: str, law: Ruleset) -> TrialForm:
    """The form on an offence, on a day of its facts; empty for one that the law does not know."""
    return with_values(TrialForm(), offence=offence if offence in law.offences else "", day=_day_in(day))


def form_on_draft(form: TrialForm, draft: str) -> TrialForm:
    """The form on a draft of the rules, compared with those in service."""
    return replace(with_values(form, draft=draft), compares=True)


def form_for_case(edition: Edition, offence: str, number: int) -> TrialForm | None:
    """The form with the facts of a case of an offence, counted from 1; None when there is none."""
    file: CasesFile | None = edition.cases.get(offence)
    if file is None or not 0 < number <= len(file.cases):
        return None
    case, law = file.cases[number - 1], edition.ruleset
    facts = {name: value for name, value in {**file.base.facts, **case.set}.items() if name not in case.unset}
    entries = tuple(entry_of(name, raw, law.facts[name].type) for name, raw in facts.items() if name in law.facts)
    decided = case.date_of_decision or file.base.date_of_decision
    return with_values(
        TrialForm(entries=entries, raised=tuple(name if "/" in name else f"{offence}/{name}" for name in case.raised)),
        offence=offence,
        day=_day_of(case, file.base).isoformat(),
        decided=decided.isoformat() if decided is not None else "",
    )


def _day_of(case: OffenceCase, base: CaseBase) -> date:
    """The day of the facts of a case; the first of those on which it is replayed."""
    days = [found for told in case.at if (found := _day(told)) is not None]
    return case.date_of_facts or next(iter(days), None) or base.date_of_facts


def _day_in(text: str) -> str:
    day = _day(text)
    return day.isoformat() if day is not None else ""


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
