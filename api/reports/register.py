"""Entries of the register: begun when a report comes in, completed by persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from api.db.action import HostRow, RegisterRow
from api.db.reports import ReportRow, TraceRow
from api.db.sessions import AnySession, WriteSession
from api.hosting.locator import domains_of
from api.hosts import repository as hosts
from api.hosts.service import UNKNOWN_HOST
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.problems import Problem, RequestFault, from_faults
from api.reports.content_addresses import content_url
from api.reports.danger import update_danger
from api.reports.due_marks import mark
from api.reports.facts import warning_facts
from api.reports.register_schemas import EMPTY_UPDATE, RegisterUpdate
from api.rules.register import LISTS
from api.rules.rulebook import Rulebook
from engine.facts.statements import ReportError, read_report
from textfile.quoting import suggestion
from textfile.text import Text

URL = "url"
_BY_A_PERSON: dict[str, Any] = {
    "method": "stated",
    "source_date": None,
    "untraceable": False,
    "confidence": "medium",
    "notes": [],
}
"""How a country that a person states is known."""
_UNKNOWN = Text(fr="valeur inconnue du registre", en="value unknown to the register")
_NOT_NULL = Text(fr="toujours connue", en="always known")
_SAY_IT = Text(fr="la dire, ou laisser le champ", en="state it, or leave the field out")


def begin(
    work: UnitOfWork, row: ReportRow, update: RegisterUpdate, address_key: str | None, root: str = ""
) -> RegisterRow:
    """The entry of a report that has come in, for its caller to store: its origin, what its address
    says, who hosts it as far as known.

    `address_key`: the trace of its address, by which reports on the same content meet.

    Raises:
        Problem: a code that the register does not know.
    """
    session, services = work.session, work.services
    now = services.clock.now()
    origin = update.origin or ("partner" if row.channel == "partner" else "public")
    entry = RegisterRow(
        report=row.id, origin=origin, stated_by=work.who.account, stated_at=now, address_key=address_key
    )
    _locate(session, services, entry, row.url, update.ip)
    _state(session, services.rules, entry, update, _beside(update), root)
    return entry


def faults_at_entry(session: AnySession, rules: Rulebook, update: RegisterUpdate, root: str) -> list[RequestFault]:
    """Faults that `begin` would refuse, told before anything is stored."""
    return _faults(session, rules, update, _beside(update), root)


def _beside(update: RegisterUpdate) -> set[str]:
    """Fields given of a report that comes in, but for what `begin` reads by itself."""
    return update.model_fields_set - {"origin", "ip"}


def _faults(
    session: AnySession, rules: Rulebook, update: RegisterUpdate, names: set[str], root: str
) -> list[RequestFault]:
    """Faults of an entry that the register does not know: a code, a host, a fact of routing; or an
    origin made unknown.
    """
    faults = [
        RequestFault(f"{root}/{name}", _UNKNOWN, _expected(value, rules.register[name].values))
        for name in LISTS
        if (value := getattr(update, name)) is not None and value not in rules.register[name].values
    ]
    if update.host is not None and session.get(HostRow, update.host) is None:
        faults.append(RequestFault(f"{root}/host", UNKNOWN_HOST))
    if update.routing:
        try:
            read_report({"facts": update.routing}, rules.router.rules.facts)
        except ReportError as error:
            faults += [
                replace(fault, pointer=root + fault.pointer.replace("/facts", "/routing", 1))
                for fault in from_faults(error.faults)
            ]
    if "origin" in names and update.origin is None:
        faults.append(RequestFault(f"{root}/origin", _NOT_NULL, _SAY_IT))
    return faults


def entry_of_report(session: AnySession, row: ReportRow) -> RegisterRow | None:
    """The entry of a report, if it has one."""
    return session.get(RegisterRow, row.id)


def entry_of(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> RegisterRow:
    """The entry of a report, begun now when it came in before there was a register."""
    entry = session.get(RegisterRow, row.id)
    if entry is None:
        entry = begin(UnitOfWork(session, services, who), row, EMPTY_UPDATE, reported_key(session, row))
        session.add(entry)
    return entry


def state(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, update: RegisterUpdate
) -> RegisterRow:
    """Says what a person knows of a content; what is left out stays, `null` makes it unknown again.

    Raises:
        Problem: a code, a host or a fact of routing that is not known.
    """
    entry = entry_of(session, services, who, row)
    changed = update.model_fields_set
    if "ip" in changed:
        _locate(session, services, entry, content_url(session, row), update.ip)
    _state(session, services.rules, entry, update, changed - {"ip"})
    if "hosting_country" in changed:
        entry.hosting = {**(entry.hosting or {}), **_BY_A_PERSON, "moment": services.clock.now().isoformat()}
    now = services.clock.now()
    entry.stated_by, entry.stated_at = who.account, now
    session.flush()
    if "routing" in changed:
        update_danger(session, services, row, warning_facts(session, row, services))
    mark(session, services, row.id)
    record(session, now, who.account, "register.stated", row.id, fields=sorted(changed))
    return entry


def _state(
    session: WriteSession,
    rules: Rulebook,
    entry: RegisterRow,
    update: RegisterUpdate,
    names: set[str],
    root: str = "",
) -> None:
    faults = _faults(session, rules, update, names, root)
    if faults:
        raise Problem("invalid-request", faults)
    for name in names:
        setattr(entry, name, getattr(update, name))


def _expected(value: str, codes: Iterable[str]) -> Text:
    listed = ", ".join(codes)
    return suggestion(value, codes) or Text(fr=f"attendu : {listed}", en=f"expected: {listed}")


def _locate(session: WriteSession, services: Services, entry: RegisterRow, url: str | None, ip: str | None) -> None:
    """Location by the address and the IP: service, TLD, country, host of the directory. What is
    unknown stays unknown.
    """
    seen = services.hosting.look(url, ip, services.clock.now(), resolver="stated" if ip is not None else None)
    if seen is None:
        return
    entry.tld = seen.tld
    entry.service = entry.service or seen.service
    entry.hosting_country = seen.country
    entry.hosting = seen.as_data()
    if entry.host is None:
        entry.host = hosts.of_domain(session, domains_of(url), seen.asn)


def move(work: UnitOfWork, row: ReportRow, before: str | None, after: str | None, address_key: str | None) -> None:
    """Has the entry of a report follow the address of its content: what the address before said is
    looked up anew, what a person stated stays.

    `address_key`: the keyed digest of the address after.
    """
    session, services = work.session, work.services
    entry = entry_of(session, services, work.who, row)
    entry.address_key = address_key
    seen = services.hosting.look(before, None, services.clock.now())
    if seen is not None and entry.service == seen.service:
        entry.service = None
    if before is not None and entry.host == hosts.of_domain(
        session, domains_of(before), (entry.hosting or {}).get("asn")
    ):
        entry.host = None
    stated = (entry.hosting or {}).get("method") == _BY_A_PERSON["method"]
    country, hosting = (entry.hosting_country, entry.hosting) if stated else (None, None)
    entry.tld, entry.hosting_country, entry.hosting = None, None, None
    _locate(session, services, entry, after, None)
    if stated:
        entry.hosting_country, entry.hosting = country, {**(entry.hosting or {}), **_of_a_person(hosting)}
    session.flush()


def _of_a_person(hosting: dict[str, Any] | None) -> dict[str, Any]:
    """The part of a stored hosting result that a person stated: how its country is known."""
    return {name: value for name, value in (hosting or {}).items() if name in (*_BY_A_PERSON, "moment")}


def reported_key(session: AnySession, row: ReportRow) -> str | None:
    """The trace of the address that came with a report, as it was kept."""
    return session.scalars(select(TraceRow.key).where(TraceRow.report == row.id, TraceRow.kind == URL)).first()
