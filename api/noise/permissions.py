"""Who may ask the filter, and who may review what it set aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.security.identity import Identity, needs
from api.security.permissions import Permission

CanAskNoise = Annotated[Identity, Depends(needs(Permission.NOISE_ASK))]
CanReview = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
