"""A second reading: taken, read on facts of its own, decided once. Only then is the first decision
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from api.answers.answerer import QualificationInput, QualificationResult
from api.answers.storage import store_answer
from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.clock import Clock
from api.kit.problems import Problem, from_faults, invalid
from api.reports.decisions import unknown_offence
from api.reports.double_review import repository
from api.reports.double_review.agreement import conclusion
from api.reports.facts import NOT_STATED, lengths_of, same_question, stated_today
from api.reports.schemas import DecisionCreate, FactStatement
from api.rules.editions import Editions
from engine.facts.digest import known_data
from engine.facts.statements import Lengths, ReportError, state

MINUTES = 20


def take(session: WriteSession, services: Services, who: Identity) -> SecondReadingRow | None:
    """The reading somebody has begun, or else the oldest they may do; held for some minutes."""
    now, before = services.clock.now(), midnight(services)
    row = repository.mine(session, who.account, before)
    if row is None:
        row = repository.oldest(session, who.account, before, now)
    if row is None:
        return None
    if row.held_by != who.account:
        record(session, now, who.account, "second_reading.held", row.report, reading=row.id)
        row.qualification = None  # whoever held it before leaves nothing of theirs
    row.held_by, row.held_until = who.account, now + timedelta(minutes=MINUTES)
    session.flush()
    return row


def reading_in_progress(session: AnySession, who: Identity, name: str) -> tuple[SecondReadingRow, ReportRow]:
    """A reading that somebody holds, with its report.

    Raises:
        Problem: there is none, it is somebody else's, or it is ended.
    """
    row = session.get(SecondReadingRow, name)
    report = session.get(ReportRow, row.report) if row is not None else None
    if row is None or report is None:
        raise Problem("not-found")
    if row.decided_at is not None:
        raise Problem("already-decided")
    if row.held_by != who.account:
        raise Problem("held" if row.held_by is not None else "not-found")
    return row, report


def leave(session: WriteSession, row: SecondReadingRow) -> None:
    """Gives a reading back. Who held it, opened or not, is never offered it again: they may look up
    what was decided.
    """
    row.held_by = row.held_until = row.qualification = None
    session.flush()


def question_of(session: AnySession, row: SecondReadingRow) -> QualificationInput:
    """Input of the second answer: at first the report as it came in, then what the second
    reader made of it.

    Raises:
        Problem: what came in was erased.
    """
    kept = repository.received_answer(session, row.report)
    if row.qualification is not None:
        kept = repository.answer(session, row.qualification)
    if kept is None:
        raise Problem("not-found")
    return QualificationInput.from_bytes(kept.question)


def _today(clock: Clock, question: QualificationInput) -> QualificationInput:
    return replace(question, decision_day=clock.today().isoformat())


def _store(
    session: WriteSession, clock: Clock, who: Identity, row: SecondReadingRow, ahead: QualificationResult
) -> None:
    """Stores the second reader's answer, worked out under today's law before the transaction."""
    row.qualification = store_answer(session, ahead, row.report, clock.now(), who.account).id
    session.flush()


def own_answer(session: AnySession, services: Services, row: SecondReadingRow) -> QualificationRow | None:
    """The second reader's answer on facts of their own; None when there is none yet, or the law
    that gave it is not at hand.
    """
    answer = repository.answer(session, row.qualification)
    return answer if answer is not None and services.editions.by_digest(answer.ruleset_digest) is not None else None


def renew(services: Services, who: Identity, name: str) -> None:
    """Has a reading that somebody holds answered under today's law, where it has no answer yet or
    that answer's law is not at hand.

    Raises:
        Problem: as `reading_in_progress`; what came in was erased.
        ReportError: today's law no longer knows a fact that was stated.
    """
    with services.database.read() as reading:
        row, _ = reading_in_progress(reading, who, name)
        if own_answer(reading, services, row) is not None:
            return
        asked = _today(services.clock, question_of(reading, row))
        ahead = services.answerer.answer(asked)
    with services.database.write() as session:
        row, _ = reading_in_progress(session, who, name)
        same_question(services.editions, _today(services.clock, question_of(session, row)), ahead)
        _store(session, services.clock, who, row, ahead)


def answer_ahead(
    session: AnySession, services: Services, row: SecondReadingRow, report: ReportRow, new: FactStatement
) -> QualificationResult:
    """The answer that a statement leads to, for this reading alone, worked out before the
    transaction that stores it.

    Raises:
        Problem: a value that a fact cannot have, a fact to withdraw that was not stated.
    """
    try:
        return services.answerer.answer(_question(session, services, row, report, new))
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults, "/state")) from error


def state_facts(
    work: UnitOfWork,
    row: SecondReadingRow,
    report: ReportRow,
    new: FactStatement,
    ahead: QualificationResult,
) -> None:
    """States and withdraws facts for this reading alone, with the answer from `answer_ahead`; the
    report keeps those of the first.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    session, services, who = work.session, work.services, work.who
    same_question(services.editions, _question(session, services, row, report, new), ahead)
    _store(session, services.clock, who, row, ahead)
    said = stated_today(services.editions, new)
    changed: dict[str, Any] = {"stated": sorted(said), "withdrawn": sorted(new.withdraw)}
    record(session, services.clock.now(), who.account, "second_reading.stated", row.report, reading=row.id, **changed)


