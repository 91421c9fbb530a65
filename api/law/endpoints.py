"""`/v1/facts`, `/v1/offences`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Wired
from api.kit.shapes import Line
from api.law.permissions import CanRead
from api.law.schemas import FactInShort, OffenceInShort, Offences, Vocabulary, WholeOffence
from api.problems import Problem, may_raise
from engine.language.plain import plain

router = APIRouter(prefix="/v1", tags=["droit"])
_REFUSED = ("sign-in-needed", "not-allowed")


@router.get("/facts", responses=may_raise(*_REFUSED))
def list_facts(_: CanRead, wired: Wired) -> Vocabulary:
    """Le vocabulaire : ce qu'un signalement peut dire, et comment le demander."""
    law = wired.laws.current().ruleset
    return Vocabulary(ruleset=law.digest, facts=[FactInShort.model_validate(fact) for fact in law.facts.values()])


@router.get("/offences", responses=may_raise(*_REFUSED))
def list_offences(
    _: CanRead, wired: Wired, theme: Annotated[Line | None, Query(description="Ce thème seulement.")] = None
) -> Offences:
    """Les infractions que le service connaît."""
    law = wired.laws.current().ruleset
    told = sorted((o for o in law.offences.values() if theme in (None, o.theme)), key=lambda o: (o.theme, o.id))
    return Offences(ruleset=law.digest, offences=[OffenceInShort.model_validate(offence) for offence in told])


@router.get("/offences/{offence}", responses=may_raise(*_REFUSED, "not-found"))
def read_offence(_: CanRead, offence: str, wired: Wired) -> WholeOffence:
    """Une infraction entière."""
    law = wired.laws.current().ruleset
    if offence not in law.offences:
        raise Problem("not-found")
    return WholeOffence(ruleset=law.digest, offence=plain(law.offences[offence]))
