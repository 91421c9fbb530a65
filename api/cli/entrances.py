"""Sign-in links of a start: who may come in, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.accounts.schemas import SignInLink
    from api.http.services import Services


def links_at_start(services: Services, *, again: bool, with_demo: bool) -> dict[str, SignInLink]:
    """The links to print, by name: that of the first administrator until they have signed in;
    `again`, a new one at each start. In development, the demonstration's people have theirs:
    elsewhere, an account is somebody's.
    """
    from api.accounts.first_start import LOGIN, first_link, link_for
    from api.demo.people import add_people, links_of

    first = first_link(services)
    if with_demo and services.settings.environment == "development":
        add_people(services)
        if again or first is not None:
            return links_of(services)
    link = first or (link_for(services, LOGIN) if again else None)
    return {LOGIN: link} if link is not None else {}


def words_of_links(services: Services, links: dict[str, SignInLink]) -> list[str]:
    """The lines that say who may come in as what, each with a link."""
    from api.accounts import repository
    from api.pages.shell.catalogue import translate

    if not links:
        return []
    with services.database.read() as session:
        rows = {login: repository.by_login(session, login) for login in links}
    roles = {
        login: ", ".join(translate("fr", f"role.{role}") for role in row.roles) for login, row in rows.items() if row
    }
    several = ["Un navigateur n'a qu'une session à la fois : ouvrir les autres liens dans une fenêtre privée."]
    return [
        f"Qui peut entrer, par un lien qui ne sert qu'une fois, valable {services.settings.link_hours} h :",
        *(f"  {login} ({roles[login]}) : {link.url}" for login, link in links.items()),
        *(several if len(links) > 1 else []),
    ]
