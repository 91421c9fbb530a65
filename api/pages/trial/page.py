"""The page of trials put together: its form, and what the rules make of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from api.kit.problems import Problem
from api.pages.case.questions import field_of, say_raw
from api.pages.case.views import Draft
from api.pages.follow_up.page import STATED
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.say import Say
from api.pages.trial.difference_words import TrialDifferenceTeller
from api.pages.trial.form import FactEntry, TrialForm, refused_trial, trial_in
from api.pages.trial.outcome import outcome_view
from api.pages.trial.views import DifferenceLine, FactField, OutcomeView, RoutingField
from api.trial.comparing import differences_of
from api.trial.drafts import DraftName
from api.trial.editions import TrialEdition
from api.trial.endpoints import checked_trial
from api.trial.running import fitted_to
from api.trial.schemas import TrialCreate
from api.trial.sides import TrialSides
from engine.facts.statements import ReportError
from engine.model.fact import FactDefinition
from textfile.text import Language

Asked = Literal["filled", "typed", "sent"]
"""How a form comes: filled from the law, followed as it is typed, or sent."""


@dataclass(frozen=True, kw_only=True)
class TrialPage(Page):
    """A trial: what is tried, and what the rules make of it."""

    template: ClassVar[str] = "trial/trial.html"
    section: ClassVar[str] = "trial"

    values: Mapping[str, str] = field(metadata=help_text("What the plain fields hold, by name."))
    rows: tuple[FactField, ...] = field(metadata=help_text("The facts stated, each with its field."))
    added: str = field(metadata=help_text("The fact whose field was just asked for, which takes the focus."))
    raised: tuple[str, ...] = field(metadata=help_text("Points to examine, sent back as they are."))
    fact_options: tuple[Option, ...] = field(metadata=help_text("The facts that may still be stated."))
    routing: tuple[RoutingField, ...] = field(metadata=help_text("The facts of routing that may be stated."))
    offences: tuple[Option, ...] = field(metadata=help_text("The offences that somebody may retain."))
    categories: tuple[Option, ...] = field(metadata=help_text("The hotline's fields, and none."))
    drafts: tuple[Option, ...] = field(metadata=help_text("The rules in service, then the drafts of them."))
    compares: bool = field(metadata=help_text("Whether the rules in service are tried as well."))
    typing: bool = field(metadata=help_text("Whether the answer follows what is being typed: it takes no focus."))
    sent: bool = field(metadata=help_text("Whether the form was sent for its answer, which then takes the focus."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    faults: tuple[str, ...] = field(metadata=help_text("What keeps the draft from answering."))
    outcome: OutcomeView | None = field(metadata=help_text("What the rules tried make of it; none while nothing is."))
    live: OutcomeView | None = field(metadata=help_text("What those in service do, when both are compared."))
    differences: tuple[DifferenceLine, ...] = field(metadata=help_text("What the two say otherwise."))
    left_aside: tuple[str, ...] = field(metadata=help_text("What those in service do not take."))


@dataclass(frozen=True, slots=True)
class _Answered:
    """Answer to a form: what is wrong in it, or what the rules make of it."""

    errors: tuple[FieldError, ...] = ()
    faults: tuple[str, ...] = ()
    outcome: OutcomeView | None = None
    live: OutcomeView | None = None
    differences: tuple[DifferenceLine, ...] = ()
    left_aside: tuple[str, ...] = ()


def trial_page(
    sides: TrialSides, drafts: Sequence[DraftName], form: TrialForm, asked: Asked, language: Language
) -> TrialPage:
    """The page of a form. One that says nothing is refused if it was sent, and waits otherwise."""
    faults = tuple(fault.as_text() for fault in sides.faults)
    if not faults and not waits_for_words(form, asked):
        return _page(sides.tried, drafts, form, asked, language, _answer(sides, drafts, form, language))
    return _page(sides.tried, drafts, form, asked, language, _Answered(faults=faults))


def unanswered_page(
    sides: TrialSides, drafts: Sequence[DraftName], form: TrialForm, asked: Asked, language: Language
) -> TrialPage:
    """The page of a form whose draft is no longer there, on the rules in service."""
    gone = FieldError("draft", translate(language, "trial.unknown_draft"))
    return _page(sides.live, drafts, form, asked, language, _Answered((gone,)))


def stopped_page(
    sides: TrialSides, drafts: Sequence[DraftName], form: TrialForm, asked: Asked, language: Language
) -> TrialPage:
    """The page of a form whose draft took too long or too much, on the rules in service."""
    stopped = translate(language, "trial.stopped")
    return _page(sides.live, drafts, form, asked, language, _Answered(faults=(stopped,)))


def waits_for_words(form: TrialForm, asked: Asked) -> bool:
    """Whether a form waits to be filled in, and is not answered."""
    return form.says_nothing and (asked != "sent" or form.shaped)


def _page(
    edition: TrialEdition,
    drafts: Sequence[DraftName],
    form: TrialForm,
    asked: Asked,
    language: Language,
    answered: _Answered,
) -> TrialPage:
    say = Say(edition.engine.ruleset, language)
    return TrialPage(
        title=say.t("trial.title"),
        values=form.values,
        rows=tuple(row for entry in form.entries if (row := _row(entry, say)) is not None),
        added=form.added,
        raised=form.raised,
        fact_options=(Option("", say.t("trial.choose_fact")), *_fact_options(form, say)),
        routing=tuple(_routing_rows(edition, form, say)),
        offences=(Option("", say.t("trial.suggested")), *_offence_options(say)),
        categories=(Option("", say.t("entry.no_category")), *_categories(say)),
        drafts=(
            Option("", say.t("trial.in_service")),
            *(Option(one.id, say.t("trial.draft", name=one.label)) for one in drafts),
        ),
        compares=form.compares,
        typing=asked == "typed",
        sent=asked == "sent" and not form.shaped,
        errors=answered.errors,
        faults=answered.faults,
        outcome=answered.outcome,
        live=answered.live,
        differences=answered.differences,
        left_aside=answered.left_aside,
    )


def _answer(sides: TrialSides, drafts: Sequence[DraftName], form: TrialForm, language: Language) -> _Answered:
    say, today = (Say(one.engine.ruleset, language) for one in (sides.tried, sides.live))
    trial = trial_in(form, say)
    if not isinstance(trial, TrialCreate):
        return _Answered(trial)
    try:
        result = checked_trial(sides.tried, trial, sides.clock)
        name = _edition_name(drafts, form, say)
        if not trial.compare:
            return _Answered(outcome=outcome_view(result, say, name))
        fitted, aside = fitted_to(sides.live, trial)
        live = checked_trial(sides.live, fitted, sides.clock)
    except Problem as problem:
        return _Answered(refused_trial(problem, form, say))
    return _Answered(
        outcome=outcome_view(result, say, name),
        live=outcome_view(live, today, say.t("trial.in_service")),
        differences=TrialDifferenceTeller(live, result, today, say).lines(differences_of(live, result)),
        left_aside=aside,
    )


def _edition_name(drafts: Sequence[DraftName], form: TrialForm, say: Say) -> str:
    name = next((one.label for one in drafts if one.id == form.values["draft"]), None)
    return say.t("trial.draft", name=name) if name is not None else say.t("trial.in_service")


def _row(entry: FactEntry, say: Say) -> FactField | None:
    """The field of an entry; None for a fact that these rules do not know."""
    fact = say.ruleset.facts.get(entry.fact)
    if fact is None:
        return None
    asked = field_of(fact, say, Draft(fact=fact.id, values=entry.values))
    return FactField(
        fact=fact.id,
        label=say.text(fact.label),
        kind=fact.type,
        options=asked.options,
        values=asked.values,
        bounds=asked.bounds,
        raw=entry.raw,
        said=_said(entry, fact, say) if entry.raw else "",
    )


def _said(entry: FactEntry, fact: FactDefinition, say: Say) -> str:
    """A value that no field can say, in words; as it was sent where it is none."""
    try:
        raw: Any = json.loads(entry.raw)
        value = raw["value"] if isinstance(raw, dict) and "value" in raw else raw
        words = say_raw(fact, value, say)
    except (ValueError, ReportError, RecursionError):
        return entry.raw[:80]
    presumed = isinstance(raw, dict) and raw.get("standing") == "presumed"
    return f"{words} ({say.t('status.presumed')})" if presumed else words


def _fact_options(form: TrialForm, say: Say) -> Iterable[Option]:
    there = {entry.fact for entry in form.entries}
    options = (Option(fact.id, say.text(fact.label)) for fact in say.ruleset.facts.values() if fact.id not in there)
    return sorted(options, key=_label)


def _offence_options(say: Say) -> Iterable[Option]:
    return sorted((Option(o.id, say.text(o.short)) for o in say.ruleset.offences.values()), key=_label)


def _categories(say: Say) -> Iterable[Option]:
    names = {offence.field for offence in say.ruleset.offences.values()}
    return sorted((Option(name, say.t(f"field.{name}")) for name in names), key=_label)


def _routing_rows(edition: TrialEdition, form: TrialForm, say: Say) -> Iterable[RoutingField]:
    unknown = Option("", say.t("action.unknown"))
    for fact in edition.rules.router.rules.facts.values():
        if fact.id in STATED and fact.id not in ("signalant_joignable", "hebergement"):
            continue
        options: tuple[Option, ...]
        if fact.type == "boolean":
            options = (Option("oui", say.t("value.yes")), Option("non", say.t("value.no")))
        elif fact.type == "choice":
            options = tuple(Option(name, say.text(words)) for name, words in fact.values.items())
        else:
            continue
        yield RoutingField(fact.id, say.text(fact.label), (unknown, *options), form.routing.get(fact.id, ""))


def _label(option: Option) -> str:
    return option.label.casefold()
