"""Related reports: of one content, one account, one host, or of the same words elsewhere, as a
campaign has them.

A report may belong to several of each: its address was met under other words, its words at several
addresses. All are gathered, and what is counted is what is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from api.db.reports import ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession
from api.reports import repository
from api.reports.queue.filters import RELATIONS
from classifiers.text import likeness

MOST_RELATED = 500
"""Reports of one relation that are looked at, the latest first; of each trace, where there are
several.
"""
WORDS = ("text", "near", "hash")
"""Traces of what a content says or is, wherever it is."""


def related_to(session: AnySession, report: str, relation: str) -> list[str]:
    """The reports that are related to one in a way, itself included; none when there is no such
    report, or no such way.
    """
    row = session.get(ReportRow, report)
    if row is None:
        return []
    if relation == "content":
        return _of_content(session, row)
    if relation == "words":
        return sorted({row.id, *_elsewhere(session, row)})
    if relation in ("account", "host"):
        return _sharing(session, row.id, relation)
    return []


def relations_of(session: AnySession, report: str) -> dict[str, int]:
    """Number of other reports that are related to one, by the way they are."""
    return {relation: max(len(related_to(session, report, relation)) - 1, 0) for relation in RELATIONS}


def of_one_account(session: AnySession, reports: Iterable[str]) -> dict[str, int]:
    """Number of other reports that name the account that each of these names, where there are
    some.
    """
    own, other = aliased(SearchKeyRow), aliased(SearchKeyRow)
    query = select(own.report, func.count()).join(other, other.key == own.key)
    query = query.where(own.report.in_(list(reports)), own.kind == "account", other.report != own.report)
    return {row[0]: row[1] for row in session.execute(query.group_by(own.report))}


def of_one_content(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, int]:
    """Number of other reports of the content of each of these, where there are some."""
    names = [row.id for row in rows]
    perhaps = _sharing_traces(session, names, ("url",))
    perhaps |= {lead for lead in session.scalars(select(ReportRow.same_as).where(ReportRow.same_as.in_(names))) if lead}
    perhaps |= {row.id for row in rows if row.same_as is not None}
    found = {row.id: len(_of_content(session, row)) - 1 for row in rows if row.id in perhaps}
    return {name: count for name, count in found.items() if count}


def of_the_same_words(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, int]:
    """Number of reports of the words or the content of each of these at another address, where
    there are some.
    """
    perhaps = _sharing_traces(session, [row.id for row in rows], WORDS)
    found = {row.id: len(_elsewhere(session, row)) for row in rows if row.id in perhaps}
    return {name: count for name, count in found.items() if count}


def _sharing_traces(session: AnySession, names: Sequence[str], kinds: Sequence[str]) -> set[str]:
    """Those of these reports of which another shares a trace."""
    own, other = aliased(TraceRow), aliased(TraceRow)
    shared = select(other.report).where(other.key == own.key, other.report != own.report).exists()
    return set(session.scalars(select(own.report).where(own.report.in_(names), own.kind.in_(kinds), shared)))


def _of_content(session: AnySession, row: ReportRow) -> list[str]:
    """The reports of its address, the one that speaks for it and those that speak for these, and
    all that they speak for.
    """
    keys = [key for kind, key in repository.traces_of(session, row.id) if kind == "url"]
    same = {row.id, *session.scalars(_latest(select(TraceRow.report).where(TraceRow.key.in_(keys)), TraceRow.report))}
    above = select(ReportRow.same_as).where(ReportRow.id.in_(same), ReportRow.same_as.is_not(None)).distinct()
    leads = {lead for lead in session.scalars(above) if lead is not None}
    follow = select(ReportRow.id).where(ReportRow.same_as.in_(same | leads))
    return sorted({*same, *leads, *session.scalars(_latest(follow, ReportRow.id))})


def _elsewhere(session: AnySession, row: ReportRow) -> set[str]:
    """The reports of the same words or content at an address that is not its own, of every group
    that has them.
    """
    traces = repository.traces_of(session, row.id)
    here = {key for kind, key in traces if kind == "url"}
    alike: set[str] = set()
    near: set[str] = set()
    for kind, key in sorted(traces):
        if kind in WORDS:
            found = session.scalars(_latest(select(TraceRow.report).where(TraceRow.key == key), TraceRow.report))
            (near if kind == "near" else alike).update(found)
    alike |= _near_enough(session, row, near - alike)
    alike.discard(row.id)
    return {name for name, keys in repository.address_keys(session, alike).items() if not keys <= here}


def _near_enough(session: AnySession, row: ReportRow, names: set[str]) -> set[str]:
    """Those whose words are near enough to be the same: sharing a band of the signature is not
    enough.
    """
    asked = select(ReportRow.id, ReportRow.signature).where(ReportRow.id.in_(names))
    signatures = session.execute(asked).all() if names else ()
    return {n for n, other in signatures if likeness.likeness(row.signature or "", other or "") >= likeness.NEAR}


def _sharing(session: AnySession, report: str, kind: str) -> list[str]:
    """The reports that share the search key of this kind of a report, whatever it is to them.

    The key is read first: PostgreSQL would look for it in every row rather than in its index.
    """
    row = SearchKeyRow
    keys = session.scalars(select(row.key).where(row.report == report, row.kind == kind)).all()
    return sorted({report, *session.scalars(_latest(select(row.report).where(row.key.in_(keys)), row.report))})


def _latest(query: Select[str], name: InstrumentedAttribute[str]) -> Select[str]:
    return query.order_by(name.desc()).limit(MOST_RELATED)
