"""Duplicates of a report at other addresses: nobody decides of an address without knowing of the
others.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.reports import repository, senders
from api.reports.content_addresses import address_keys, content_url, urls
from api.reports.twins import MATCH_NAMES, Sharing, lead_of
from classifiers.text import likeness

MAX_LISTED = 50
_STRENGTH = tuple(MATCH_NAMES.values())


@dataclass(frozen=True, slots=True)
class OtherAddress:
    """Another address: the report that gave it, its state, how the two are known to be alike
    (`hash`, `text`, `near_text`, `url`).

    `decided_with`: deciding of the report asked about decides of this one too. `state` tells what
    was decided of the other: it is not for whoever reads again in the blind.
    """

    report: str
    url: str
    by: str
    state: str
    decided_with: bool


def same_text_elsewhere(
    session: AnySession, row: ReportRow, sharing: Sharing, source: str | None = None
) -> list[OtherAddress]:
    """The reports of the same words or content that give another address: those decided with this
    one first, then the latest. `sharing`: the others that share a trace with this one.

    At most MAX_LISTED, whoever sent them unless `source` names one. An address that was erased is
    told no more.
    """
    alike = _alike(session, row, sharing)
    if not alike:
        return []
    keys = address_keys(session, [row.id, *alike])
    here = keys.get(row.id, set())
    hidden = senders.of_others(session, [other for other, _ in alike.values()], source)
    found = []
    for name, url in urls(session, alike).items():
        other, by = alike[name]
        same_address = keys[name] <= here if name in keys else url == content_url(session, row)
        if not same_address and source in (None, other.source):
            decided_with = other.same_as == row.id and other.state == "duplicate"
            state = senders.open_state(other.state, other.same_as) if name in hidden else other.state
            found.append(OtherAddress(name, url, by, state, decided_with))
    found.sort(key=lambda one: (one.decided_with, one.report), reverse=True)
    return found[:MAX_LISTED]


def _alike(session: AnySession, row: ReportRow, sharing: Sharing) -> dict[str, tuple[ReportRow, str]]:
    """The other reports of the same group, and those of the same words or content, by name, each
    with how it is known.
    """
    lead = lead_of(session, row)
    group = (lead, *repository.duplicates(session, lead.id, repository.MAX_CANDIDATES))
    found = {other.id: (other, other.same_by or row.same_by or "url") for other in group}
    if len(sharing) >= repository.MAX_CANDIDATES:  # those of the same address alone may have taken the places
        sharing = repository.sharing(session, row.id, but="url")
    for kind, _, other in sharing:
        if kind == "url":
            continue
        if kind == "near" and likeness.likeness(row.signature or "", other.signature or "") < likeness.NEAR:
            continue
        by = MATCH_NAMES[kind]
        if other.id not in found or _STRENGTH.index(by) < _STRENGTH.index(found[other.id][1]):
            found[other.id] = (other, by)
    found.pop(row.id, None)
    return found
