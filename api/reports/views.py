"""Reports as told."""

from __future__ import annotations

from dataclasses import asdict

from api.db.reports import DecisionRow, FactRow, ReportRow
from api.db.sessions import AnySession
from api.reports import repository
from api.reports.elsewhere import same_text_elsewhere
from api.reports.intake import noise_of, priority_of, same_of
from api.reports.permissions import own_only
from api.reports.schemas import Carried, Decision, Fact, Report, Suggestion
from api.security.identity import Identity


def whole(session: AnySession, row: ReportRow, who: Identity) -> Report:
    """Everything that somebody may know of a report."""
    qualification = repository.qualification(session, row.qualification)
    return Report.model_validate(
        {
            "id": row.id,
            "version": row.version,
            "reference": row.reference,
            "channel": row.channel,
            "source": row.source,
            "state": row.state,
            "noise": noise_of(row),
            "priority": priority_of(row),
            "held_by": row.held_by,
            "held_until": row.held_until,
            "received_at": row.received_at,
            "url": row.url,
            "text": row.text,
            "reported_category": row.reported_category,
            "date_of_facts": row.date_of_facts,
            "raised": row.raised,
            "facts": [fact(f) for f in repository.all_facts(session, row.id)],
            "same": same_of(row),
            "duplicates": repository.how_many_duplicates(session, row.id),
            "elsewhere": [asdict(e) for e in same_text_elsewhere(session, row, own_only(who))],
            "prequalification": carried(session, row),
            "qualification": Suggestion.model_validate(qualification) if qualification is not None else None,
            "decisions": [Decision.model_validate(d) for d in repository.decisions_of(session, row.id)],
        }
    )


def fact(row: FactRow) -> Fact:
    """A stated fact."""
    span = [row.span_start, row.span_end] if row.span_start is not None else None
    names = ("id", "fact", "value", "standing", "source", "stated_by", "stated_at", "withdrawn_by", "withdrawn_at")
    return Fact.model_validate({**{name: getattr(row, name) for name in names}, "span": span})


def carried(session: AnySession, row: ReportRow) -> Carried | None:
    """The decision carried over from a report on the same content, while it holds."""
    decision = session.get(DecisionRow, row.carried_decision) if row.carried_decision is not None else None
    if decision is None or decision.undone_at is not None:
        return None
    told = {"decision": decision.id, "report": decision.report, "kind": decision.kind, "offence": decision.offence}
    return Carried.model_validate({**told, "by": row.same_by or "url"})
