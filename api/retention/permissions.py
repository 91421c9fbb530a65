"""Who may erase what is past its period."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanPurge = Annotated[Identity, Depends(needs(Permission.RETENTION_RUN))]
