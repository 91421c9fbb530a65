"""The danger that a report shows: worked out when its facts change, stored in brief beside it for
queue and lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.answers.answerer import QualificationInput
from api.answers.indications import indications_of, indications_to_keep
from api.db.action import RegisterRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.reports import repository
from api.reports.routing_facts import routing_facts
from api.rules.dangers import Danger, DangerBrief, Facts
from engine.facts.statements import read_report
from engine.model.indications import Indications

SPOKEN_FOR = ("duplicate", "prequalified")
"""The states of a report that waits for the decision on another, or for that decision to be
confirmed.
"""
IN_DANGER = "priorite"
"""Why a report set aside comes back to the queue: it is read first."""


def danger_in(
    services: Services, facts: Facts, indications: Indications, routing: Mapping[str, Any] | None
) -> Danger | None:
    """The danger that the facts of a report show, those of routing that somebody stated beside
    them, and its indications.
    """
    return services.rules.dangers.find(
        {**_routing_facts(services, routing), **facts} if routing else facts, indications
    )


def danger_of(session: AnySession, services: Services, row: ReportRow, facts: Facts) -> Danger | None:
    """Danger of a stored report."""
    answer = repository.qualification(session, row.qualification)
    read = QualificationInput.from_bytes(answer.question).indications if answer is not None else None
    return danger_on(services, row, session.get(RegisterRow, row.id), facts, read)


def danger_on(
    services: Services, row: ReportRow, register: RegisterRow | None, facts: Facts, read: Mapping[str, Any] | None
) -> Danger | None:
    """The same, for whoever has what goes with the report. `read`: what its reader said of it, as
    its answer keeps it.
    """
    kept = indications_to_keep(services.editions.current().ruleset, row.reported_category, read)
    return danger_in(services, facts, indications_of(kept), register.routing if register is not None else None)


def brief(danger: Danger | None) -> dict[str, Any] | None:
    """Column value of a danger: no words of anybody, which it would keep beyond their
    erasure.
    """
    return danger.model_dump(mode="json", include=set(DangerBrief.model_fields)) if danger is not None else None


def update_danger(session: WriteSession, services: Services, row: ReportRow, facts: Facts) -> None:
    """Stores what the facts of a report show now. One that shows a danger waits in the queue, among
    the first, whatever kept it out.
    """
    danger = danger_of(session, services, row, facts)
    row.danger = brief(danger)
    if danger is None:
        return
    first = services.rules.priorities.of_danger
    if first is not None and first.rank < row.priority:
        row.priority, row.priority_reason = first.rank, first.reason
    if row.state == "low_priority":
        restore(session, services, row, IN_DANGER, because="danger")
    elif row.state in SPOKEN_FOR:
        record(session, services.clock.now(), SYSTEM, "report.queued", row.id, because="danger", was=row.state)
        row.state, row.carried_decision = "open", None  # it still names the report of the same content


def restore(session: WriteSession, services: Services, row: ReportRow, reason: str, *, because: str) -> None:
    """Puts a report that was set aside back in the queue."""
    row.state, row.noise_decision, row.noise_reason, row.noise_audit = "open", "keep", reason, False
    record(session, services.clock.now(), SYSTEM, "noise.restored", row.id, because=because)


def _routing_facts(services: Services, routing: Mapping[str, Any] | None) -> Facts:
    """What is not taken of what comes in is left out here; the register refuses it, and says
    where.
    """
    return read_report({"facts": routing_facts(services, routing)}, services.rules.router.rules.facts).facts
