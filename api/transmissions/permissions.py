"""Permissions of transmissions: read notices, act on them, say what followed, review what is contested."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanRead = Annotated[Identity, Depends(needs(Permission.NOTICES_READ))]
CanAct = Annotated[Identity, Depends(needs(Permission.NOTICES_ACT))]
CanState = Annotated[Identity, Depends(needs(Permission.FOLLOWUP_STATE))]
CanCheck = Annotated[Identity, Depends(needs(Permission.CHECKS_CREATE))]
CanReview = Annotated[Identity, Depends(needs(Permission.CONTESTATIONS_REVIEW))]
