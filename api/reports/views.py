"""Response models of reports, built from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from api.db.reports import FactRow, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.http.services import Services
from api.reports import repository, senders
from api.reports.address_schemas import ContentAddressRead
from api.reports.content_addresses import address_history
from api.reports.danger import danger_of
from api.reports.elsewhere import same_text_elsewhere
from api.reports.facts import warning_facts
from api.reports.intake import noise_of, priority_of, same_of
from api.reports.schemas import DecisionRead, FactRead, Prequalification, ReportRead, ReportSummary, Suggestion
from api.reports.senders import own_only
from api.texts.fact_readers import reader_of


def summaries(session: AnySession, rows: Sequence[ReportRow], source: str | None) -> list[ReportSummary]:
    """Reports in a list; `source` is the machine that reads it, when one does."""
    of_others = senders.of_others(session, rows, source)
    return [
        _of_another(ReportSummary.model_validate(row)) if row.id in of_others else ReportSummary.model_validate(row)
        for row in rows
    ]


def _of_another(summary: ReportSummary) -> ReportSummary:
    return summary.model_copy(update={"state": senders.open_state(summary.state, summary.same_as), "same_as": None})


def whole(session: AnySession, services: Services, row: ReportRow, who: Identity) -> ReportRead:
    """Response model of a report: everything that somebody may know of it."""
    source = own_only(who)
    hidden = row.id in senders.of_others(session, [row], source)
    decisions = [DecisionRead.model_validate(d) for d in repository.decisions_of(session, row.id)]
    qualification = repository.qualification(session, row.qualification)
    elsewhere = same_text_elsewhere(session, row, repository.sharing(session, row.id), source)
    return ReportRead.model_validate(
        {
            "id": row.id,
            "version": row.version,
            "reference": row.reference,
            "channel": row.channel,
            "source": row.source,
            "danger": danger_of(session, services, row, warning_facts(session, row, services)),
            "state": senders.open_state(row.state, row.same_as) if hidden else row.state,
            "noise": noise_of(row),
            "priority": priority_of(row),
            "held_by": row.held_by,
            "held_until": row.held_until,
            "received_at": row.received_at,
            "url": row.url,
            "text": row.text,
            "comment": row.comment,
            "reported_category": row.reported_category,
            "date_of_facts": row.date_of_facts,
            "raised": row.raised,
            "facts": [fact(f) for f in repository.all_facts(session, row.id)],
            "same": None if hidden else same_of(row),
            "duplicates": repository.how_many_duplicates(session, row.id, source),
            "elsewhere": [asdict(each) for each in elsewhere],
            "prequalification": None if hidden else prequalification_of(session, row),
            "qualification": Suggestion.model_validate(qualification) if qualification is not None else None,
            "addresses": [ContentAddressRead.model_validate(a) for a in address_history(session, row.id)],
            "decisions": [d.model_copy(update={"carried_from": None}) for d in decisions] if hidden else decisions,
        }
    )


def fact(row: FactRow) -> FactRead:
    """A stated fact."""
    span = [row.span_start, row.span_end] if row.span_start is not None else None
    names = ("id", "fact", "value", "standing", "source", "stated_by", "stated_at", "withdrawn_by", "withdrawn_at")
    told = {name: getattr(row, name) for name in names}
    told |= {"span": span, "span_in": row.span_in if span is not None else None, "reader": reader_of(row.source)}
    return FactRead.model_validate(told)


def prequalification_of(session: AnySession, row: ReportRow) -> Prequalification | None:
    """The decision carried over from a report on the same content, while it holds."""
    decision = repository.carried_decision(session, row)
    if decision is None:
        return None
    told = {"decision": decision.id, "report": decision.report, "kind": decision.kind, "offence": decision.offence}
    return Prequalification.model_validate({**told, "by": row.same_by or "url"})
