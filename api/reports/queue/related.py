"""Related reports: of one content, one account, one host, or of the same words elsewhere, as a
campaign has them.

A report may belong to several of each: its address was met under other words, its words at several
addresses. All are gathered, and what is counted is what is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from api.db.reports import ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession
from api.reports.content_addresses import address_keys
from api.reports.queue.filters import RELATIONS
from classifiers.text import likeness

_Column: TypeAlias = InstrumentedAttribute[Any]
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
        return sorted({row.id, *_of_contents(session, [row])[row.id]})
    if relation == "words":
        return sorted({row.id, *_elsewhere(session, [row])[row.id]})
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
    """Number of other reports of the content of each of these."""
    return {name: len(others) for name, others in _of_contents(session, rows).items()}


def of_the_same_words(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, int]:
    """Number of reports of the words or the content of each of these at another address."""
    return {name: len(others) for name, others in _elsewhere(session, rows).items()}


def _of_contents(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, set[str]]:
    """The other reports of the content of each: those of its address, those that speak for it or
    for these, and all that they speak for.
    """
    addresses = _addresses(session, rows)
    sharing = _of_addresses(session, set[str]().union(*addresses.values()))
    same = {row.id: {row.id}.union(*(sharing[key] for key in addresses[row.id])) for row in rows}
    every = set[str]().union(*same.values())
    asked = select(ReportRow.id, ReportRow.same_as).where(ReportRow.id.in_(every), ReportRow.same_as.is_not(None))
    leads = {name: lead for name, lead in session.execute(asked) if lead is not None}
    follow = _latest_of_each(session, ReportRow.same_as, ReportRow.id, every | set(leads.values()))
    found = {}
    for name, others in same.items():
        group = others | {leads[other] for other in others if other in leads}
        found[name] = group.union(*(follow[other] for other in group)) - {name}
    return found


def _elsewhere(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, set[str]]:
    """The reports of the same words or content as each at an address that is not its own, of every
    group that has them.
    """
    traces = _traces(session, rows, WORDS)
    keys = {key for _, key in _all(traces)}
    sharing = _latest_of_each(session, TraceRow.key, TraceRow.report, keys)
    every = set[str]().union(*sharing.values())
    addresses = address_keys(session, every | {row.id for row in rows})
    signatures = _signatures(session, every)
    found = {}
    for row in rows:
        here = addresses.get(row.id, set())
        alike, near = (
            {other for kind, key in traces[row.id] if kind in kinds for other in sharing[key]}
            for kinds in (("text", "hash"), ("near",))
        )
        near_enough = {n for n in near - alike if _are_near(row.signature, signatures.get(n))}
        elsewhere = {n for n in alike | near_enough if not addresses.get(n, here) <= here}
        found[row.id] = elsewhere - {row.id}
    return found


def _addresses(session: AnySession, rows: Sequence[ReportRow]) -> dict[str, set[str]]:
    """The keyed digests of the addresses of reports: of that which came with each, and of that
    which a person stated.
    """
    found = {name: {key for _, key in keys} for name, keys in _traces(session, rows, ("url",)).items()}
    for name, keys in address_keys(session, found).items():
        found[name] |= keys
    return found


def _of_addresses(session: AnySession, keys: set[str]) -> dict[str, set[str]]:
    """The latest reports of each of these addresses, whoever gave it."""
    reported = _latest_of_each(session, TraceRow.key, TraceRow.report, keys)
    stated = _latest_of_each(session, SearchKeyRow.key, SearchKeyRow.report, keys)
    return {key: reported[key] | stated[key] for key in keys}


def _traces(session: AnySession, rows: Sequence[ReportRow], kinds: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    trace = TraceRow
    found: dict[str, list[tuple[str, str]]] = {row.id: [] for row in rows}
    query = select(trace.report, trace.kind, trace.key).where(trace.report.in_(list(found)), trace.kind.in_(kinds))
    for report, kind, key in session.execute(query):
        found[report].append((kind, key))
    return found


def _all(traces: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    return (trace for several in traces.values() for trace in several)


def _latest_of_each(session: AnySession, by: _Column, name: _Column, values: set[str]) -> dict[str, set[str]]:
    """The latest reports of each of these values, MOST_RELATED of each at most."""
    found: dict[str, set[str]] = {value: set() for value in values}
    if values:
        place = func.row_number().over(partition_by=by, order_by=name.desc()).label("place")
        each = select(by.label("by"), name.label("name"), place).where(by.in_(values)).subquery()
        for value, report in session.execute(select(each.c.by, each.c.name).where(each.c.place <= MOST_RELATED)):
            found[value].add(report)
    return found


def _signatures(session: AnySession, names: set[str]) -> dict[str, str]:
    asked = select(ReportRow.id, ReportRow.signature).where(ReportRow.id.in_(names), ReportRow.signature.is_not(None))
    return {name: signature for name, signature in session.execute(asked) if signature is not None} if names else {}


def _are_near(one: str | None, other: str | None) -> bool:
    """Whether words are near enough to be the same: sharing a band of the signature is not
    enough.
    """
    return one == other or likeness.likeness(one or "", other or "") >= likeness.NEAR


def _sharing(session: AnySession, report: str, kind: str) -> list[str]:
    """The reports that share the search key of this kind of a report, whatever it is to them.

    The key is read first: PostgreSQL would look for it in every row rather than in its index.
    """
    row = SearchKeyRow
    keys = session.scalars(select(row.key).where(row.report == report, row.kind == kind)).all()
    query = select(row.report).where(row.key.in_(keys)).order_by(row.report.desc()).limit(MOST_RELATED)
    return sorted({report, *session.scalars(query)})
