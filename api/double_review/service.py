"""A second reading: taken, read on facts of its own, decided once. Only then is the first decision known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from api.audit.journal import record
from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.double_review import repository
from api.double_review.agreement import conclusion
from api.problems import Problem, from_faults, invalid
from api.qualifications.answerer import Answered, Given
from api.qualifications.keeping import keep
from api.reports.decisions import unknown_offence
from api.reports.facts import NOT_STATED, lengths_of
from api.reports.schemas import NewDecision, Statement
from api.security.identity import Identity
from api.wiring import Wiring
from engine.facts.digest import known_data
from engine.facts.statements import Lengths, ReportError, state

MINUTES = 20


def take(session: WriteSession, wired: Wiring, who: Identity) -> SecondReadingRow | None:
    """The reading somebody has begun, or else the oldest they may do; held for some minutes."""
    now, before = wired.clock.now(), midnight(wired)
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


def begun(session: AnySession, who: Identity, name: str) -> tuple[SecondReadingRow, ReportRow]:
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
    """Gives a reading back. Who held it, opened or not, is never offered it again: they may look up what was decided."""
    row.held_by = row.held_until = row.qualification = None
    session.flush()


def given_of(session: AnySession, row: SecondReadingRow) -> Given:
    """What the second answer rests on: at first the report as it came in, then what the second reader made of it.

    Raises:
        Problem: what came in was erased.
    """
    kept = repository.received_answer(session, row.report)
    if row.qualification is not None:
        kept = repository.answer(session, row.qualification)
    if kept is None:
        raise Problem("not-found")
    return Given.of(kept.given)


def answered(session: WriteSession, wired: Wiring, who: Identity, row: SecondReadingRow, given: Given) -> Answered:
    """The second reader's answer under today's law, kept.

    Raises:
        ReportError: today's law no longer knows a fact that was stated, or a fact cannot have a value.
    """
    now = wired.clock.now()
    today = Given(**{**given.__dict__, "decision_day": wired.clock.today().isoformat()})
    found = wired.answerer.answer(today)
    kept = keep(session, found, row.report, now, who.account)
    row.qualification = kept.id
    session.flush()
    return found


def own_answer(session: WriteSession, wired: Wiring, who: Identity, row: SecondReadingRow) -> QualificationRow:
    """The second reader's answer on facts of their own; asked again when the law that gave it is no longer at hand.

    Raises:
        Problem: what came in was erased.
        ReportError: today's law no longer knows a fact that was stated.
    """
    kept = repository.answer(session, row.qualification)
    if kept is None or wired.laws.by_digest(kept.ruleset_digest) is None:
        answered(session, wired, who, row, given_of(session, row))
        kept = repository.answer(session, row.qualification)
        assert kept is not None
    return kept


def state_facts(
    session: WriteSession, wired: Wiring, who: Identity, row: SecondReadingRow, report: ReportRow, new: Statement
) -> None:
    """States and withdraws facts for this reading alone; the report keeps those of the first.

    What is withdrawn gives way to the presumption that the report came in with, if it had one.

    Raises:
        Problem: a value that a fact cannot have, a fact to withdraw that was not stated.
    """
    given = given_of(session, row)
    received = repository.received_answer(session, row.report)
    read = Given.of(received.given).facts if received is not None else {}
    facts = dict(given.facts)
    for place, name in enumerate(new.withdraw):
        stated = facts.pop(name, None)
        if stated is None:
            raise invalid(f"/withdraw/{place}", NOT_STATED)
        if not _presumed(stated) and _presumed(read.get(name)):
            facts[name] = read[name]
    try:
        for name, raw in new.state.items():
            told = _stored(wired, name, raw, lengths_of(report))
            facts.pop(name, None)
            facts.update({name: told} if told is not None else {})
        answered(session, wired, who, row, Given(**{**given.__dict__, "facts": facts}))
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults, "/state")) from error
    told_names: dict[str, Any] = {"stated": sorted(new.state), "withdrawn": sorted(new.withdraw)}
    record(session, wired.clock.now(), who.account, "second_reading.stated", row.report, reading=row.id, **told_names)


def _presumed(raw: Any) -> bool:
    return isinstance(raw, Mapping) and raw.get("standing") == "presumed"


def decide(session: WriteSession, wired: Wiring, who: Identity, row: SecondReadingRow, new: NewDecision) -> None:
    """Ends a reading. The two conclusions are compared at once; if they differ, a reviewer settles it.

    Raises:
        Problem: nothing to accept, an offence that the law does not know, a first decision taken back meanwhile.
    """
    first = session.get(DecisionRow, row.decision)
    if first is None or first.undone_at is not None:
        raise Problem("not-found")
    kept = repository.answer(session, row.qualification)
    suggested = kept.main if kept is not None else None
    now = wired.clock.now()
    row.kind, row.offence, row.suggested = new.kind, _offence(wired, suggested, new), suggested
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


def midnight(wired: Wiring) -> datetime:
    """The beginning of this day at the hotline: what was decided before can no longer be taken back."""
    return datetime.combine(wired.clock.today(), time(), wired.settings.zone)


def _offence(wired: Wiring, suggested: str | None, new: NewDecision) -> str | None:
    if new.kind == "accept":
        if suggested is None:
            raise Problem("nothing-to-accept")
        return suggested
    if new.kind != "correct":
        return None
    law = wired.laws.current().ruleset.offences
    if new.offence not in law:
        raise unknown_offence(new.offence, law)
    return new.offence


def _stored(wired: Wiring, name: str, raw: Any, lengths: Lengths) -> Any:
    """A fact as answers keep it; None when it is given as unknown."""
    stated = state(name, raw, wired.laws.current().ruleset.facts, lengths)
    if stated is None:
        return None
    told: dict[str, Any] = {"value": known_data(stated.known)}
    if stated.standing.value != "confirmed":
        told["standing"] = stated.standing.value
    if stated.source is not None:
        told["source"] = stated.source
    if stated.span is not None:
        told["span"] = [stated.span.start, stated.span.end]
        if stated.span.voice != "text":
            told["span_in"] = stated.span.voice
    return told if len(told) > 1 or isinstance(told["value"], dict) else told["value"]
