"""Reports come in: read, answered, compared with earlier ones, stored; all of a batch or none."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from typing import Any, NamedTuple

from api.answers.answerer import QualificationInput, QualificationResult
from api.answers.indications import indications_to_keep
from api.answers.storage import CompressedProof, answer_row, compress
from api.db import locks
from api.db.inserting import insert_row, insert_values
from api.db.reports import ContactRow, FactRow, ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import WriteSession
from api.http.idempotency import IdempotentRequest, remember
from api.http.idempotency import stored_answer as already_answered
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import SYSTEM, record
from api.kit.canonical import digest
from api.kit.clock import Clock
from api.kit.ids import new_id
from api.kit.problems import Problem, RequestFault, from_faults, invalid
from api.reports import register, repository, senders
from api.reports.danger import brief, danger_in
from api.reports.due_marks import mark
from api.reports.facts import fact_values
from api.reports.model_readings import repository as model_queue
from api.reports.register_schemas import EMPTY_UPDATE
from api.reports.schemas import (
    BatchReceipt,
    DuplicateOf,
    NoiseRead,
    Prequalification,
    Priority,
    ReportBatch,
    ReportCreate,
    ReportReceipt,
    Suggestion,
)
from api.reports.search_keys import SearchKey, rows_of_keys, search_keys_of
from api.reports.twins import Traces, Twin, find_twin, seen_before, speech_from, traces_of
from api.rules.dangers import Danger
from api.rules.priorities import QueuePriority
from api.texts.intake import EnrichedReport
from classifiers.noise.filter import SEEN_BEFORE, FilterVerdict, NoiseFilter, NoiseInput
from classifiers.noise.standing import digests_of
from engine.facts.renamings import translated
from engine.facts.statements import ReportError
from engine.model.outcome import Issue
from engine.routing.vocabulary import DANGER
from textfile.text import Text

log = logging.getLogger("qualif.reports")
STATE_OF_DECISION = {
    "accept": "decided",
    "correct": "decided",
    "none_applies": "decided",
    "noise": "noise",
    "out_of_scope": "out_of_scope",
}
"""The state that each kind of decision leads to."""
URGENT = "priorite"
"""Kept because a priority rule names it, or somebody may be in danger."""
STATED_FACTS = "faits_etablis"
"""Kept because who sends it has looked, and found something within the hotline's field."""
VERDICT_SECONDS = 10.0
"""How long the verdicts of a request are waited for once its reports are read: a report without its
verdict is kept.
"""
TRACE = "trace"
"""The kind of the locks under which a report is compared with earlier ones, and stored."""


@dataclass(frozen=True)
class _ReportToStore:
    """A report read and answered, before anything is stored; `noise`: the filter that it is judged
    with.
    """

    new: ReportCreate
    root: str
    id: str
    enriched: EnrichedReport
    verdict: Future[FilterVerdict] | None
    noise: NoiseFilter | None
    result: QualificationResult
    proof: Future[CompressedProof]
    traces: Traces
    search_keys: list[SearchKey]
    priority: QueuePriority
    danger: Danger | None


class _Outcome(NamedTuple):
    """Results computed beside, once they are there."""

    verdict: FilterVerdict | None
    proof: CompressedProof


