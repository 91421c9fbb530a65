"""Who may do what with the register."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanRead = Annotated[Identity, Depends(needs(Permission.NOTICES_READ))]
CanState = Annotated[Identity, Depends(needs(Permission.NOTICES_ACT))]
