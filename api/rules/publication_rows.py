"""Queries on publications: which edition answers, which one follows, in one order for all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select

from api.db.changes import PublicationRow, RequalificationRow
from api.db.locks import lock
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.rules.publication_kinds import PublicationKind

MOST_REPORTS = 50
"""Reports of one outcome that are named after a rollback."""
PUBLICATIONS = "publications"
"""Lock held by whoever publishes, withdraws, or reads what it publishes upon."""
_LAST = (
    select(PublicationRow).where(PublicationRow.withdrawn_at.is_(None)).order_by(PublicationRow.number.desc()).limit(1)
)
_IN_EFFECT = _LAST.where(PublicationRow.effect_at <= bindparam("now"))
_BEFORE = _LAST.where(PublicationRow.number < bindparam("number"))
_TO_COME = (
    select(PublicationRow)
    .where(
        PublicationRow.withdrawn_at.is_(None),
        PublicationRow.effect_at > bindparam("now"),
        PublicationRow.number > bindparam("number"),
    )
    .order_by(PublicationRow.effect_at, PublicationRow.number.desc())
    .limit(1)
)
_LAST_NUMBER = select(PublicationRow.number).order_by(PublicationRow.number.desc()).limit(1)
_TO_RATIFY = (
    select(PublicationRow)
    .where(
        PublicationRow.ratify_until.is_not(None),
        PublicationRow.ratified_at.is_(None),
        PublicationRow.withdrawn_at.is_(None),
    )
    .order_by(PublicationRow.number)
)
"""Written once, as those above: they are asked of every page, or every second."""
EMERGENCY_WAITS = _TO_RATIFY.with_only_columns(PublicationRow.number).order_by(None).exists()
"""Whether a publication made in an emergency waits to be ratified, as a part of the query that
every page asks.
"""


def live_publication(session: AnySession, now: datetime) -> PublicationRow | None:
    """The publication in effect: the last whose date has come, unless it was withdrawn before. None
    where nothing was ever published.
    """
    return session.scalars(_IN_EFFECT, {"now": now}).first()


def last_publication(session: AnySession) -> PublicationRow | None:
    """The last publication that stands, in effect or to come: what the next one is based upon."""
    return session.scalars(_LAST).first()


def publication_before(session: AnySession, number: int) -> PublicationRow | None:
    """The publication that stands and comes before another one; None where it is the first."""
    return session.scalars(_BEFORE, {"number": number}).first()


def publication_after(session: AnySession, number: int) -> PublicationRow | None:
    """The publication that stands and comes right after another one; None where it is the last."""
    query = select(PublicationRow).where(PublicationRow.withdrawn_at.is_(None), PublicationRow.number > number)
    return session.scalars(query.order_by(PublicationRow.number).limit(1)).first()


def publication(session: AnySession, number: int) -> PublicationRow | None:
    """A publication by its number."""
    return session.get(PublicationRow, number)


def publication_of(session: AnySession, change: str) -> PublicationRow | None:
    """The publication of a change request; None while there is none."""
    return session.scalars(select(PublicationRow).where(PublicationRow.change == change)).first()


def publication_of_tree(session: AnySession, tree: str) -> PublicationRow | None:
    """The last publication of a tree that stands; None where there is none."""
    return session.scalars(_LAST.where(PublicationRow.tree == tree)).first()


def publications_of(session: AnySession, changes: Collection[str]) -> dict[str, PublicationRow]:
    """Publications of some change requests, by request."""
    rows = session.scalars(select(PublicationRow).where(PublicationRow.change.in_(changes)))
    return {row.change: row for row in rows if row.change is not None}


def publications(session: AnySession, limit: int = 200) -> list[PublicationRow]:
    """Publications, the last one first, withdrawn ones included."""
    return list(session.scalars(select(PublicationRow).order_by(PublicationRow.number.desc()).limit(limit)))


def to_ratify(session: AnySession) -> list[PublicationRow]:
    """Publications made in an emergency that wait to be ratified."""
    return list(session.scalars(_TO_RATIFY))


def requalification_counts(session: AnySession, number: int) -> dict[str, int]:
    """Counts of reports asked again after a publication that undoes another, by outcome."""
    table = RequalificationRow
    query = select(table.outcome, func.count()).where(table.publication == number).group_by(table.outcome)
    return {row[0]: row[1] for row in session.execute(query)}


def requalification_reports(
    session: AnySession, number: int, outcome: str, *, source: str | None, hidden: Select[str] | None
) -> list[str]:
    """The first reports of an outcome after a publication that undoes another: of `source` alone
    where one is named, but those of `hidden`.
    """
    row = RequalificationRow
    query = select(row.report).where(row.publication == number, row.outcome == outcome)
    if source is not None:
        query = query.join(ReportRow, ReportRow.id == row.report).where(ReportRow.source == source)
    if hidden is not None:
        query = query.where(row.report.not_in(hidden))
    return list(session.scalars(query.order_by(row.report).limit(MOST_REPORTS)))


def next_number(session: WriteSession) -> int:
    """The number of the publication about to be stored; holds the lock of all of them."""
    lock(session, PUBLICATIONS)
    return 1 + (session.scalar(_LAST_NUMBER) or 0)


def upcoming_publication(session: AnySession, now: datetime) -> PublicationRow | None:
    """The next publication to take effect; None where none will, for the last one already has."""
    live = live_publication(session, now)
    values = {"now": now, "number": live.number if live is not None else 0}
    return session.scalars(_TO_COME, values).first()


def database_rules(session: AnySession) -> bool:
    """Whether the database says which edition is served, and no longer the folder of the
    installation: something other than a folder was published.
    """
    row = PublicationRow
    query = select(row.number).where(row.kind != PublicationKind.FOLDER, row.withdrawn_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def folder_trees(session: AnySession) -> list[str]:
    """Trees of the folders that were published, the last one first."""
    query = select(PublicationRow.tree).where(PublicationRow.kind == PublicationKind.FOLDER)
    return list(session.scalars(query.order_by(PublicationRow.number.desc())))
