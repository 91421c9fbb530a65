"""A notice leaves: tried dry, mailed, or delivered another way and marked so.

A mail is composed before any transaction: its PDF takes some tenths of a second, for which nobody
waits. Then come three steps, each its own transaction: the notice is taken (`sending`), handed to
the server, marked `sent`, or put back where it was. If the service stops in between, or the server
goes away, it stays `sending` until a person says whether it left: marked as delivered, or tried dry
again or withdrawn once no sending can be under way. Nothing goes twice by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Literal

from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.reports import ContactRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.clock import Clock
from api.kit.mail import MailRefused, MailUnsure
from api.kit.problems import Problem
from api.kit.sealing import Sealer
from api.transmissions import repository
from api.transmissions.follow_up.deadlines import after_sending
from api.transmissions.follow_up.service import add_due, moment
from api.transmissions.notices.content import NoticeContent
from api.transmissions.notices.message import message_of
from api.transmissions.notices.stages import decision_stands, stuck
from api.transmissions.schemas import TransmissionSend

NOBODY = "essai@hotline.invalid"
"""The sender of a dry run, while the settings give none: nothing can be mailed then."""


def send(services: Services, who: Identity, name: str, version: int, body: TransmissionSend) -> None:
    """Has a notice leave, as it was read in a version: tried dry, mailed, or marked as delivered
    another way.

    Raises:
        Problem: as `try_dry`, `mail` and `mark_delivered`; `stale-version`: it changed since it was
            read.
    """
    if body.how == "mail":
        mail(services, who, name, version)
    elif body.how == "dry_run":
        try_dry(services, who, name, version)
    else:
        with services.database.write() as session:
            mark_delivered(session, services, who, _locked(session, name, version), body)


def try_dry(services: Services, who: Identity, name: str, version: int) -> None:
    """Tries a notice dry: its mail is composed whole, and goes nowhere.

    Raises:
        Problem: it is not confirmed, its decision was undone, an address that no mail can be sent
            to, it changed since it was read.
    """
    with services.database.read() as reading:
        row = _as_read(reading, name, version)
        _triable(reading, services, row)
        letter = letter_of(reading, services, row) if reachable(reading, row) else None
    if letter is not None:
        letter.message()
    with services.database.write() as session:
        row = _locked(session, name, version)
        _triable(session, services, row)
        _same(letter, letter_of(session, services, row) if reachable(session, row) else None)
        record_departure(UnitOfWork(session, services, who), row, services.clock.now(), "dry_run")


def mark_delivered(
    session: WriteSession, services: Services, who: Identity, row: TransmissionRow, body: TransmissionSend
) -> None:
    """Marks a notice as delivered another way.

    Raises:
        Problem: it is not confirmed, its decision was undone, a moment to come or before its
            confirmation.
    """
    if row.state not in ("confirmed", "dry_run", "sending"):
        raise Problem("wrong-state")
    if row.state != "sending":  # what may have left already is said to have left, whatever became of its decision
        standing(session, row)
    at = moment(services, body.sent_at, "/sent_at", since=row.seconded_at or row.confirmed_at)
    record_departure(UnitOfWork(session, services, who), row, at, "manual", body.reference)


def mail(services: Services, who: Identity, name: str, version: int) -> None:
    """Mails a notice that was tried dry.

    Raises:
        Problem: mail is off, it was not tried dry, its decision was undone, no contact, the mail
            server refused (nothing left; the notice is as before) or went away while it was told
            (`mail-unsure`: it stays `sending`), it changed since it was read.
    """
    if services.mailer is None:
        raise Problem("mail-off")
    with services.database.read() as reading:
        row = _as_read(reading, name, version)
        _mailable(reading, row)
        letter = letter_of(reading, services, row)
    message = letter.message()
    with services.database.write() as session:
        row = _locked(session, name, version)
        _mailable(session, row)
        _same(letter, letter_of(session, services, row))
        for part in repository.together(session, row):
            part.state, part.sent_by, part.sent_at = "sending", who.account, services.clock.now()
            part.sent_to = _host_address(session, row)
    try:
        services.mailer.send(message)
    except MailRefused as error:
        with services.database.write() as session:
            for part in repository.together(session, _locked(session, name)):
                if part.state == "sending":  # somebody may have marked it as delivered meanwhile
                    part.state, part.sent_to = "dry_run", None
            _say(session, services.clock, who, name, "notice.not_mailed", error)
        raise Problem("mail-failed") from error
    except MailUnsure as error:
        with services.database.write() as session:
            _say(session, services.clock, who, name, "notice.maybe_mailed", error)
        raise Problem("mail-unsure") from error
    with services.database.write() as session:
        record_departure(UnitOfWork(session, services, who), _locked(session, name), services.clock.now(), "mail")


def standing(session: AnySession, row: TransmissionRow) -> None:
    """Refuses to let a notice leave when a decision that it rests on was undone since, its own or
    that of what leaves with it.

    Raises:
        Problem: it may not leave.
    """
    if not all(decision_stands(session, part) for part in repository.together(session, row)):
        raise Problem("wrong-state")


def record_departure(
    work: UnitOfWork,
    row: TransmissionRow,
    at: datetime,
    how: Literal["dry_run", "manual", "mail"],
    reference: str | None = None,
) -> None:
    """Marks a notice, and those that leave with it, as gone (or tried), and says what is due from
    then on.
    """
    session, services, who = work.session, work.services, work.who
    for part in repository.together(session, row):
        part.state = "dry_run" if how == "dry_run" else "sent"
        part.sent_to = part.sent_to if how != "dry_run" else None
        part.sent_by, part.sent_at, part.sent_how, part.sent_reference = who.account, at, how, reference
        session.flush()
        entry = session.get(RegisterRow, part.report)
        address = entry is not None and entry.address_key is not None
        repository.forget_due(session, part)
        add_due(session, services, part, after_sending(part.recipient, at, services.rules.follow_up, address=address))
        record(session, services.clock.now(), who.account, "notice.sent", part.report, transmission=part.id, how=how)


def reachable(session: AnySession, row: TransmissionRow) -> bool:
    """Whether the recipient has a mail address that the service knows."""
    if row.recipient == "signalant":
        return session.get(ContactRow, row.report) is not None
    return _host_address(session, row) is not None


@dataclass(frozen=True, slots=True)
class Letter:
    """Values from which the mail of a notice is composed, so that it is composed while nothing is
    locked.
    """

    name: str
    sender: str
    to: str
    language: Literal["fr", "en"]
    content: bytes
    moment: datetime

    def message(self) -> EmailMessage:
        """The mail, whole, as it would leave.

        Raises:
            Problem: an address that cannot be used.
        """
        content = NoticeContent.from_bytes(self.content)
        pdf = content.pdf(self.language, self.moment)
        try:
            return message_of(content, name=self.name, sender=self.sender, to=self.to, language=self.language, pdf=pdf)
        except ValueError as error:
            raise Problem("no-contact") from error


def letter_of(session: AnySession, services: Services, row: TransmissionRow) -> Letter:
    """Letter from which the mail of a notice is composed.

    Raises:
        Problem: the recipient has no mail address.
    """
    to = _address(session, services.sealer, row)
    if to is None or row.content is None:
        raise Problem("no-contact")
    sender = services.settings.mail_from or NOBODY
    return Letter(row.id, sender, to, "fr" if row.language == "fr" else "en", row.content, row.prepared_at)


def _same(composed: Letter | None, now: Letter | None) -> None:
    if composed != now:
        raise Problem("conflict")


def _triable(session: AnySession, services: Services, row: TransmissionRow) -> None:
    if row.state != "confirmed" and not stuck(services, row):
        raise Problem("wrong-state")
    standing(session, row)


def _mailable(session: AnySession, row: TransmissionRow) -> None:
    if row.state != "dry_run":
        raise Problem("wrong-state")
    standing(session, row)


def _address(session: AnySession, sealer: Sealer, row: TransmissionRow) -> str | None:
    if row.recipient == "signalant":
        contact = session.get(ContactRow, row.report)
        return sealer.open(contact.sealed).get("email") if contact is not None else None
    return _host_address(session, row)


def _host_address(session: AnySession, row: TransmissionRow) -> str | None:
    host = session.get(HostRow, row.host) if row.host is not None else None
    return host.notice_email if host is not None else None


def _say(session: WriteSession, clock: Clock, who: Identity, name: str, action: str, error: Exception) -> None:
    record(session, clock.now(), who.account, action, None, transmission=name, why=str(error))


def _as_read(session: AnySession, name: str, version: int) -> TransmissionRow:
    return _in_version(session.get(TransmissionRow, name), version)


def _locked(session: WriteSession, name: str, version: int | None = None) -> TransmissionRow:
    return _in_version(session.get(TransmissionRow, name, with_for_update=True), version)


def _in_version(row: TransmissionRow | None, version: int | None) -> TransmissionRow:
    if row is None:
        raise Problem("not-found")
    if version not in (None, row.version):
        raise Problem("stale-version")
    return row
