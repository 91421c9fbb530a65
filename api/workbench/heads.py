"""The head of a case: what identifies it, where it stands, the answer in one sentence, the warning before its text."""

from __future__ import annotations

from datetime import datetime

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.reports import repository
from api.security.identity import Identity
from api.web.parts import Link, Status
from api.web.say import Say
from api.wiring import Wiring
from api.workbench.contexts import CaseHead
from api.workbench.readings import Reading
from api.workbench.repository import pseudonyms
from api.workbench.teller import CaseTeller
from api.workbench.words import noise_reason
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


def head_of(session: AnySession, wired: Wiring, who: Identity, row: ReportRow, reading: Reading, say: Say) -> CaseHead:
    """What identifies a case. Of one that is read again blind, neither its state nor who holds it is told."""
    lines = [
        (say.t("case.received"), moment(row.received_at, wired, say)),
        (say.t("case.channel"), say.t(f"channel.{row.channel}")),
    ]
    if row.reported_category:
        lines.append((say.t("case.category"), category(row, say)))
    day = say.day(row.date_of_facts) if row.date_of_facts is not None else say.t("case.day_unknown")
    lines.append((say.t("case.day"), day))
    if row.noise_score is not None and not reading.blind:
        said = say.t("queue.to_see", share=share(row.noise_score, say))
        lines.append((say.t("queue.noise"), ", ".join(filter(None, [said, noise_reason(row, wired, say)]))))
    held = not reading.blind and row.held_by is not None and row.held_by != who.account
    until = row.held_until
    if held and until is not None and until > wired.clock.now():
        by = pseudonyms(session, [row.held_by or ""]).get(row.held_by or "", "…")
        told = say.t("case.held", name=by, until=hour(until, wired))
    else:
        told = ""
    return CaseHead(
        base=reading.base,
        version=reading.version,
        state=say.t("state.read_again" if reading.blind else f"state.{row.state}"),
        status="open" if reading.blind else SHAPES[row.state],
        lines=tuple(lines),
        url=row.url or "",
        held=told,
        lead=Link(f"/signalements/{row.same_as}", row.same_as[-6:]) if row.same_as and not reading.blind else None,
        seen=1 + repository.how_many_duplicates(session, row.id),
        undecided=reading.undecided,
        blind=reading.blind,
    )


def issue_of(teller: CaseTeller, say: Say) -> str:
    """The answer in one sentence."""
    answer = teller.answer
    if teller.evoked_and_cleared():
        return say.t("issue.cleared")
    if answer.main is None or answer.issue in (Issue.OUT_OF_FIELD, Issue.NOT_QUALIFIED):
        return say.t(f"issue.{answer.issue.value}", short="")
    return say.t(f"issue.{answer.issue.value}", short=say.text(say.ruleset.offences[answer.main].short))


def remarks_of(teller: CaseTeller, say: Say) -> tuple[str, ...]:
    """What is to be kept in mind: where to send the content, an offence cleared by what is only presumed, an assumed day."""
    answer = teller.answer
    remarks = list(teller.out_of_field())
    if answer.main is None and teller.cleared_on_presumptions():
        remarks.append(say.t("case.cleared_on_presumptions"))
    if answer.date_is_assumed:
        said = say_phrase("date_assumed", say.language, facts=say.day(answer.date_of_facts))
        remarks.append(said[0].upper() + said[1:] + ".")
    return tuple(remarks)


def warning_of(row: ReportRow, say: Say, teller: CaseTeller) -> str:
    """What the text is about, without a word of it."""
    about = [category(row, say)] if row.reported_category and row.reported_category != "autre" else []
    main = teller.answer.main
    if main is not None:
        short = say.text(say.ruleset.offences[main].short)
        about += [short] if short not in about else []
    said = ", ".join(about) or say.t("case.unknown_subject")
    return say.t("case.warning", about=said[0].upper() + said[1:], n=row.text_length)


def category(row: ReportRow, say: Say) -> str:
    """What the reporter chose, in words when it is one of the hotline's fields."""
    fields = {offence.field for offence in say.ruleset.offences.values()}
    name = row.reported_category or ""
    return say.t(f"field.{name}") if name in fields else name


def share(value: float, say: Say) -> str:
    """A score between 0 and 1, as a percentage."""
    return say.t("case.percent", value=round(100 * value))


def percent(value: float, say: Say) -> str:
    """A share between 0 and 1, to a tenth of a percent."""
    said = f"{100 * value:.1f}"
    return say.t("case.percent", value=said.replace(".", ",") if say.language == "fr" else said)


def moment(at: datetime, wired: Wiring, say: Say) -> str:
    """A moment, at the hotline."""
    return f"{say.day(wired.clock.day_of(at))}, {hour(at, wired)}"


def hour(at: datetime, wired: Wiring) -> str:
    """The time of day, at the hotline."""
    return at.astimezone(wired.settings.zone).strftime("%H:%M")
