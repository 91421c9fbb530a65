"""The head of a case: what identifies it, where it stands, the answer in one sentence, the warning
before its text.
"""

from __future__ import annotations

from datetime import datetime

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit import formats
from api.kit.permissions import Permission
from api.pages.case.contexts import CaseHead
from api.pages.case.readings import CaseReading
from api.pages.case.repository import CaseRecord, names_of, pseudonyms
from api.pages.case.suggestions import CaseTeller
from api.pages.case.words import noise_reason
from api.pages.shell.moments import say_hour, say_moment
from api.pages.shell.parts import Link, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.queue import service as queue
from engine.explanation.phrases import say as say_phrase
from engine.model.outcome import Issue

SHAPES: dict[str, Status] = {
    "open": "open",
    "low_priority": "out_of_field",
    "duplicate": "note",
    "prequalified": "to_confirm",
    "decided": "established",
    "noise": "out_of_field",
    "out_of_scope": "out_of_scope",
}
"""The shape beside each state of a report."""


def head_of(visit: Visit, session: AnySession, record: CaseRecord, reading: CaseReading, say: Say) -> CaseHead:
    """Head of a case.

    Of one that is read again blind, neither its state nor who holds it is told.
    """
    who, services, row = visit.who, visit.services, record.row
    lines = [
        (say.t("case.received"), moment(row.received_at, services, say)),
        (say.t("case.channel"), say.t(f"channel.{row.channel}")),
    ]
    if row.reported_category:
        said = category(row, say)
        lines.append((say.t("case.category"), say.marking(said, said if said == row.reported_category else "")))
    day = say.day(row.date_of_facts) if row.date_of_facts is not None else say.t("case.day_unknown")
    lines.append((say.t("case.facts_of"), day))
    noise = ""
    if row.noise_score is not None and row.danger is None and not reading.blind:
        said = say.t("queue.to_see", share=share(row.noise_score, say))
        noise = ", ".join(filter(None, [said, noise_reason(row, services, say)]))
    holder = None if reading.blind else queue.holder(services, row)
    held_by = ""
    if holder not in (None, who.account) and row.held_until is not None:
        by = pseudonyms(session, [holder or ""]).get(holder or "", "…")
        held_by = say.marking(say.t("case.held", name=by, until=hour(row.held_until, services, say)), by)
    left = not reading.blind and record.contact
    may = who.may(Permission.CONTACT_READ)
    if left and not may:
        lines.append((say.t("contact.label"), say.t("contact.others")))
    return CaseHead(
        base=reading.base,
        version=reading.version,
        state=say.t("state.read_again" if reading.blind else f"state.{row.state}"),
        status="open" if reading.blind else SHAPES[row.state],
        lines=tuple(lines),
        noise=noise,
        url=row.url or "",
        holder=held_by,
        free=holder is None and not reading.blind and queue.is_assignable(row),
        contact=Link(f"{reading.base}/coordonnees", say.t("contact.read")) if left and may else None,
        lead=Link(f"/signalements/{row.same_as}", names_of(session, [row.same_as])[row.same_as])
        if row.same_as and not reading.blind
        else None,
        seen=1 + record.duplicates,
        open=reading.undecided and not held_by,
        confirmable=not reading.undecided and not reading.blind and record.decision is not None,
        blind=reading.blind,
    )


def issue_of(teller: CaseTeller, say: Say) -> str:
    """The answer in one sentence."""
    answer = teller.answer
    if teller.evoked_and_cleared():
        return say.t("issue.cleared")
    if answer.main is None or answer.issue in (Issue.OUT_OF_FIELD, Issue.NOT_QUALIFIED):
        return say.t(f"issue.{answer.issue.value}", short="")
    issue = "to_confirm" if answer.to_confirm else answer.issue.value
    return say.t(
        f"issue.{issue}", short=say.text(say.ruleset.offences[answer.main].on(answer.law_day(answer.main)).short)
    )


def remarks_of(teller: CaseTeller, say: Say) -> tuple[str, ...]:
    """Remarks on an answer: where to send the content, an offence cleared by what is only presumed,
    an assumed day.
    """
    answer = teller.answer
    remarks = list(teller.out_of_field())
    if answer.main is None and teller.cleared_on_presumptions():
        remarks.append(say.t("case.cleared_on_presumptions"))
    if answer.date_is_assumed:
        said = say_phrase("date_assumed", say.language, facts=say.day(answer.date_of_facts))
        remarks.append(said[0].upper() + said[1:] + ".")
    return tuple(remarks)


def warning_of(row: ReportRow, say: Say, teller: CaseTeller) -> str:
    """Warning before the text: what it is about, without a word of it."""
    about = [category(row, say)] if row.reported_category and row.reported_category != "autre" else []
    main = teller.answer.main
    look, order = teller.answer.look, say.ruleset.order
    if main is not None:
        about.append(say.text(say.ruleset.offences[main].on(teller.answer.law_day(main)).short))
    elif look is not None and order is not None:
        about += [say.text(rule.label) for rule in order.fields if rule.id == look.field]
    about = list({one.casefold(): one for one in reversed(about)}.values())[::-1]
    about = [one for one in about if not any(one != other and one.casefold() in other.casefold() for other in about)]
    said = ", ".join(about) or say.t("case.unknown_subject")
    return say.t("case.warning", about=said[0].upper() + said[1:], n=row.text_length)


def comment_warning_of(row: ReportRow, say: Say) -> str:
    """Warning before the reporter's words, without any of them."""
    return say.t("case.warning", about=say.t("case.comment"), n=row.comment_length)


def category(row: ReportRow, say: Say) -> str:
    """Category that the reporter chose, in words when it is one of the hotline's fields."""
    name = row.reported_category or ""
    return say.t(f"field.{name}") if is_field(name, say) else name


def is_field(name: str | None, say: Say) -> bool:
    """Whether this is the name of one of the hotline's fields."""
    return bool(name) and any(offence.field == name for offence in say.ruleset.offences.values())


def share(value: float, say: Say) -> str:
    """A score between 0 and 1, as a percentage."""
    return formats.percent(value, say.language, 0)


def percent(value: float, say: Say) -> str:
    """A share between 0 and 1, to a tenth of a percent."""
    return formats.percent(value, say.language)


def moment(at: datetime, services: Services, say: Say) -> str:
    """A moment, at the hotline."""
    return say_moment(at, services.settings.zone, say.language)


def hour(at: datetime, services: Services, say: Say) -> str:
    """The time of day, at the hotline."""
    return say_hour(at, services.settings.zone, say.language)
