"""The exact address of a content, stated by a person of the service: stated, replaced, withdrawn.

What the reporter wrote stays beside it. Nothing is fetched, no report is compared again: the traces
by which reports met when they came in do not change.
"""

from __future__ import annotations

import unicodedata

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, tuple_

from api.db import locks
from api.db.action import UNSENT
from api.db.addresses import ContentAddressRow
from api.db.inserting import insert_missing
from api.db.reports import ReportRow
from api.db.search import SearchKeyRow
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.host_names import read_address
from api.kit.ids import new_id
from api.kit.problems import Problem, invalid
from api.kit.sealing import Sealer
from api.kit.urls import MAX_URL, absolute, normalised
from api.reports import register, repository
from api.reports.content_addresses import WITHOUT_ADDRESS, content_url, stated_address
from api.reports.due_marks import mark, mark_content
from api.reports.search_keys import SearchKey, rows_of_keys, search_keys_of
from engine.notices.casefile import Url
from textfile.text import Text

NOTICE = "notice"
"""The kind of the locks of contents of which a notice is being prepared."""
_NO_ADDRESS = Text(
    fr="une adresse entière est attendue, comme https://hote.exemple/page, sans espace ni guillemet",
    en="a whole address is expected, such as https://host.example/page, without spaces or quotation marks",
)
_URL = TypeAdapter[str](Url)


def state_address(work: UnitOfWork, row: ReportRow, url: str) -> ContentAddressRow:
    """States the exact address of a content; one stated before is withdrawn, and kept.

    Raises:
        Problem: it is no address that a notice could carry; a notice carries the one before.
    """
    url = url.strip()
    key = address_key(url, work.services.sealer)
    if key is None or not _locates(url):
        raise invalid("/url", _NO_ADDRESS)
    before = stated_address(work.session, row)
    if before is not None and before.url == url:
        return before
    now = work.services.clock.now()
    stated = ContentAddressRow(id=new_id("adr", now), report=row.id, url=url, stated_by=work.who.account, stated_at=now)
    _change(work, row, before, stated, key)
    replaced = {"replaces": before.id} if before is not None else {}
    record(work.session, now, work.who.account, "address.stated", row.id, address=stated.id, **replaced)
    return stated


def withdraw_address(work: UnitOfWork, row: ReportRow) -> None:
    """Withdraws the address that a person stated of a content: that of the reporter counts again,
    if there is one.

    Raises:
        Problem: nobody stated one (`nothing-to-undo`); a notice carries it.
    """
    before = stated_address(work.session, row)
    if before is None:
        raise Problem("nothing-to-undo")
    _change(work, row, before, None, register.reported_key(work.session, row))
    record(work.session, work.services.clock.now(), work.who.account, "address.withdrawn", row.id, address=before.id)


def address_key(url: str, sealer: Sealer) -> str | None:
    """The keyed digest of an address, the same as of one that comes in with a report; None when it
    is no address.
    """
    address = normalised(url)
    return sealer.trace("url", address) if address is not None else None


def _locates(url: str) -> bool:
    """Whether an address says where a content stands, as notices have it: of a host, whole."""
    if len(url) > MAX_URL or any(unicodedata.category(character) in ("Cc", "Cs") for character in url):
        return False
    address = read_address(url)
    if address is None or not (address.ip or "." in address.host):
        return False
    try:
        _URL.validate_python(absolute(url))
    except ValidationError:
        return False
    return True


def _change(
    work: UnitOfWork, row: ReportRow, before: ContentAddressRow | None, after: ContentAddressRow | None, key: str | None
) -> None:
    """Changes the address in force, and all that goes by it: register, search keys, what is due.

    `key`: the keyed digest of the address that counts from now on.
    """
    session, services = work.session, work.services
    url_before, now = content_url(session, row), services.clock.now()
    entry = register.entry_of(session, services, work.who, row)
    locks.lock_each(session, NOTICE, {entry.address_key or row.id})
    _check_no_notice(work, row, url_before)
    mark_content(session, services, row.id)
    if before is not None:
        before.withdrawn_by, before.withdrawn_at = work.who.account, now
    if after is not None:
        session.add(after)
    row.content_address = after.id if after is not None else None
    session.flush()
    url_after = content_url(session, row)
    register.move(work, row, url_before, url_after, key)
    _search_by(work, row, before, key if after is not None else None)
    mark_content(session, services, row.id)
    mark(session, services, row.id)


def _check_no_notice(work: UnitOfWork, row: ReportRow, url: str | None) -> None:
    """Refuses to change an address that a notice carries: of one that a person stated, any notice
    that was not withdrawn; of the reporter's, one that has not left.

    Raises:
        Problem: `notice-carries-it`.
    """
    notices = (n for n in repository.transmissions_of(work.session, row.id) if n.kind not in WITHOUT_ADDRESS)
    if row.content_address is not None:
        carries = any(n.content_address == row.content_address and n.state != "withdrawn" for n in notices)
    else:
        carries = url is not None and any(n.state in UNSENT for n in notices)
    if carries:
        raise Problem("notice-carries-it")


def _search_by(work: UnitOfWork, row: ReportRow, before: ContentAddressRow | None, key: str | None) -> None:
    """Has a report be found by the address in force that a person stated, and no more by the one
    before; by that of the reporter in any case.
    """
    session, sealer = work.session, work.services.sealer
    reported, at = search_keys_of(row.url, sealer), content_url(session, row)
    stated = [*search_keys_of(at, sealer), SearchKey("url", key)] if key is not None else []
    old = [*search_keys_of(before.url, sealer)] if before is not None else []
    gone = {(one.kind, one.key) for one in old} - {(one.kind, one.key) for one in (*reported, *stated)}
    table = SearchKeyRow
    session.execute(delete(table).where(table.report == row.id, table.kind == "url"))
    session.execute(delete(table).where(table.report == row.id, tuple_(table.kind, table.key).in_(list(gone))))
    insert_missing(session, table, rows_of_keys(row.id, [*reported, *stated]))
