"""The directory of hosts: stated by a person, who says where it was read."""

from __future__ import annotations

from api.db.action import HostRow
from api.db.sessions import WriteSession
from api.hosts import repository
from api.hosts.schemas import HostInput
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import Problem, invalid
from textfile.text import Text

UNKNOWN_HOST = Text(fr="hébergeur inconnu de l'annuaire", en="host unknown to the directory")


def state(
    session: WriteSession, services: Services, who: Identity, values: HostInput, host: str | None = None
) -> HostRow:
    """Adds a host, or says anew what is known of one.

    Raises:
        Problem: there is none of that identifier, the name is another one's, a day to come.
    """
    now = services.clock.now()
    if values.verified_on is not None and values.verified_on > services.clock.today():
        raise invalid("/verified_on", Text(fr="jour à venir", en="a day to come"))
    namesake = repository.by_name(session, values.name)
    if namesake is not None and namesake.id != host:
        what = Text(fr="nom déjà pris par un autre hébergeur", en="name already taken by another host")
        raise invalid("/name", what)
    row = session.get(HostRow, host) if host is not None else None
    if row is None and host is not None:
        raise Problem("not-found")
    if row is None:
        row = HostRow(id=new_id("hst", now))
        session.add(row)
    for name, value in values.model_dump().items():
        setattr(row, name, value)
    row.stated_by, row.stated_at = who.account, now
    session.flush()
    if host is not None:
        repository.mark_files(session, host)
    record(session, now, who.account, "host.stated", row.id)
    return row