def receive(services: Services, who: Identity, submission: ReportCreate | ReportBatch, key: str | None) -> bytes:
    """Stores what is given, and says what was stored and what is suggested, as JSON. The same key
    gets the same answer again.

    All that takes time is done before the transaction begins. It then waits for whoever stores the
    same content, or answers the same key, whatever process they are in.

    Raises:
        Problem: something in a report cannot be read (nothing is stored), the batch is too large,
            the key came with something else.
    """
    new = submission.reports if isinstance(submission, ReportBatch) else [submission]
    if len(new) > services.settings.max_batch:
        most = services.settings.max_batch
        what = Text(fr=f"au plus {most} signalements par envoi", en=f"at most {most} reports at a time")
        raise invalid("/reports", what)
    roots = [f"/reports/{n}" for n in range(len(new))] if isinstance(submission, ReportBatch) else [""]
    request = (
        IdempotentRequest(who.account, key, digest(submission.model_dump(mode="json"))) if key is not None else None
    )
    ready = _read(services, new, roots)
    outcomes = _outcomes(ready)
    with services.database.write() as session:
        kept = already_answered(session, request)
        if kept is not None:
            return kept
        locks.lock_each(session, TRACE, (trace for item in ready for _, trace in item.traces.keys))
        if len(ready) > 1:
            repository.lock_leads(session, {key for item in ready for _, key in item.traces.keys})
        stored = [_store(session, services, who, *one) for one in zip(ready, outcomes, strict=True)]
        body = BatchReceipt(reports=stored) if isinstance(submission, ReportBatch) else stored[0]
        answer = body.model_dump_json().encode()
        if request is not None:
            remember(session, services.clock.now(), request, 202, answer)
    return answer


def _read(services: Services, new: list[ReportCreate], roots: list[str]) -> list[_ReportToStore]:
    ready: list[_ReportToStore] = []
    faults: list[RequestFault] = []
    entries = _entry_faults(services, new, roots)
    for report, root, of_entry in zip(new, roots, entries, strict=True):
        try:
            # Bound by the processor: several at once would only make each as slow as all together.
            # Others come between two of a batch.
            with services.arrivals:
                ready.append(_read_one(services, report, root))
        except ReportError as error:
            faults += from_faults(error.faults, root)
        faults += of_entry
    if faults:
        raise Problem("invalid-request", faults)
    return ready


def _entry_faults(services: Services, new: list[ReportCreate], roots: list[str]) -> list[list[RequestFault]]:
    """By report, what the register does not know of what is said for it."""
    if all(report.register_ is None for report in new):
        return [[] for _ in new]
    with services.database.read() as session:
        return [
            register.faults_at_entry(session, services.rules, report.register_ or EMPTY_UPDATE, f"{root}/register")
            for report, root in zip(new, roots, strict=True)
        ]


def _read_one(services: Services, report: ReportCreate, root: str) -> _ReportToStore:
    name = new_id("rep", services.clock.now())
    text, comment = report.text or "", report.comment or ""
    category = report.reported_category
    facts = translated(services.editions.current().ruleset.facts, report.facts)
    said = {"id": name, "text": text, "comment": comment, "reported_category": category, "facts": facts}
    taken = services.texts.enrich(said)
    noise = services.noise_watch.under(report.channel) if text.strip() or comment.strip() else None
    verdict = None
    if noise is not None:
        asked = NoiseInput(name, text, 1, taken.first_cues, category, comment, taken.reading)
        verdict = services.beside.submit(services.texts.judge, asked, noise)
    law = services.editions.current().ruleset
    indications = indications_to_keep(law, report.reported_category, taken.data.get("indications"))
    facts, today = taken.data["facts"], services.clock.today().isoformat()
    answered = services.answerer.answer(
        QualificationInput(
            name, report.date_of_facts, facts, report.raised, len(text), today, len(comment), indications
        )
    )
    packed = services.beside.submit(compress, answered.data)
    routing = report.register_.routing if report.register_ is not None else None
    danger = danger_in(services, answered.report.warning_facts, answered.report.indications, routing)
    words = (text, comment)
    ranked = services.rules.priorities.rank(
        answered.answer, answered.report.facts, law, words, report.reported_category, danger=danger is not None
    )
    traces, keys = traces_of(report, services.sealer), search_keys_of(report.url, services.sealer)
    return _ReportToStore(report, root, name, taken, verdict, noise, answered, packed, traces, keys, ranked, danger)


def _outcomes(ready: Sequence[_ReportToStore]) -> list[_Outcome]:
    """Outcomes of what was begun for each report, waited for no longer than a verdict is worth."""
    until = time.monotonic() + VERDICT_SECONDS
    return [_Outcome(_verdict(item, until), _proof(item)) for item in ready]


