"""Who may read statistics."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanReadStatistics = Annotated[Identity, Depends(needs(Permission.STATISTICS_READ))]
