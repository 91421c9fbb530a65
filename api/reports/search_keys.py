"""Search keys of reports: digests of the domains of an address and of the account that it names.

Who searches gives the same words, and the key of the service makes the same digest of them: neither
the database nor an address of a page holds what was looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import exists, select

from api.db.inserting import insert_missing
from api.db.reports import ReportRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession
from api.hosting.locator import domains_of
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.kit.host_names import read_address
from api.kit.platform_accounts import account_of
from api.kit.sealing import Sealer
from api.kit.urls import normalised

KeyKind: TypeAlias = Literal["url", "host", "domain", "account"]
"""`host`: the most precise of the domains of an address; `domain`: those above it. Both have the
same digest for the same name.
"""
BATCH, REST = 200, 0.2
"""Reports a transaction, seconds between two of these."""


class SearchKey(NamedTuple):
    """A digest to look for, and of what: a whole address, a domain, an account."""

    kind: KeyKind
    key: str


def search_keys_of(url: str | None, sealer: Sealer) -> list[SearchKey]:
    """The digests by which a report of this address is found, beside the trace of the address."""
    if not url:
        return []
    domains = [sealer.trace("domain", domain) for domain in _domains(url)]
    keys = [SearchKey("domain" if place else "host", key) for place, key in enumerate(domains)]
    account = account_of(url)
    return [*keys, SearchKey("account", sealer.trace("account", account))] if account is not None else keys


def key_to_search(words: str, sealer: Sealer) -> SearchKey | None:
    """The digest of what somebody searches for, when it is an address, a domain or an account; an
    address of the page of an account is that account.

    A single word is none: it may be a reference.
    """
    address, whole = read_address(words), normalised(words)
    if address is None or whole is None or " " in words:
        return None
    if "://" not in words and not _looks_like_host(address.host):
        return None
    path = whole.removeprefix(address.host)
    account = account_of(words)
    if account is not None and account.partition("/")[2] == path.rpartition("/")[2].removeprefix("@").casefold():
        return SearchKey("account", sealer.trace("account", account))
    if path == "/" and address.host:
        return SearchKey("domain", sealer.trace("domain", address.host))
    return SearchKey("url", sealer.trace("url", whole))


def rows_of_keys(report: str, keys: Sequence[SearchKey]) -> list[dict[str, str]]:
    """The rows that store the search keys of a report."""
    return [{"report": report, "kind": kind, "key": key} for kind, key in keys]


def fill_keys(services: Services, task: JobTask) -> JobPause | None:
    """Gives their search keys to some of the reports that an earlier version stored. Keys that are
    there stay.
    """
    with services.database.read() as session:
        reports = _without_keys(session, str(task.progress.get("after", "")))
    if not reports:
        return None
    with services.database.write() as session:
        there = select(ReportRow.id, ReportRow.url).where(ReportRow.id.in_(reports))
        for report, url in session.execute(there).all():
            keys = search_keys_of(url, services.sealer)
            insert_missing(session, SearchKeyRow, rows_of_keys(report, keys))
    return JobPause(REST, {"after": reports[-1]})


SEARCH_KEYS = JobKind("search.fill", fill_keys)


def _without_keys(session: AnySession, after: str) -> list[str]:
    """Some reports that have an address and no key, after one."""
    row, keys = ReportRow, exists().where(SearchKeyRow.report == ReportRow.id)
    query = select(row.id).where(row.id > after, row.url.is_not(None), ~keys).order_by(row.id).limit(BATCH)
    return list(session.scalars(query))


def _domains(url: str) -> tuple[str, ...]:
    """The domains of an address; its host alone where that is a number."""
    address = read_address(url)
    if address is None or not address.host:
        return ()
    return domains_of(url) or (address.host,)


def _looks_like_host(host: str) -> bool:
    """Whether a word without a scheme is the name of a host: `exemple.fr`, not `2024.12`."""
    name, dot, last = host.rpartition(".")
    return ":" in host or (bool(name and dot) and len(last) > 1 and (last.isalpha() or last.startswith("xn--")))
