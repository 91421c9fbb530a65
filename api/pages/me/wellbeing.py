"""Reading load of a day, grave contents weighing more: to offer a break, never to compare
people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select

from api.db.audit import AuditRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from engine.model.law import Offence

GRAVE = frozenset({"pedopornographie", "terrorisme", "suicide"})
HEAVY = frozenset({"crimes_humanite", "harcelement_sexuel", "haine", "proxenetisme"})

_SEEN = (
    select(AuditRow.subject)
    .where(
        AuditRow.who == bindparam("account"),
        AuditRow.action == literal_column("'report.seen'"),
        AuditRow.at >= bindparam("since"),
    )
    .distinct()
)


_CASES = _SEEN.subquery()
_OFFENCES = select(ReportRow.main).select_from(_CASES).join(ReportRow, ReportRow.id == _CASES.c.subject)
"""The offence of each case seen: these lead to the reports, which are many."""
_ENOUGH = _SEEN.limit(bindparam("enough")).subquery()
CASES_SEEN = select(func.count()).select_from(_ENOUGH).scalar_subquery()
"""Count of the cases that somebody read today, `enough` at most: a part of a query (`seen_by`)."""
MOST_A_CASE = 3


@dataclass(frozen=True, slots=True)
class Load:
    """Cases read today, and their weight: 3 for the gravest fields, 2 for heavy ones, 1
    otherwise.
    """

    cases: int
    weight: int


def wants_break(load: Load, pause: str) -> bool:
    """True when a break is to be offered, by the person's own setting."""
    return pause.isdigit() and load.weight >= int(pause)


def wants_break_after(session: AnySession, services: Services, account: str, pause: str, cases: int) -> bool:
    """The same, of somebody who read so many cases today: what they weigh is looked up where their
    number does not tell, for each weighs one at least and three at most. `cases`: as `seen_by` has
    them counted.
    """
    if not pause.isdigit() or cases * MOST_A_CASE < int(pause):
        return False
    return cases >= int(pause) or wants_break(load_of(session, services, account), pause)


def seen_by(services: Services, account: str, pause: str) -> dict[str, Any]:
    """Parameters of the count of the cases that somebody read today: no more count than are
    enough.
    """
    return {"account": account, "since": _since(services), "enough": int(pause) if pause.isdigit() else 0}


def load_of(session: AnySession, services: Services, account: str) -> Load:
    """Load of somebody since midnight at the hotline, each case once."""
    offences = services.editions.current().ruleset.offences
    rows = session.connection().execute(_OFFENCES, {"account": account, "since": _since(services)})
    weights = [_weight(offences.get(main or "")) for (main,) in rows]
    return Load(len(weights), sum(weights))


def _since(services: Services) -> str:
    midnight = datetime.combine(services.clock.today(), time(), services.settings.zone)
    return midnight.astimezone(services.clock.now().tzinfo).isoformat()


def _weight(offence: Offence | None) -> int:
    if offence is None:
        return 1
    return MOST_A_CASE if offence.field in GRAVE else 2 if offence.field in HEAVY else 1
