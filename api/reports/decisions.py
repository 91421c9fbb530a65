"""Decisions: a person accepts what is suggested, corrects it, or sets the report aside; undone on
the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.answers.answerer import QualificationResult
from api.db.reports import CLOSED, DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Permission
from api.kit.problems import Problem, invalid
from api.reports import repository
from api.reports.confirming import confirmation
from api.reports.due_marks import mark_decided
from api.reports.facts import answer_ahead as answer_to_facts
from api.reports.facts import state_facts
from api.reports.intake import STATE_OF_DECISION
from api.reports.repository import settles
from api.reports.schemas import DecisionCreate
from api.reports.second_reading_draw import draw
from api.reports.twins import LENT, other_words, speech_of
from api.rules.editions import Editions
from textfile.quoting import suggestion
from textfile.text import Text


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """The content of a decision to store: its kind, the offence if it names one, why."""

    kind: str
    offence: str | None
    reason: str | None


def answer_ahead(
    session: AnySession, services: Services, who: Identity, row: ReportRow, body: DecisionCreate
) -> QualificationResult | None:
    """The answer that the facts confirmed with a decision lead to, worked out before the
    transaction that stores it; None: none is.

    Raises:
        Problem: already decided, held by another, a fact to confirm that is not presumed.
    """
    _decidable(services, who, row, body)
    stated = confirmation(session, services, row, body.confirm) if body.confirm else None
    return answer_to_facts(session, services, who, row, stated) if stated is not None else None


def decide(
    session: WriteSession,
    services: Services,
    who: Identity,
    row: ReportRow,
    body: DecisionCreate,
    ahead: QualificationResult | None = None,
) -> DecisionRow:
    """Decides of a report and of those it speaks for; `ahead`, from `answer_ahead`, where facts are
    confirmed with the decision.

    Raises:
        Problem: already decided, nothing to accept, an offence that today's law does not know, a
            fact to confirm that is not presumed, the suggestion would no longer be the same;
            `conflict`: something changed since the answer was worked out.
    """
    _decidable(services, who, row, body)
    kind, offence, carried = read = _what(session, services.editions, row, body)
    stated = confirmation(session, services, row, body.confirm) if body.confirm else None
    if stated is not None:  # what somebody decides is what they read
        if ahead is None:
            raise Problem("conflict")
        state_facts(session, services, who, row, stated, ahead)
        if _what(session, services.editions, row, body) != read:
            raise Problem("answer-would-change")
    decision = _store(UnitOfWork(session, services, who), row, DecisionContent(kind, offence, body.reason))
    decision.carried_from = carried
    row.state, row.held_by, row.held_until = STATE_OF_DECISION[kind], None, None
    followers = [r for r in repository.duplicates(session, row.id) if r.state == "duplicate"]
    for follower in followers:
        follower.state, follower.carried_decision = STATE_OF_DECISION[kind], decision.id
    session.flush()
    record(
        session,
        decision.decided_at,
        who.account,
        "report.decided",
        row.id,
        decision=decision.id,
        kind=kind,
        offence=offence,
        qualification=row.qualification,
        duplicates=len(followers),
    )
    session.after_commit(services.metrics.decisions.labels(kind).inc)
    mark_decided(session, services, row.id)
    draw(session, services, row, decision)
    return decision


def replace(
    work: UnitOfWork, row: ReportRow, first: DecisionRow, content: DecisionContent, qualification: str | None
) -> DecisionRow:
    """Puts another decision in the place of the one that holds, which is kept as undone. Whoever
    followed it follows this one.

    It is how a disagreement between two readings is settled; nobody takes it back. `qualification`
    is the answer it rests on.
    """
    session, services, kind = work.session, work.services, content.kind
    now = services.clock.now()
    first.undone_at, first.undone_by = now, work.who.account
    decision = _store(work, row, content)
    decision.qualification = qualification
    row.state = STATE_OF_DECISION[kind]
    for follower in repository.duplicates(session, row.id):
        if follower.carried_decision == first.id and repository.live_decision(session, follower.id) is None:
            follower.carried_decision = decision.id
            if follower.state != "prequalified":
                follower.state = STATE_OF_DECISION[kind]
    for apart in repository.lent(session, first.id):
        if kind in LENT:
            apart.carried_decision = decision.id
        else:
            _by_itself(apart)
    session.flush()
    mark_decided(session, services, row.id)
    record(
        session, now, work.who.account, "decision.replaced", row.id, before=first.id, decision=decision.id, kind=kind
    )
    return decision


def _store(work: UnitOfWork, row: ReportRow, content: DecisionContent) -> DecisionRow:
    services = work.services
    now = services.clock.now()
    decision = DecisionRow(
        id=new_id("dec", now),
        report=row.id,
        qualification=row.qualification,
        kind=content.kind,
        offence=content.offence,
        offence_field=_field(services.editions, content.offence),
        suggested=row.main,
        suggested_field=_field(services.editions, row.main),
        reason=content.reason,
        decided_by=work.who.account,
        decided_at=now,
    )
    work.session.add(decision)
    work.session.flush()
    return decision


def _decidable(services: Services, who: Identity, row: ReportRow, body: DecisionCreate) -> None:
    check_not_held_by_other(services, who, row)
    if row.state in CLOSED or (row.state == "duplicate" and body.kind == "accept"):
        raise Problem("already-decided")


def check_not_held_by_other(services: Services, who: Identity, row: ReportRow) -> None:
    """Refuses what somebody would change of a report that another person holds. What machines add
    is let through.

    Raises:
        Problem: another person holds it.
    """
    held = row.held_until is not None and row.held_until > services.clock.now()
    if held and row.held_by != who.account and who.may(Permission.REPORTS_DECIDE):
        raise Problem("held")


def undo(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> None:
    """Takes a decision back, on the same day, for who took it or a reviewer. Those who followed it
    wait again.

    Raises:
        Problem: no decision, another day, somebody else's decision, one that settled two readings.
    """
    decision = repository.live_decision(session, row.id)
    if decision is None:
        raise Problem("not-decided")
    refused = refusal_to_undo(session, services, who, decision)
    if refused is not None:
        raise Problem(refused)
    take_back(session, services, who, row, decision)
    record(session, services.clock.now(), who.account, "decision.undone", row.id, decision=decision.id)


def take_back(session: WriteSession, services: Services, who: Identity, row: ReportRow, decision: DecisionRow) -> None:
    """Has a report wait again as before its decision, which is kept as undone, and those who
    followed it with it.
    """
    now = services.clock.now()
    decision.undone_at, decision.undone_by = now, who.account
    row.state = _before(row)
    row.noise_review = None if row.noise_review == "confirmed" else row.noise_review
    for follower in repository.duplicates(session, row.id):
        if follower.carried_decision == decision.id and repository.live_decision(session, follower.id) is None:
            follower.carried_decision = None
            follower.state = _before(follower)
            if other_words(follower.same_by or "", speech_of(follower), speech_of(row)):  # nobody has read its words
                _by_itself(follower)
    for apart in repository.lent(session, decision.id):
        _by_itself(apart)
    session.flush()
    mark_decided(session, services, row.id)


def _by_itself(row: ReportRow) -> None:
    """Detaches a report from others: somebody reads it, whatever was decided of those."""
    row.state, row.carried_decision = "open", None
    row.same_as, row.same_by, row.same_score = None, None, None


def refusal_to_undo(session: AnySession, services: Services, who: Identity, decision: DecisionRow) -> str | None:
    """The problem that somebody would meet taking a decision back; None when they may."""
    if decision.decided_by != who.account and not who.may(Permission.REPORTS_REVIEW):
        return "not-allowed"
    if settles(session, decision.id):
        return "settled-decision"
    return "undo-too-late" if services.clock.day_of(decision.decided_at) != services.clock.today() else None


def _before(row: ReportRow) -> str:
    """The state of a report before it was decided."""
    if row.danger is not None:
        return "open"
    if row.carried_decision is not None:
        return "prequalified"
    if row.same_as:
        return "duplicate"
    return "low_priority" if row.noise_decision == "set_aside" and row.noise_review != "restored" else "open"


def unknown_offence(name: str | None, offences: Iterable[str]) -> Problem:
    """A decision that names an offence of no law."""
    what = Text(fr="infraction inconnue", en="unknown offence")
    listed = Text(fr="voir `/v1/offences`", en="see `/v1/offences`")
    return invalid("/offence", what, suggestion(name or "", offences) or listed)


def _what(
    session: WriteSession, editions: Editions, row: ReportRow, body: DecisionCreate
) -> tuple[str, str | None, str | None]:
    """The kind, the offence and the decision confirmed, from what is given."""
    if body.kind == "correct":
        law = editions.current().ruleset.offences
        if body.offence not in law:
            raise unknown_offence(body.offence, law)
        return "correct", body.offence, None
    if body.kind != "accept":
        return body.kind, None, None
    carried = repository.carried_decision(session, row)
    if carried is not None:
        _check_current_offence(editions, carried.offence)
        return accepted_kind(session, row), carried.offence, carried.id
    if row.main is None:
        raise Problem("nothing-to-accept")
    _check_current_offence(editions, row.main)
    return "accept", row.main, None


def accepted_kind(session: AnySession, row: ReportRow) -> str:
    """The kind of decision that accepting comes to: that of the decision carried over, where it
    upholds no offence.
    """
    carried = repository.carried_decision(session, row)
    return "accept" if carried is None or carried.offence else carried.kind


def _check_current_offence(editions: Editions, offence: str | None) -> None:
    """Refuses to accept an offence that was suggested under earlier rules, and that today's no
    longer know.
    """
    if offence is not None and offence not in editions.current().ruleset.offences:
        raise Problem("law-changed")


def _field(editions: Editions, offence: str | None) -> str | None:
    """The hotline's field of an offence under the law served now."""
    law = editions.current().ruleset.offences
    return law[offence].field if offence is not None and offence in law else None
