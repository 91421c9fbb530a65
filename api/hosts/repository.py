"""Queries on hosts."""

from __future__ import annotations

from sqlalchemy import Text, bindparam, cast, or_, select, update

from api.db.action import STALE, HostRow, RegisterRow
from api.db.sessions import AnySession, WriteSession

_PERHAPS = (
    select(HostRow.id, HostRow.domains, HostRow.asns)
    .where(
        or_(
            cast(HostRow.domains, Text).contains(bindparam("domain", type_=Text)),
            cast(HostRow.asns, Text).contains(bindparam("asn", type_=Text)),
        )
    )
    .order_by(HostRow.name)
)
"""Those whose lists hold these letters somewhere: a few, whose lists are then read. Written once,
for it is asked of every report.
"""
_NONE = '""'
"""Is in no list: no domain is empty."""


def page(session: AnySession, after: str | None, limit: int, words: str = "") -> list[HostRow]:
    """Hosts by name; `after` is the name of the last one read. `words`: those whose name or domains
    hold them, whatever the case.
    """
    query = select(HostRow).order_by(HostRow.name).limit(limit)
    if words:
        columns = (HostRow.name, cast(HostRow.domains, Text))
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    return list(session.scalars(query if after is None else query.where(HostRow.name > after)))


def by_name(session: AnySession, name: str) -> HostRow | None:
    """The host of that name."""
    return session.scalars(select(HostRow).where(HostRow.name == name)).first()


def of_domain(session: AnySession, domains: tuple[str, ...], asn: int | None) -> str | None:
    """The identifier of the host that serves one of these domains, the most precise first;
    otherwise of the one of the network.
    """
    if not domains and asn is None:
        return None
    ends = f'{domains[-1]}"' if domains else _NONE  # each of them ends with the last
    asked = {"domain": ends, "asn": str(asn) if asn is not None else _NONE}
    rows = session.connection().execute(_PERHAPS, asked).all()
    for domain in domains:
        for row in rows:
            if domain in row.domains:
                return str(row.id)
    return next((str(row.id) for row in rows if asn is not None and asn in row.asns), None)


def mark_files(session: WriteSession, host: str) -> None:
    """Marks the files of a host of which something else is known now."""
    row = RegisterRow
    change = update(row).where(row.host == host, row.routing_edition.is_not(None)).values(routing_edition=STALE)
    session.execute(change, execution_options={"synchronize_session": False})
