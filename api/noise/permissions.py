"""Who may ask the filter, read what it is worth, and review what it set aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanAskNoise = Annotated[Identity, Depends(needs(Permission.NOISE_ASK))]
CanReadStanding = Annotated[Identity, Depends(needs(Permission.REPORTS_READ))]
CanReview = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
