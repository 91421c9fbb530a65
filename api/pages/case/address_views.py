"""View of the address of a content on its case: what a person stated, and whether whoever reads
may state one.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.db.sessions import AnySession
from api.kit.permissions import Permission
from api.pages.case.repository import CaseRecord, pseudonyms
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.content_addresses import stated_address
from api.reports.queue.related import related_to


@dataclass(frozen=True, slots=True)
class AddressView:
    """Address that a person stated: `exact` is empty when nobody did, or it was erased; `source`
    says who did, `related` leads to the other reports on it.

    `changeable`: whether whoever reads may state one, `folded` whether the field waits for them to
    ask for it, `draft` what it holds.
    """

    exact: str
    source: str
    related: Link | None
    changeable: bool
    folded: bool
    draft: str


def address_view(
    visit: Visit, session: AnySession, record: CaseRecord, say: Say, held: str, asked: str | None
) -> AddressView:
    """The address of a case. `held`: who else holds it, in words; `asked`: what was being written
    in the field, None where nobody asked for it.
    """
    row = record.row
    stated = stated_address(session, row)
    source, related = "", None
    if stated is not None:
        when = say_moment(stated.stated_at, visit.services.settings.zone, say.language)
        by = pseudonyms(session, [stated.stated_by]).get(stated.stated_by, "…")
        source = say.marking(say.t("address.source", name=by, when=when), by)
        others = len(related_to(session, row.id, "content")) - 1
        if others:
            related = Link(f"/file?etat=all&proche={row.id}&lien=content", say.t("address.related", n=others))
    exact = stated.url or "" if stated is not None else ""
    return AddressView(
        exact=exact,
        source=source,
        related=related,
        changeable=visit.who.may(Permission.FACTS_STATE) and not held,
        folded=asked is None,
        draft=asked or exact,
    )