def _question(
    session: AnySession, services: Services, row: SecondReadingRow, report: ReportRow, new: FactStatement
) -> QualificationInput:
    """The question that a statement leads to. What is withdrawn gives way to the presumption that
    the report came in with, if any.
    """
    given = question_of(session, row)
    received = repository.received_answer(session, row.report)
    read = QualificationInput.from_bytes(received.question).facts if received is not None else {}
    facts = dict(given.facts)
    for place, name in enumerate(new.withdraw):
        stated = facts.pop(name, None)
        if stated is None:
            raise invalid(f"/withdraw/{place}", NOT_STATED)
        if not _presumed(stated) and _presumed(read.get(name)):
            facts[name] = read[name]
    try:
        for name, raw in stated_today(services.editions, new).items():
            told = _stored(services.editions, name, raw, lengths_of(report))
            facts.pop(name, None)
            facts.update({name: told} if told is not None else {})
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults, "/state")) from error
    return _today(services.clock, replace(given, facts=facts))


def _presumed(raw: Any) -> bool:
    return isinstance(raw, Mapping) and raw.get("standing") == "presumed"


def decide(
    session: WriteSession, services: Services, who: Identity, row: SecondReadingRow, new: DecisionCreate
) -> None:
    """Ends a reading. The two conclusions are compared at once; if they differ, a reviewer settles
    it.

    Raises:
        Problem: nothing to accept, an offence that the law does not know, a first decision taken
            back meanwhile.
    """
    first = session.get(DecisionRow, row.decision)
    if first is None or first.undone_at is not None:
        raise Problem("not-found")
    kept = repository.answer(session, row.qualification)
    suggested = kept.main if kept is not None else None
    now = services.clock.now()
    row.kind, row.offence, row.suggested = new.kind, _offence(services.editions, suggested, new), suggested
    row.reason, row.decided_by, row.decided_at, row.held_until = new.reason, who.account, now, None
    row.agrees = conclusion(row.kind, row.offence) == conclusion(first.kind, first.offence)
    session.flush()
    record(
        session,
        now,
        who.account,
        "second_reading.decided",
        row.report,
        reading=row.id,
        kind=row.kind,
        offence=row.offence,
        first=first.id,
        agrees=row.agrees,
    )


def midnight(services: Services) -> datetime:
    """The beginning of this day at the hotline: what was decided before can no longer be taken
    back.
    """
    return datetime.combine(services.clock.today(), time(), services.settings.zone)


def _offence(editions: Editions, suggested: str | None, new: DecisionCreate) -> str | None:
    if new.kind == "accept":
        if suggested is None:
            raise Problem("nothing-to-accept")
        return suggested
    if new.kind != "correct":
        return None
    law = editions.current().ruleset.offences
    if new.offence not in law:
        raise unknown_offence(new.offence, law)
    return new.offence


def _stored(editions: Editions, name: str, raw: Any, lengths: Lengths) -> Any:
    """A fact as answers keep it; None when it is given as unknown."""
    stated = state(name, raw, editions.current().ruleset.facts, lengths)
    if stated is None:
        return None
    told: dict[str, Any] = {"value": known_data(stated.knowledge)}
    if stated.standing.value != "confirmed":
        told["standing"] = stated.standing.value
    if stated.source is not None:
        told["source"] = stated.source
    if stated.span is not None:
        told["span"] = [stated.span.start, stated.span.end]
        if stated.span.voice != "text":
            told["span_in"] = stated.span.voice
    return told if len(told) > 1 or isinstance(told["value"], dict) else told["value"]
