"""Application of a model server's reading to a report: presumed facts and indications change, the
answer follows. It may bring a report back, and never sets one aside nor takes a danger away.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from api.answers.answerer import QualificationResult
from api.answers.indications import indications_to_keep
from api.db.model_readings import ModelReadingRow
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import SERVICE
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import SYSTEM, record
from api.kit.problems import Problem
from api.reports import repository
from api.reports.danger import restore
from api.reports.facts import Change, NewFact, answer_on, change, lengths_of, short_fact_data, store
from api.reports.model_readings.repository import READABLE, finish_read, waiting_row
from api.rules.priorities import QueuePriority
from api.texts.model_merge import merge_facts, merge_indications
from api.texts.model_reading import SEEN_BY_MODEL
from classifiers.model_server.reading import ModelReading

READ_BY_MODEL = "report.read_by_model"
"""The entry of the journal that says what became of a reading."""
WHOLE, RAISED, DECIDED, OTHERWISE, ERASED, LAW = "whole", "raised", "decided", "otherwise", "erased", "law"
"""What was applied: all of it; what keeps a report or shows a danger, somebody being at work on it;
nothing, for it was decided, another one speaks for it, its words were erased, today's rules no
longer take its facts.
"""
ATTEMPTS = 5
"""How often a reading is worked out again when its report changes meanwhile."""


class ReportKeptChanging(Exception):
    """A report changed each time that a reading was about to be applied to it."""


@dataclass(frozen=True)
class _Plan:
    """What a reading changes of a report: its effect, and the change of facts, None where nothing
    is applied.
    """

    effect: str
    change: Change | None = None


@dataclass(frozen=True)
class _Ahead:
    """What takes time, worked out before the transaction: the plan, and where it changes something
    the answer and its rank.
    """

    plan: _Plan
    result: QualificationResult | None = None
    rank: QueuePriority | None = None


def apply(services: Services, name: str, reading: ModelReading) -> None:
    """Stores a reading, and applies it to its report. Reasoning holds no lock: what changed
    meanwhile has it begin again.

    Raises:
        ReportKeptChanging: it changed each time.
    """
    for _ in range(ATTEMPTS):
        with services.database.read() as looking:
            row = looking.get(ReportRow, name)
            assert row is not None, "a reading is of a report"
            ahead = _ahead(services, row, _plan(looking, services, row, reading))
        with services.database.write() as session:
            task = waiting_row(session, name)
            if task is None:  # another service had it, this one being late
                return
            row = session.get(ReportRow, name, with_for_update={"key_share": True})
            assert row is not None, "a reading is of a report"
            if _plan(session, services, row, reading) == ahead.plan:
                effect = _change_report(session, services, row, reading, ahead)
                _finish(session, services, task, reading, effect)
                return
    raise ReportKeptChanging


def _plan(session: AnySession, services: Services, row: ReportRow, reading: ModelReading) -> _Plan:
    if row.state not in READABLE:
        return _Plan(DECIDED if row.state in CLOSED else OTHERWISE)
    if row.text is None and row.comment is None:
        return _Plan(ERASED)
    at_work = _is_held(services, row) and repository.last_act(session, row.id) is not None
    dangers = services.rules.dangers.facts
    if at_work:
        firm = tuple(answer for answer in reading.answers if answer.fact in dangers)
        reading = replace(reading, answers=firm, fields=())
    facts, touched = repository.facts_in_force(session, row.id), repository.facts_of_people(session, row.id)
    embedded = {fact.fact: short_fact_data(fact) for fact in facts if _is_embedded(fact, touched)}
    own = {fact.fact: short_fact_data(fact) for fact in facts if fact.fact not in embedded}
    law = services.editions.current().ruleset
    answers = tuple(answer for answer in reading.answers if answer.fact not in touched)
    presumed = merge_facts(own, embedded, replace(reading, answers=answers), law.facts, dangers, lengths_of(row))
    new = [NewFact(name, raw, SYSTEM) for name, raw in presumed.items() if embedded.get(name) != raw]
    try:
        made = change(session, services, row, frozenset(embedded.keys() - presumed.keys()), new)
    except Problem:
        return _Plan(LAW)
    merged = merge_indications(made.question.indications, reading)
    indications = indications_to_keep(law, row.reported_category, merged)
    question = replace(made.question, indications=indications)
    return _Plan(RAISED if at_work else WHOLE, replace(made, question=question))


def _is_embedded(fact: FactRow, touched: frozenset[str]) -> bool:
    return fact.stated_by == SYSTEM and fact.standing == "presumed" and fact.fact not in touched


def _is_held(services: Services, row: ReportRow) -> bool:
    return row.held_by is not None and row.held_until is not None and row.held_until > services.clock.now()


def _ahead(services: Services, row: ReportRow, plan: _Plan) -> _Ahead:
    if plan.change is None:
        return _Ahead(plan)
    result = answer_on(services.answerer, plan.change.question)
    words = (row.text or "", row.comment or "")
    rank = services.rules.priorities.rank(
        result.answer, result.report.facts, services.editions.current().ruleset, words, row.reported_category
    )
    return _Ahead(plan, result, rank)


def _change_report(
    session: WriteSession, services: Services, row: ReportRow, reading: ModelReading, ahead: _Ahead
) -> str:
    """Changes a report as planned; what was applied of the reading."""
    detail: dict[str, Any] = {}
    change, result, rank = ahead.plan.change, ahead.result, ahead.rank
    if change is not None and result is not None and rank is not None:
        answer = store(UnitOfWork(session, services, SERVICE), row, change, result, reader=reading.provenance)
        if rank.rank < row.priority:
            row.priority, row.priority_reason = rank.rank, rank.reason
        stated = len(change.new)
        detail = {"qualification": answer.id, "stated": stated, "withdrawn": len(change.withdraw)}
    if row.state == "low_priority" and ahead.plan.effect != ERASED and (reading.matters or reading.unseen):
        restore(session, services, row, SEEN_BY_MODEL, because="model")
    read_by = asdict(reading.provenance)
    dropped = sum(reading.dropped.values())
    record(
        session, services.clock.now(), SYSTEM, READ_BY_MODEL, row.id,
        effect=ahead.plan.effect, answers=len(reading.answers), dropped=dropped, **read_by, **detail,
    )  # fmt: skip
    return ahead.plan.effect


def _finish(
    session: WriteSession, services: Services, task: ModelReadingRow, reading: ModelReading, effect: str
) -> None:
    read_by, cost = reading.provenance, reading.cost
    task.model, task.prompt_digest, task.schema_digest = read_by.model[:200], read_by.prompt, read_by.schema
    task.requests, task.seconds = cost.requests, round(cost.seconds, 3)
    task.prompt_tokens, task.completion_tokens = cost.prompt_tokens, cost.completion_tokens
    task.dropped = dict(reading.dropped)
    task.reading = {
        "matters": reading.matters,
        "unseen": reading.unseen,
        "noise": reading.noise,
        "fields": list(reading.fields),
        "gravity": list(reading.gravity),
        "answers": [asdict(answer) for answer in reading.answers],
    }
    session.after_commit(partial(services.metrics.model_seconds.observe, cost.seconds))
    finish_read(session, task, services, effect)
