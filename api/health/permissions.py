"""Who may read the service's state."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanReadMetrics = Annotated[Identity, Depends(needs(Permission.METRICS_READ))]
