"""Who may manage accounts, and what everybody may do for themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanManage = Annotated[Identity, Depends(needs(Permission.ACCOUNTS_MANAGE))]
Myself = Annotated[Identity, Depends(needs(Permission.SELF))]
