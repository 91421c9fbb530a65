"""Second readings as the API tells them: blind until they are ended, both conclusions
afterwards.
"""

from __future__ import annotations

from api.answers.answerer import QualificationInput
from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession, JournaledSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.reports.double_review import repository, service
from api.reports.double_review.schemas import (
    NamedDisagreement,
    ReviewConclusion,
    ReviewConclusions,
    SecondReading,
    SecondReadingQueue,
    Settlement,
)
from api.reports.double_review.settling import to_settle
from api.reports.schemas import Suggestion


def waiting(session: AnySession, services: Services, who: Identity) -> SecondReadingQueue:
    """Queue of somebody, without naming any report."""
    before, now = service.midnight(services), services.clock.now()
    told = repository.counts(session, who.account, before, now)
    held = repository.mine(session, who.account, before)
    rows = repository.disagreements(session) if who.may(Permission.REPORTS_REVIEW) else []
    return SecondReadingQueue(
        waiting=told[0],
        yours=told[1],
        tomorrow=told[2],
        held=held.id if held is not None else None,
        to_settle=[_named_disagreement(session, who, row) for row in rows],
    )


def blind(
    session: JournaledSession, services: Services, who: Identity, row: SecondReadingRow, report: ReportRow
) -> SecondReading:
    """A reading under way, for who holds it; `service.renew` comes before. The journal keeps that
    they saw the report.

    Raises:
        Problem: it has no answer, or the law that gave it is not at hand.
    """
    answer = service.own_answer(session, services, row)
    if answer is None:
        raise Problem("law-absent")
    given = QualificationInput.from_bytes(answer.question)
    record(session, services.clock.now(), who.account, "report.seen", report.id, reading=row.id)
    return SecondReading(
        id=row.id,
        version=row.version,
        held_until=row.held_until,
        received_at=report.received_at,
        channel=report.channel,
        reported_category=report.reported_category,
        url=report.url,
        text=report.text,
        comment=report.comment,
        date_of_facts=given.date_of_facts,
        raised=given.raised,
        facts=given.facts,
        qualification=Suggestion.model_validate(answer),
    )


def ended(session: AnySession, who: Identity, name: str) -> SecondReadingRow:
    """A reading whose conclusions somebody may know: its reader once they ended it, and whoever may
    settle it.

    Raises:
        Problem: there is none for them, it is settled, or the first reading is theirs.
    """
    row = session.get(SecondReadingRow, name)
    if row is not None and row.decided_at is not None and row.decided_by == who.account:
        return row
    if not who.may(Permission.REPORTS_REVIEW):
        raise Problem("not-found")
    return to_settle(session, who, name)[0]


def conclusions(session: AnySession, row: SecondReadingRow) -> ReviewConclusions:
    """Both conclusions of an ended reading."""
    first = session.get(DecisionRow, row.decision)
    if first is None:
        raise Problem("not-found")
    settled = {
        "conclusion": row.settled_as,
        "decision": row.settled_decision,
        "reason": row.settled_reason,
        "settled_by": row.settled_by,
        "settled_at": row.settled_at,
    }
    return ReviewConclusions(
        id=row.id,
        report=row.report,
        agrees=row.agrees is True,
        first=ReviewConclusion.model_validate(first),
        second=ReviewConclusion.model_validate(row),
        settled=Settlement.model_validate(settled) if row.settled_at is not None else None,
    )


def _named_disagreement(session: AnySession, who: Identity, row: SecondReadingRow) -> NamedDisagreement:
    first = session.get(DecisionRow, row.decision)
    own = who.account == row.decided_by or (first is not None and who.account == first.decided_by)
    told = {"id": row.id, "field": row.field, "decided_at": row.decided_at, "own": own}
    return NamedDisagreement.model_validate(told)
