"""Queries on hosts."""

from __future__ import annotations

from sqlalchemy import select

from api.db.action import HostRow
from api.db.sessions import AnySession


def page(session: AnySession, after: str | None, limit: int) -> list[HostRow]:
    """Hosts by name; `after` is the name of the last one read."""
    query = select(HostRow).order_by(HostRow.name).limit(limit)
    return list(session.scalars(query if after is None else query.where(HostRow.name > after)))


def by_name(session: AnySession, name: str) -> HostRow | None:
    """The host of that name."""
    return session.scalars(select(HostRow).where(HostRow.name == name)).first()


def of_domain(session: AnySession, domains: tuple[str, ...], asn: int | None) -> HostRow | None:
    """The host that serves one of these domains, the most precise first; otherwise the one of the network.

    The directory is short (hundreds of hosts): it is read whole.
    """
    rows = list(session.scalars(select(HostRow).order_by(HostRow.name)))
    for domain in domains:
        for row in rows:
            if domain in row.domains:
                return row
    return next((row for row in rows if asn is not None and asn in row.asns), None)
