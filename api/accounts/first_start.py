"""The first start: an administrator, and the link that signs them in."""

from __future__ import annotations

from api.accounts import repository, service
from api.accounts.schemas import AccountCreate, SignInLink
from api.db import locks
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.permissions import Role

LOGIN = "administrateur"


def first_link(services: Services) -> SignInLink | None:
    """A link for the first administrator, made if nobody is there; None once they have signed
    in.
    """
    with services.database.write() as session:
        locks.lock(session, locks.ADMINISTRATORS)
        if not repository.any_person(session):
            roles = [Role.ADMINISTRATOR]
            if services.settings.environment == "development":
                roles += [Role.ANALYST, Role.REVIEWER]  # whoever tries the service sees the whole of it
            return service.create(session, services, SYSTEM, AccountCreate(login=LOGIN, roles=roles)).link
        row = repository.by_login(session, LOGIN)
        if row is None or not repository.never_signed_in(session, row.id):
            return None
        return service.make_link(session, services, SYSTEM, row)


def link_for(services: Services, login: str) -> SignInLink | None:
    """A new link for somebody who lost their password; None when nobody has this name."""
    with services.database.write() as session:
        row = repository.by_login(session, login)
        if row is None or row.disabled_at is not None or service.is_machine(row):
            return None
        return service.make_link(session, services, SYSTEM, row)
