"""Reading load of a day, grave contents weighing more: to offer a break, never to compare
people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import bindparam, func, select

from api.db.audit import AuditRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.services import Services

GRAVE = frozenset({"pedopornographie", "terrorisme", "suicide"})
HEAVY = frozenset({"crimes_humanite", "harcelement_sexuel", "haine", "proxenetisme"})

_SEEN = (
    select(ReportRow.main, func.count())
    .where(
        ReportRow.id.in_(
            select(AuditRow.subject)
            .where(
                AuditRow.who == bindparam("account"),
                AuditRow.action == "report.seen",
                AuditRow.at >= bindparam("since"),
            )
            .distinct()
        )
    )
    .group_by(ReportRow.main)
)
"""Written once, for it is asked of every page of a case."""


@dataclass(frozen=True, slots=True)
class Load:
    """Cases read today, and their weight: 3 for the gravest fields, 2 for heavy ones, 1
    otherwise.
    """

    cases: int
    weight: int


def load_of(session: AnySession, services: Services, account: str) -> Load:
    """Load of somebody since midnight at the hotline, each case once."""
    zone = services.settings.zone
    midnight = datetime.combine(services.clock.today(), time(), zone)
    since = midnight.astimezone(services.clock.now().tzinfo).isoformat()
    offences = services.editions.current().ruleset.offences
    cases, weight = 0, 0
    for main, count in session.connection().execute(_SEEN, {"account": account, "since": since}):
        held = offences.get(main or "")
        cases += count
        weight += count * (1 if held is None else 3 if held.field in GRAVE else 2 if held.field in HEAVY else 1)
    return Load(cases, weight)


def wants_break(load: Load, pause: str) -> bool:
    """True when a break is to be offered, by the person's own setting."""
    return pause.isdigit() and load.weight >= int(pause)
