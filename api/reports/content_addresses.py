"""Addresses of contents: of each, that which a person of the service stated, otherwise that of the
reporter.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import literal, select, union_all

from api.db.addresses import ContentAddressRow
from api.db.reports import ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession

WITHOUT_ADDRESS = ("reply", "orientation", "sheet")
"""The kinds of notices that do not say where a content stands."""


def stated_address(session: AnySession, row: ReportRow) -> ContentAddressRow | None:
    """The address in force that a person stated of a content."""
    return session.get(ContentAddressRow, row.content_address) if row.content_address is not None else None


def content_url(session: AnySession, row: ReportRow) -> str | None:
    """The address at which a content stands, as written; None when nobody wrote one, or it was
    erased.
    """
    stated = stated_address(session, row)
    return row.url if stated is None else stated.url


def address_history(session: AnySession, report: str) -> list[ContentAddressRow]:
    """The addresses that people stated of a content, the latest first, withdrawn ones too."""
    address = ContentAddressRow
    return list(session.scalars(select(address).where(address.report == report).order_by(address.id.desc())))


def address_keys(session: AnySession, reports: Iterable[str]) -> dict[str, set[str]]:
    """The keyed digests of the addresses at which contents stand, by report."""
    names = list(reports)
    trace, stated = TraceRow, SearchKeyRow
    reported = select(trace.report, trace.key, literal(False)).where(trace.kind == "url", trace.report.in_(names))
    exact = select(stated.report, stated.key, literal(True)).where(stated.kind == "url", stated.report.in_(names))
    found: dict[bool, dict[str, set[str]]] = {False: {}, True: {}}
    for report, key, is_stated in session.execute(union_all(reported, exact)):
        found[bool(is_stated)].setdefault(report, set()).add(key)
    return found[False] | found[True]


def urls(session: AnySession, reports: Iterable[str]) -> dict[str, str]:
    """The addresses at which contents stand, as written, by report, where there is one still."""
    row, address = ReportRow, ContentAddressRow
    asked = select(row.id, row.url, row.content_address, address.url)
    asked = asked.outerjoin(address, address.id == row.content_address).where(row.id.in_(list(reports)))
    return {
        report: url
        for report, reported, stated, at in session.execute(asked)
        if (url := reported if stated is None else at) is not None
    }
