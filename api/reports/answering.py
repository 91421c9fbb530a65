"""A report is asked about again, under today's rules."""

from __future__ import annotations

from api.answers.asking_again import Requalification, ask_again
from api.answers.storage import store_answer
from api.db.reports import CLOSED, DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem, from_faults
from api.reports import repository
from api.reports.danger import update_danger
from api.reports.facts import question_of
from engine.facts.statements import ReportError


def answer_ahead(session: AnySession, services: Services, row: ReportRow) -> Requalification:
    """The new answer of a report under today's rules, worked out before the transaction that stores
    it.

    Raises:
        Problem: the report is decided, or what is left of its facts contradicts itself.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")
    try:
        return ask_again(services.answerer, question_of(session, row, services), services.editions.current())
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults)) from error


def answer_again(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, ahead: Requalification
) -> QualificationRow:
    """Gives a report the new answer of `answer_ahead`; the earlier one stays as it was.

    Facts that today's rules no longer take are withdrawn, as by whoever asks: they stay in the
    history. A decision carried over whose offence these rules no longer know is let go: the report
    stands by itself.

    Raises:
        Problem: the report is decided; `conflict`: something changed since the answer was worked
            out.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")
    law, now = services.editions.current(), services.clock.now()
    if (
        ahead.question != question_of(session, row, services)
        or ahead.result.answer.digests.ruleset != law.ruleset.digest
    ):
        raise Problem("conflict")
    for fact in repository.facts_in_force(session, row.id):
        if fact.fact in ahead.facts:
            fact.withdrawn_at, fact.withdrawn_by = now, who.account
    row.raised = [name for name in row.raised if name not in ahead.raised]
    carried = session.get(DecisionRow, row.carried_decision) if row.carried_decision is not None else None
    if row.state == "prequalified" and carried is not None and carried.offence not in (None, *law.ruleset.offences):
        row.state, row.carried_decision = "open", None
        row.same_as = row.same_by = row.same_score = None
    fresh = store_answer(session, ahead.result, row.id, now, who.account)
    repository.show_answer(row, fresh)
    update_danger(session, services, row, ahead.result.report.warning_facts)
    session.flush()
    left = sorted(ahead.facts)
    record(session, now, who.account, "report.answered", row.id, qualification=fresh.id, withdrawn=left)
    session.after_commit(services.metrics.qualifications.labels(fresh.issue).inc)
    return fresh
