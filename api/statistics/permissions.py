"""Who may read statistics."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.security.identity import Identity, needs
from api.security.permissions import Permission

CanReadStatistics = Annotated[Identity, Depends(needs(Permission.STATISTICS_READ))]