def _verdict(item: _ReportToStore, until: float) -> FilterVerdict | None:
    """The filter's verdict; None when there is none in time, or none at all: the report is then
    kept.
    """
    if item.verdict is None:
        return None
    try:
        return item.verdict.result(timeout=max(until - time.monotonic(), 0.0))
    except NotInTime:
        item.verdict.cancel()
        log.error("no verdict of the noise filter in time: the report is kept", extra={"where": item.id})
    except Exception as error:  # whatever it met, a report is stored without its verdict rather than refused
        log.error("the noise filter failed (%s): the report is kept", type(error).__name__, extra={"where": item.id})
    return None


def _proof(item: _ReportToStore) -> CompressedProof:
    """The bytes of the answer as stored; packed here when nobody has begun to, for a verdict may
    keep the others busy.
    """
    return compress(item.result.data) if item.proof.cancel() else item.proof.result()


def _store(
    session: WriteSession, services: Services, who: Identity, item: _ReportToStore, outcome: _Outcome
) -> ReportReceipt:
    now, new, verdict = services.clock.now(), item.new, outcome.verdict
    sharing = repository.candidates(session, item.traces.keys)
    text_length, comment_length = len(new.text or ""), len(new.comment or "")
    twin = find_twin(session, item.traces, sharing, speech_from(text_length, comment_length))
    known = []
    if twin is not None or (verdict is not None and verdict.set_aside):
        known = seen_before(session, item.traces, sharing, twin)
    kept_for = SEEN_BEFORE if known else _kept_for(item, verdict)
    set_aside = verdict is not None and verdict.set_aside and kept_for is None
    in_danger = item.danger is not None
    state = _state(twin, in_danger) if twin is not None or not set_aside else "low_priority"
    carried = None if in_danger or twin is None else twin.decision
    _bring_back(session, services.clock, known, item.id)
    answer = item.result.answer
    row = ReportRow(
        id=item.id,
        reference=new.reference,
        channel=new.channel,
        source=who.account,
        received_at=now,
        state=state,
        url=new.url,
        text=new.text,
        text_length=text_length,
        comment=new.comment,
        comment_length=comment_length,
        reported_category=new.reported_category,
        date_of_facts=item.result.report.date_of_facts,
        raised=list(new.raised),
        signature=item.traces.signature,
        same_as=twin.lead.id if twin is not None and not twin.apart else None,
        same_by=twin.by if twin is not None else None,
        same_score=twin.score if twin is not None else None,
        carried_decision=carried.id if carried is not None else None,
        issue=answer.issue.value,
        main=answer.main,
        to_confirm=answer.to_confirm,
        priority=item.priority.rank,
        priority_reason=item.priority.reason,
        danger=brief(item.danger),
    )
    if verdict is not None and item.noise is not None:
        row.noise_score = verdict.score
        row.noise_decision = "set_aside" if set_aside else "keep"
        row.noise_reason = kept_for if verdict.set_aside and kept_for is not None else verdict.reason
        row.noise_certificate = digests_of(item.noise.promises)
        row.noise_field = verdict.field if verdict.score is not None else None
        row.noise_audit = set_aside and verdict.audit
        row.noise_audit_share = item.noise.never.parameters.audit_share
    read_by = item.enriched.read_by._replace(model=services.texts.model if verdict is not None else None)
    qualification = answer_row(item.result, outcome.proof, row.id, now, who.account, read_by)
    row.qualification = qualification.id
    said, root = new.register_ or EMPTY_UPDATE, f"{item.root}/register"
    entry = register.begin(UnitOfWork(session, services, who), row, said, item.traces.address, root)
    insert_row(session, row)  # before all that points at it
    insert_row(session, entry)
    insert_values(session, TraceRow, [{"report": row.id, "kind": kind, "key": key} for kind, key in item.traces.keys])
    insert_values(session, SearchKeyRow, rows_of_keys(row.id, item.search_keys))
    insert_values(session, FactRow, _facts(item, row, who, services))
    insert_row(session, qualification)
    model_queue.ask(session, services, row)
    if new.contact is not None:
        sealed = services.sealer.seal(new.contact.model_dump(exclude_none=True))
        session.add(ContactRow(report=row.id, sealed=sealed, kept_since=now))
    if DANGER in item.enriched.data["facts"] or (new.register_ is not None and new.register_.routing):
        mark(session, services, row.id)  # a danger is due before anybody decides; of other reports, nothing is
    record(session, now, who.account, "report.received", row.id, state=state, qualification=qualification.id)
    session.after_commit(services.metrics.reports.labels(new.channel, state).inc)
    session.after_commit(services.metrics.qualifications.labels(answer.issue.value).inc)
    hidden = senders.hides(session, who, twin)
    return ReportReceipt.model_validate(
        {
            "id": row.id,
            "reference": row.reference,
            "danger": item.danger,
            "state": senders.open_state(state, row.same_as) if hidden else state,
            "noise": noise_of(row),
            "priority": priority_of(row),
            "same": None if hidden else same_of(row),
            "prequalification": None if hidden or in_danger else carried_of(twin),
            "qualification": Suggestion.model_validate(qualification),
        }
    )


