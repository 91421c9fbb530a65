"""Two readings that differ: a third person, a reviewer, says which conclusion stands, and why."""

from __future__ import annotations

from dataclasses import dataclass

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.problems import Problem, invalid
from api.reports import decisions
from api.reports.blinding import blinded
from api.reports.double_review.agreement import conclusion
from api.reports.double_review.schemas import Stands
from api.rules.editions import Editions
from textfile.text import Text


def to_settle(session: AnySession, who: Identity, name: str) -> tuple[SecondReadingRow, ReportRow, DecisionRow]:
    """A disagreement that this person may settle: the second reading, the report, the first
    decision.

    Raises:
        Problem: there is none, it is settled, one of the two readings is theirs, or they are
            reading its content again.
    """
    row = session.get(SecondReadingRow, name)
    report = session.get(ReportRow, row.report) if row is not None else None
    first = session.get(DecisionRow, row.decision) if row is not None else None
    if row is None or report is None or first is None or row.agrees is not False:
        raise Problem("not-found")
    if row.settled_at is not None:
        raise Problem("already-decided")
    if who.account in (first.decided_by, row.decided_by):
        raise Problem("own-reading")
    if blinded(session, who.account, report.id) is not None:
        raise Problem("read-again")
    return row, report, first


@dataclass(frozen=True, slots=True)
class SettlementChoice:
    """The conclusion chosen, and why. `other` goes with `other`: an offence, `none_applies`,
    `noise` or `out_of_scope`.
    """

    conclusion: Stands
    other: str
    reason: str


def settle(
    session: WriteSession, services: Services, who: Identity, name: str, choice: SettlementChoice
) -> SecondReadingRow:
    """Says which conclusion stands.

    The first decision stays as it is when its conclusion stands; else another takes its place, and
    it is kept as undone.

    Raises:
        Problem: as `to_settle`; no reason given; a conclusion that does not exist.
    """
    row, report, first = to_settle(session, who, name)
    as_, reason = choice.conclusion, choice.reason.strip()
    if not reason:
        raise invalid("/reason", Text(fr="un motif est attendu", en="a reason is expected"))
    kind, offence = _conclusion(services.editions, row, first, as_, choice.other)
    now = services.clock.now()
    stands, kept = first, row.qualification if as_ == "second" else first.basis
    if conclusion(kind, offence) != conclusion(first.kind, first.offence):
        stands = decisions.replace(
            UnitOfWork(session, services, who), report, first, decisions.DecisionContent(kind, offence, reason), kept
        )
    row.settled_as, row.settled_decision, row.settled_reason = as_, stands.id, reason
    row.settled_by, row.settled_at = who.account, now
    session.flush()
    record(session, now, who.account, "second_reading.settled", report.id, reading=row.id, stands=stands.id, chosen=as_)
    return row


def _conclusion(
    editions: Editions, row: SecondReadingRow, first: DecisionRow, as_: Stands, other: str
) -> tuple[str, str | None]:
    if as_ == "first":
        return first.kind, first.offence
    if as_ == "second":
        return row.kind or "", row.offence
    if other in ("none_applies", "noise", "out_of_scope"):
        return other, None
    if other in editions.current().ruleset.offences:
        return "correct", other
    raise invalid(
        "/wanted",
        Text(fr="conclusion inconnue", en="unknown conclusion"),
        Text(
            fr="une infraction, ou `none_applies`, `noise`, `out_of_scope`",
            en="an offence, or `none_applies`, `noise`, `out_of_scope`",
        ),
    )
