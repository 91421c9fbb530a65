"""Who may do what with reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanCreate = Annotated[Identity, Depends(needs(Permission.REPORTS_CREATE))]
CanRead = Annotated[Identity, Depends(needs(Permission.REPORTS_READ))]
CanState = Annotated[Identity, Depends(needs(Permission.FACTS_STATE))]
CanDecide = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
CanReadContact = Annotated[Identity, Depends(needs(Permission.CONTACT_READ))]


def own_only(who: Identity) -> str | None:
    """The only source whose reports somebody sees: a machine sees what it sent, those who decide see everything."""
    return None if who.may(Permission.REPORTS_DECIDE) else who.account
