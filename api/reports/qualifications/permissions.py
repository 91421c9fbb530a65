"""Who may ask for an answer, and who may read those that were given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanAsk = Annotated[Identity, Depends(needs(Permission.QUALIFICATIONS_ASK))]
CanRead = Annotated[Identity, Depends(needs(Permission.QUALIFICATIONS_READ))]
