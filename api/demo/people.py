"""People of the demonstration: one for each desk, so that a newcomer sees what each role sees."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.accounts import first_start, repository, service
from api.accounts.schemas import SignInLink
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.permissions import Role

PEOPLE: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        "analyste": (Role.ANALYST,),
        "juriste": (Role.POLICY_EDITOR, Role.POLICY_APPROVER),
        "approbateur": (Role.POLICY_APPROVER,),  # nobody signs what they wrote: publishing takes two
    }
)
"""Who works in the demonstration beside its administrator: the name they sign in with, their
roles.
"""


def add_people(services: Services) -> None:
    """Adds the people of the demonstration who are missing."""
    with services.database.write() as session:
        for login, roles in PEOPLE.items():
            if repository.by_login(session, login) is None:
                service.add(session, services.clock, SYSTEM, login, list(roles))


def links_of(services: Services) -> dict[str, SignInLink]:
    """A new link for each of these people and for the administrator, by name; none for whoever is
    not there or is suspended.
    """
    links = {login: first_start.link_for(services, login) for login in (*PEOPLE, first_start.LOGIN)}
    return {login: link for login, link in links.items() if link is not None}
