"""Banners above pages: an emergency that waits to be ratified, seen by all; a live edition that
this instance does not serve yet, seen on pages about the rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request

from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession
from api.http.services import Services, services_of
from api.pages.shell.catalogue import translate
from api.pages.shell.layout import Banner, BannerSource
from api.pages.shell.moments import say_moment
from api.rules.publication_rows import EMERGENCY_WAITS, live_publication, to_ratify
from textfile.text import Language

ABOUT_RULES = ("/demandes", "/publications", "/loi", "/faits", "/regles", "/essayer")
"""Addresses of pages about the rules."""


def banners(session: AnySession, request: Request, language: Language, emergency: bool) -> tuple[Banner, ...]:
    """What somebody signed in must know on this page; `emergency`: whether one waits."""
    return tuple(_banners(session, services_of(request), request.scope["path"], language, emergency))


BANNERS = BannerSource(EMERGENCY_WAITS, banners)


def _banners(
    session: AnySession, services: Services, path: str, language: Language, emergency: bool
) -> Iterator[Banner]:
    for row in to_ratify(session) if emergency else ():
        yield _emergency(session, row, services, language)
    if path.startswith(ABOUT_RULES):
        live = live_publication(session, services.clock.now())
        if live is not None and not _is_served(services, live):
            yield Banner(translate(language, "banner.not_served", number=live.number), "/publications")


def _is_served(services: Services, live: PublicationRow) -> bool:
    """Whether this request is answered under a publication; by its law alone where the folder that
    was opened has no digest.
    """
    served = services.origin.tree
    return live.law == services.editions.current().ruleset.digest if served is None else live.tree == served


def _emergency(session: AnySession, row: PublicationRow, services: Services, language: Language) -> Banner:
    change = session.get(ChangeRow, row.change)
    title = change.title if change is not None else ""
    late = row.ratify_until is not None and row.ratify_until < services.clock.now()
    if late or row.ratify_until is None:
        text = translate(language, "banner.emergency_late", number=row.number, title=title)
    else:
        when = say_moment(row.ratify_until, services.settings.zone, language)
        text = translate(language, "banner.emergency", number=row.number, title=title, when=when)
    return Banner(text, f"/publications#edition-{row.number}", title, is_urgent=True)
