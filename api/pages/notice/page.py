"""One notice, as shown: its exact text, who did what, what can be done now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.db.action import EventRow, TransmissionRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.permissions import Permission
from api.pages.case.past import offence_short
from api.pages.case.repository import pseudonyms
from api.pages.follow_up.views import NoticePage
from api.pages.follow_up.words import SHAPES, at, events, options, recipient
from api.pages.notice.letter import letter_of
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.transmissions.follow_up import repository as followup
from api.transmissions.notices.content import NoticeContent
from api.transmissions.notices.stages import decision_stands, stuck
from api.transmissions.repository import EMERGENCY_SERVICES, together
from engine.notices.plain import unwrapped
from engine.notices.remarks import NoticeRemark
from engine.notices.requirements import NEEDS

OUTCOMES = ("removed", "disabled", "restricted", "refused", "redirected")
STATEMENT = "decision_facts"
"""Where a statement of reasons noted by hand stands: its name in the DSA transparency database."""
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<!\d)(?:\+\d{2}|0)[ .]?\d(?:[ .-]?\d\d){4}(?!\d)")
"""An electronic address or a telephone number."""
_TERMS_OF_GROUNDS = ("element", "confirmed", "presumed_element", "defence", "scope")
"""Entries of the glossary for the words of a letter that tells grounds."""
VERDICTS = ("upheld", "partly_upheld", "rejected")


@dataclass(frozen=True)
class RemarkDraft:
    """A remark as it was typed, to be shown again when it is refused."""

    words: str
    language: str | None


def notice_page(
    visit: Visit,
    session: AnySession,
    row: TransmissionRow,
    message: str,
    errors: tuple[FieldError, ...],
    draft: RemarkDraft | None = None,
) -> NoticePage:
    """The page of a notice. `message`: what was just done to it; `draft`: a remark that was
    refused.
    """
    who, services, say = visit.who, visit.services, visit.say
    content = NoticeContent.from_bytes(row.content) if row.content is not None else None
    report = session.get(ReportRow, row.report)
    happened = [e for e in followup.events_of(session, row.report) if e.transmission == row.id]
    contest = _contest(happened) if row.contested == "open" else None
    stands = all(decision_stands(session, part) for part in together(session, row))
    mine = row.confirmed_by == who.account
    left = row.sent_at is not None
    remark = content.remark if content is not None else None
    typed = draft or (RemarkDraft(remark.words, remark.language) if remark is not None else RemarkDraft("", None))
    return NoticePage(
        title=say.t("notice.title", to=recipient(row, say)),
        base=f"/notifications/{row.id}",
        file=Link(f"/signalements/{row.report}/suites", (report.reference if report else None) or row.report[-6:]),
        version=row.version,
        status=SHAPES[row.state],
        state=say.t(f"stage.{row.state}"),
        lines=(*_lines(session, row, services, say), *_calls(session, happened, services, say)),
        subject=content.subject if content is not None else "",
        terms=tuple(_terms(row)),
        letter_terms=_TERMS_OF_GROUNDS
        if row.kind in NEEDS and NEEDS[row.kind].grounds and not _is_machine(row)
        else (),
        letter=letter_of(content.html) if content is not None and not _is_machine(row) else "",
        french=letter_of(content.french) if content is not None and content.french else "",
        text=_screen_text(row, content.text) if content is not None else "",
        language=row.language,
        forms=tuple(
            Link(f"/v1/transmissions/{row.id}/content?form={form}", say.t(f"form_of_notice.{form}"))
            for form in ("pdf", "text", "html", "json")
        )
        if content is not None
        else (),
        can_call=row.recipient == EMERGENCY_SERVICES and row.state != "withdrawn",
        has_call=any(event.kind == "call" for event in happened),
        can_confirm=row.state == "prepared" and stands and not mine,
        second=_remark(row, say, mine=mine) if row.state == "prepared" else "",
        can_remark=row.state == "prepared" and stands and content is not None and not _is_machine(row),
        remarked=remark is not None,
        remark=typed.words,
        remark_language=typed.language or row.language,
        remark_languages=options(say, "hosts.language.", "fr", "en") if row.language != "fr" else (),
        remark_checks=tuple(_remark_checks(row, remark, say)) if row.state == "prepared" else (),
        remark_open=draft is not None,
        can_try=(row.state == "confirmed" or stuck(services, row)) and stands,
        can_mail=row.state == "dry_run" and stands and services.mailer is not None,
        can_mark=row.state == "sending" or (row.state in ("confirmed", "dry_run") and stands),
        can_withdraw=row.state in ("prepared", "confirmed", "dry_run") or stuck(services, row),
        tried=row.state == "dry_run",
        outcomes=options(say, "answer.", *OUTCOMES) if left else (),
        requests=tuple(Option(n, say.text(r.label)) for n, r in services.rules.follow_up.requests.items())
        if left
        else (),
        contestable=row.state == "sent" and row.contested != "open",
        contested=str(contest.data.get("grounds", "")) if contest is not None else "",
        review=contest.id if contest is not None and who.may(Permission.CONTESTATIONS_REVIEW) else "",
        verdicts=options(say, "contested.", *VERDICTS),
        statement=_statement(happened),
        events=events(session, happened, services, say),
        message=message,
        errors=errors,
    )


def _calls(session: AnySession, happened: list[EventRow], services: Services, say: Say) -> Iterator[tuple[str, str]]:
    """Calls to emergency services, the latest first: who was called, when, by whom, under which
    reference.
    """
    calls = [event for event in happened if event.kind == "call"]
    names = pseudonyms(session, {event.stated_by for event in calls})
    for event in calls:
        by = names.get(event.stated_by, "…")
        told = (event.data.get("whom"), at(event.happened_at, services, say), by, event.data.get("reference"))
        yield say.t("event.call"), say.marking(", ".join(str(part) for part in told if part), by)


def _remark(row: TransmissionRow, say: Say, *, mine: bool) -> str:
    """What confirming still waits for; of a call for help, that calling waits for nobody."""
    waits = (say.t("notice.second"),) if mine else ()
    call = (say.t("action.call_now"),) if row.recipient == EMERGENCY_SERVICES else ()
    return " ".join((*waits, *call))


def _terms(row: TransmissionRow) -> Iterator[str]:
    """Entries of the glossary for the words that its stage shows."""
    if row.two_persons:
        yield "two_persons"
    if row.state in ("confirmed", "dry_run", "sending"):
        yield "dry_run"
    yield "content_digest"
    if row.sent_at is not None:
        yield "statement_of_reasons"


def _remark_checks(row: TransmissionRow, remark: NoticeRemark | None, say: Say) -> Iterator[str]:
    """What to look at again in a remark before it is confirmed."""
    if remark is not None and _PERSONAL.search(remark.words):
        yield say.t("notice.remark_personal")


def _screen_text(row: TransmissionRow, text: str) -> str:
    """The text as a screen wraps it; the lines of a machine format as they are."""
    return text if _is_machine(row) else unwrapped(text)


def _is_machine(row: TransmissionRow) -> bool:
    """True for a notice that a machine reads."""
    return row.kind == "scart" or (row.kind in NEEDS and NEEDS[row.kind].machine)


def _statement(happened: list[EventRow]) -> str:
    """The statement of reasons that the host gave last, as it was noted here."""
    told = (event.data.get("statement") for event in happened if event.kind == "host_decision")
    return next((str(one[STATEMENT]) for one in told if one and one.get(STATEMENT)), "")


def _contest(happened: list[EventRow]) -> EventRow | None:
    reviewed = {event.answers for event in happened}
    return next((e for e in happened if e.kind == "contestation" and e.id not in reviewed), None)


def _lines(session: AnySession, row: TransmissionRow, services: Services, say: Say) -> Iterator[tuple[str, str]]:
    people = (row.prepared_by, row.confirmed_by, row.seconded_by, row.sent_by)
    names = pseudonyms(session, [p for p in people if p is not None])
    yield say.t("notice.kind"), say.t(f"notice_kind.{row.kind}")
    if row.offence is not None:
        yield say.t("notice.offence"), offence_short(row.offence, say)
    rule = next((r for r in services.rules.router.rules.rules if r.id == row.rule), None)
    yield say.t("notice.rule"), say.text(rule.title) if rule is not None else say.t("notice.no_rule")
    for name, who, when in (
        ("prepared", row.prepared_by, row.prepared_at),
        ("confirmed", row.confirmed_by, row.confirmed_at),
        ("seconded", row.seconded_by, row.seconded_at),
        ("sent", row.sent_by, row.sent_at),
    ):
        if who is not None:
            by = names.get(who, "…")
            said = "tried_by" if name == "sent" and row.state == "dry_run" else name
            yield say.t(f"notice.{said}"), say.marking(f"{by}, {at(when, services, say)}", by)
    if row.sent_how is not None:
        told = (say.t(f"sent_how.{row.sent_how}"), row.sent_to, row.sent_reference)
        yield say.t("notice.how"), ", ".join(filter(None, told))
    if row.answer is not None:
        yield say.t("notice.answer"), f"{say.t(f'answer.{row.answer}')}, {at(row.answered_at, services, say)}"
    if row.contested is not None:
        yield say.t("notice.contested"), say.t(f"contested.{row.contested}")
    yield say.t("notice.digest"), (row.content_digest or "")[:16]
