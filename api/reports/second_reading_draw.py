"""The draw of what is read twice: with a secret key, on the report's name, so that nobody foresees
it nor has it done again.
"""

from __future__ import annotations

import hashlib

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import WriteSession
from api.http.services import Services
from api.kit.ids import new_id
from api.kit.settings import Settings
from api.rules.editions import Editions
from classifiers.noise.audit import in_sample

OTHER = "autre"
"""The field of what names none."""


def draw(session: WriteSession, services: Services, row: ReportRow, decision: DecisionRow) -> None:
    """Draws a decision just taken, or not. What the review of noise confirms has a measure of its
    own, and is not drawn.
    """
    if row.noise_review == "confirmed":
        return
    field = field_of(services.editions, row, decision)
    drawn_for = reason_to_draw(services, row.id, field, {decision.offence, decision.suggested})
    if drawn_for is None:
        return
    now = services.clock.now()
    found = SecondReadingRow(
        id=new_id("sec", now),
        report=row.id,
        decision=decision.id,
        field=field,
        drawn_for=drawn_for,
        drawn_at=now,
    )
    session.add(found)
    session.flush()


def field_of(editions: Editions, row: ReportRow, decision: DecisionRow) -> str:
    """The hotline's field that a decision belongs to: its offence's, or else that of the one
    suggested, or else the reported category.
    """
    offences = editions.current().ruleset.offences
    for name in (decision.offence, decision.suggested):
        if name is not None and name in offences:
            return offences[name].field
    fields = {offence.field for offence in offences.values()}
    return row.reported_category if row.reported_category in fields else OTHER


def reason_to_draw(services: Services, report: str, field: str, offences: set[str | None]) -> str | None:
    """`share`, `offence`, or None when it is not drawn. The same report in the same field always
    gets the same answer.
    """
    share = services.rules.second_readings.share(field)
    if share > 0 and in_sample(report, _key(services.settings), share):
        return "share"
    return "offence" if offences.intersection(services.rules.second_readings.always) else None


def _key(settings: Settings) -> bytes:
    """The key of this draw, apart from that of the noise audit: the one says nothing of the
    other.
    """
    return hashlib.blake2b(b"second reading", key=settings.audit_secret, digest_size=32).digest()
