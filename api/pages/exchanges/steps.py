"""The steps of a case in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.db.sessions import AnySession
from api.http.services import Services
from api.pages.exchanges.contexts import HistoryStep
from api.pages.shell.moments import say_moment
from api.pages.shell.say import Say
from api.reports.exchanges import repository
from api.reports.exchanges.schemas import CaseTimeline, TimelineStep
from textfile.text import SEMICOLON

_ADDRESSED = {"notice.prepared", "due.dismissed", "due.restored"}
"""Steps about a recipient."""
_DECISIONS = {"report.decided", "decision.replaced"}


def steps_of(
    session: AnySession, services: Services, timeline: CaseTimeline, say: Say, most: int | None = None
) -> tuple[HistoryStep, ...]:
    """Steps in words, the latest first; the words of a request are its step, not a note beside."""
    told = [step for step in timeline.steps if not is_told_elsewhere(step)][:most]
    names = repository.pseudonyms(session, (step.detail.get("account") for step in told))
    return tuple(
        HistoryStep(
            what=_what(step, names, say),
            when=say_moment(step.at, services.settings.zone, say.language),
            by=step.by or "",
        )
        for step in told
    )


def is_told_elsewhere(step: TimelineStep) -> bool:
    """Whether a step is only the words of another: of a request, an answer or a reopening."""
    return step.action == "note.written" and step.detail.get("kind") != "note"


def addressee(account: str | None, role: str | None, say: Say) -> str:
    """To whom a request was made: a name that others see, or a role."""
    return account or say.t(f"exchanges.role_{role}")


def _what(step: TimelineStep, names: Mapping[str, str], say: Say) -> str:
    detail = step.detail
    key = f"step.{step.action.replace('.', '_')}"
    if step.action in _DECISIONS:
        return say.t(key, what=_decision(detail, say))
    if step.action == "facts.stated":
        return say.t(key, what=_facts(detail, say))
    if step.action == "report.answered" and (detail.get("stated") or detail.get("withdrawn")):
        return say.t("step.report_answered_on", what=_facts(detail, say))
    if step.action == "facts.undone":
        return say.t(key, what=_labels(detail.get("facts", ()), say))
    if step.action in _ADDRESSED:
        return say.t(key, to=say.t(f"recipient.{detail['recipient']}"))
    if step.action == "request.made":
        to = addressee(names.get(detail.get("account") or ""), detail.get("role"), say)
        return say.t(f"step.{detail['kind']}_made", to=to)
    return say.t(key, n=step.times) if step.action in ("report.seen", "contact.seen") else say.t(key)


def _decision(detail: Mapping[str, Any], say: Say) -> str:
    name = detail.get("offence") or ""
    offence = say.ruleset.offences.get(name)
    return say.t(f"decision.{detail['kind']}", short=say.text(offence.short) if offence is not None else name)


def _facts(detail: Mapping[str, Any], say: Say) -> str:
    parts = (("put", detail.get("stated", ())), ("out", detail.get("withdrawn", ())))
    return SEMICOLON[say.language].join(
        say.t(f"step.facts_{name}", names=_labels(facts, say)) for name, facts in parts if facts
    )


def _labels(facts: Iterable[str], say: Say) -> str:
    law = say.ruleset.facts
    return ", ".join(say.text(law[name].label) if name in law else name for name in facts)
