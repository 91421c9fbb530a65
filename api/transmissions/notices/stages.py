"""The stages of a notice: confirmed by one person or two, withdrawn. What leaves as one is
confirmed as one.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from api.db.action import RegisterRow, TransmissionRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.kit.sealing import Sealer
from api.reports.due_marks import mark_content
from api.transmissions import repository

UNDER_WAY = timedelta(minutes=10)
"""After so long, no mail server is being told any more: each step of a sending is given up after
`mail.TIMEOUT_S`.
"""


def confirm(session: WriteSession, services: Services, who: Identity, row: TransmissionRow) -> None:
    """Confirms a notice. Where two persons are asked for, the second one makes it ready to leave.

    Raises:
        Problem: it is not waiting to be confirmed, its decision was undone, the same person twice,
            the content already went there.
    """
    parts = repository.together(session, row)
    if row.state != "prepared" or not all(decision_stands(session, part) for part in parts):
        raise Problem("wrong-state")
    now = services.clock.now()
    first = row.confirmed_by is None
    if not first and row.confirmed_by == who.account:
        raise Problem("second-person-needed")
    ready = not row.two_persons or not first
    for part in parts:
        if first:
            part.confirmed_by, part.confirmed_at = who.account, now
        else:
            part.seconded_by, part.seconded_at = who.account, now
        if ready:
            part.state, part.sent_key = "confirmed", _key(session, services.sealer, part)
        try:
            session.flush()
        except IntegrityError as error:  # somebody confirmed the same content at the same moment
            raise Problem("already-sent") from error
        record(session, now, who.account, "notice.confirmed", part.report, transmission=part.id, second=not first)


def withdraw(session: WriteSession, services: Services, who: Identity, row: TransmissionRow) -> None:
    """Gives a notice up, before it left; the same content may be prepared again. Nothing is
    expected of a dry run any more.

    Raises:
        Problem: it left, may be leaving, or was withdrawn.
    """
    if row.state not in ("prepared", "confirmed", "dry_run") and not stuck(services, row):
        raise Problem("wrong-state")
    now = services.clock.now()
    for part in repository.together(session, row):
        part.state, part.sent_key = "withdrawn", None
        part.sent_by = part.sent_at = part.sent_how = part.sent_to = part.sent_reference = None
        repository.forget_due(session, part)
        mark_content(session, services, part.report)
        record(session, now, who.account, "notice.withdrawn", part.report, transmission=part.id)
    session.flush()


def stuck(services: Services, row: TransmissionRow) -> bool:
    """Whether a notice has been `sending` for so long that no server is being told of it."""
    return row.state == "sending" and row.sent_at is not None and services.clock.now() - row.sent_at > UNDER_WAY


def decision_stands(session: AnySession, row: TransmissionRow) -> bool:
    """Whether the decision on which a notice rests still holds. What is told of a danger rests on
    none (`preparing` lets nothing else through).
    """
    if row.decision is None:
        return True
    decision = session.get(DecisionRow, row.decision)
    return decision is not None and decision.undone_at is None


def _apart(row: TransmissionRow) -> str:
    """A draft of its statement of reasons goes to a host beside the notice: it asks for nothing."""
    return row.kind if row.kind == "tdb" else ""


def _key(session: AnySession, sealer: Sealer, row: TransmissionRow) -> str | None:
    """Unique key of a notice: recipient, address (or report, when there is none) and
    offence.

    Raises:
        Problem: another notice holds it.
    """
    if row.recipient not in repository.ONCE:
        return None
    entry = session.get(RegisterRow, row.report)
    what = entry.address_key if entry is not None and entry.address_key is not None else row.report
    key = sealer.trace(
        "sent",
        "\n".join((row.recipient, row.host or "", row.recipient_name or "", what, row.offence or "", _apart(row))),
    )
    if repository.holding(session, key) is not None:
        raise Problem("already-sent")
    return key
