"""Registry of the kinds of jobs, one line each, and the plan of those that each instance asks for
when it starts and when it takes up other rules.
"""

from __future__ import annotations

from api.changes.evidence_jobs import EVIDENCE
from api.changes.requalification import REQUALIFICATION, plan_requalification
from api.db.sessions import WriteSession
from api.http.services import Services
from api.jobs.kinds import JobKind
from api.jobs.queue import JobRequest, enqueue
from api.noise.requeue import REQUEUE
from api.reports.danger_upkeep import DANGERS, plan_dangers
from api.reports.search_keys import SEARCH_KEYS
from api.retention.clearing import CLEARING
from api.retention.nightly import PURGE, next_purge
from api.transmissions.due.upkeep import DUE_UPKEEP

KINDS: tuple[JobKind, ...] = (REQUALIFICATION, EVIDENCE, DANGERS, DUE_UPKEEP, REQUEUE, SEARCH_KEYS, CLEARING, PURGE)
"""Each with the name of its one job as its key, but those about something."""
AT_START: tuple[JobKind, ...] = (DUE_UPKEEP, REQUEUE, SEARCH_KEYS, CLEARING)
"""Those that a start asks for at once: what an earlier version left is among what they look for."""


def plan_jobs(session: WriteSession, services: Services, before: Services | None) -> None:
    """Asks for what the services need done, once they answer. `before`: those whose place they
    take; None at a start.

    Keys have several instances ask for the same jobs, in whatever order they start.
    """
    now = services.clock.now()
    plan_requalification(session, services)
    plan_dangers(session, services, before)
    if before is not None:
        return
    for kind in AT_START:
        enqueue(session, now, JobRequest(kind.name, kind.name, now, is_recurrent=kind.is_recurrent))
    night = next_purge(services)
    if night is not None:
        enqueue(session, now, JobRequest(PURGE.name, PURGE.name, night, is_recurrent=True))
