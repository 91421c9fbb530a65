"""`/v1/agreement`."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Read, Wired
from api.double_review import figures
from api.double_review.permissions import CanSeeAgreement
from api.double_review.schemas import Agreement
from api.problems import may_raise

router = APIRouter(prefix="/v1/agreement", tags=["relecture"])


@router.get("", responses=may_raise("sign-in-needed", "not-allowed"))
def read_agreement(_: CanSeeAgreement, wired: Wired, session: Read) -> Agreement:
    """L'accord entre deux lectures en aveugle, par champ et par infraction ; jamais par personne."""
    return figures.agreement(session, wired)
