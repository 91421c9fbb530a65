"""Who may work on the queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanWork = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
