"""Who may read the journal, and who may take it away."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanRead = Annotated[Identity, Depends(needs(Permission.AUDIT_READ))]
CanExport = Annotated[Identity, Depends(needs(Permission.AUDIT_EXPORT))]