def _kept_for(item: _ReportToStore, verdict: FilterVerdict | None) -> str | None:
    """Reason to read a report that the filter would set aside, or None."""
    noise = 0.0 if verdict is None else verdict.kind_share
    if item.danger is not None or item.priority.keeps(noise):
        return URGENT
    return STATED_FACTS if item.new.facts and item.result.answer.issue is not Issue.OUT_OF_FIELD else None


def _state(twin: Twin | None, in_danger: bool) -> str:
    """The state of a report that is not set aside: no decision on another closes one in danger."""
    if twin is None or in_danger:
        return "open"
    return "prequalified" if twin.decision is not None else "duplicate"


def _facts(item: _ReportToStore, row: ReportRow, who: Identity, services: Services) -> list[dict[str, Any]]:
    """Fact rows of a report: what is given, stated by who sends; what the text shows, stated by the
    service.
    """
    presumed = frozenset(item.enriched.presumed)
    stated = [
        fact_values(row, name, raw, SYSTEM if name in presumed else who.account, services)
        for name, raw in item.enriched.data["facts"].items()
    ]
    return [fact for fact in stated if fact is not None]


def _bring_back(session: WriteSession, clock: Clock, earlier: list[ReportRow], because: str) -> None:
    """A content reported twice is never set aside: the earlier report takes its place in the
    queue.
    """
    for row in sorted(earlier, key=lambda row: row.id):
        if row.state == "low_priority" and repository.bring_back(session, row.id, SEEN_BEFORE):
            record(session, clock.now(), SYSTEM, "noise.restored", row.id, because=because)


def noise_of(row: ReportRow) -> NoiseRead | None:
    """Response model of the filter's verdict."""
    if row.noise_decision is None:
        return None
    told = {name: getattr(row, f"noise_{name}") for name in NoiseRead.model_fields}
    return NoiseRead.model_validate(told)


def priority_of(row: ReportRow) -> Priority:
    """The rank in the queue, as told."""
    return Priority(rank=row.priority, reason=row.priority_reason)


def same_of(row: ReportRow) -> DuplicateOf | None:
    """The report that speaks for this one, as told."""
    if row.same_as is None or row.same_by is None:
        return None
    return DuplicateOf.model_validate({"report": row.same_as, "by": row.same_by, "score": row.same_score})


def carried_of(twin: Twin | None) -> Prequalification | None:
    """The decision that a twin carries, as told."""
    if twin is None or twin.decision is None:
        return None
    decision = twin.decision
    return Prequalification.model_validate(
        {
            "decision": decision.id,
            "report": decision.report,
            "kind": decision.kind,
            "offence": decision.offence,
            "by": twin.by,
        }
    )
