"""Agreement figures of second readings, by field and by offence. No figure names a person."""

from __future__ import annotations

from collections.abc import Sequence

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.reports.double_review import repository
from api.reports.double_review.agreement import LEVEL, Kappa, conclusion, kappa
from api.reports.double_review.schemas import Agreement, AgreementFigure, KappaRead
from api.reports.rates import rate_of

Row = tuple[SecondReadingRow, DecisionRow]
METHOD = "Cohen 1960 ; Fleiss, Cohen et Everitt 1969 ; Clopper et Pearson 1934"


def agreement(session: AnySession, services: Services) -> Agreement:
    """The agreement between first and second readings.

    A field: the readings that its share drew, so that they stand for its decisions. An offence: its
    raw share is that of the readings in which one of the two at least retained it, and both did;
    its kappa opposes it to every other conclusion, among the readings that the share of its field
    drew.
    """
    rows = repository.pairs(session)
    least = services.rules.second_readings.least
    drawn = [row for row in rows if row[0].drawn_for == "share"]
    fields = sorted({second.field for second, _ in drawn})
    named = sorted({name for row in rows for name in _offences(row)})
    return Agreement(
        method=METHOD,
        level=LEVEL,
        least=least,
        read_twice=len(rows),
        to_settle=sum(second.agrees is False and second.settled_at is None for second, _ in rows),
        settled={name: sum(second.settled_as == name for second, _ in rows) for name in ("first", "second", "other")},
        fields=[_field(name, [row for row in drawn if row[0].field == name], least) for name in fields],
        offences=[_offence(name, rows, drawn, least) for name in named],
    )


def _field(name: str, rows: Sequence[Row], least: int) -> AgreementFigure:
    pairs = [_pair(row) for row in rows]
    same = sum(one == other for one, other in pairs)
    return AgreementFigure(of=name, share=rate_of(same, len(pairs)), kappa=_read(kappa(pairs, least), len(pairs)))


def _offence(name: str, rows: Sequence[Row], sample: Sequence[Row], least: int) -> AgreementFigure:
    retained = [row for row in rows if name in _offences(row)]
    both = sum(_pair(row) == (name, name) for row in retained)
    fields = {second.field for second, _ in retained}
    beside = [_pair(row) for row in sample if row[0].field in fields]
    found = kappa([(one == name, other == name) for one, other in beside], least)
    return AgreementFigure(of=name, share=rate_of(both, len(retained)), kappa=_read(found, len(beside)))


def _pair(row: Row) -> tuple[str, str]:
    second, first = row
    return conclusion(first.kind, first.offence), conclusion(second.kind, second.offence)


def _offences(row: Row) -> set[str]:
    second, first = row
    return {name for name in (first.offence, second.offence) if name is not None}


def _read(kappa: Kappa, of: int) -> KappaRead:
    return KappaRead(of=of, value=kappa.value, low=kappa.low, high=kappa.high, why=kappa.why)
