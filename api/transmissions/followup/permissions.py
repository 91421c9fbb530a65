"""Who may say what followed, and review what is contested."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanRead = Annotated[Identity, Depends(needs(Permission.NOTICES_READ))]
CanState = Annotated[Identity, Depends(needs(Permission.FOLLOWUP_STATE))]
CanCheck = Annotated[Identity, Depends(needs(Permission.CHECKS_CREATE))]
CanAct = Annotated[Identity, Depends(needs(Permission.NOTICES_ACT))]
CanReview = Annotated[Identity, Depends(needs(Permission.CONTESTATIONS_REVIEW))]
