"""Who reads again, who settles, who sees how far readers agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanReadAgain = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
CanSettle = Annotated[Identity, Depends(needs(Permission.REPORTS_REVIEW))]
CanSeeAgreement = Annotated[Identity, Depends(needs(Permission.AUDIT_READ))]
