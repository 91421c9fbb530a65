"""`/v1/facts`, `/v1/offences`, `/v1/rulesets`: the law served today, and any that was served."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from api.http.deps import ServicesDep
from api.http.permissions import CanReadLaw
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, may_raise
from api.kit.schemas import Digest, Line
from api.law.schemas import EditionList, EditionRead, FactInShort, OffenceInShort, OffenceRead, Offences, Vocabulary
from engine.language.plain import plain
from engine.model.ruleset import Ruleset

router = OffLoopRouter(prefix="/v1", tags=["droit"])
_REFUSED = ("sign-in-needed", "not-allowed")
_LAW_PROBLEMS = (*_REFUSED, "not-found", "law-damaged")

RulesetDigest = Annotated[
    Digest | None,
    Query(
        alias="ruleset",
        description="Empreinte d'un jeu de règles qui a été servi ; absente : celui d'aujourd'hui.",
    ),
]


def chosen_law(services: ServicesDep, digest: RulesetDigest = None) -> Ruleset:
    """The ruleset asked for.

    Raises:
        Problem: it was never served here, or the copy kept of it is damaged.
    """
    found = services.editions.by_digest(digest) if digest is not None else services.editions.current()
    if found is None:
        raise Problem("not-found")
    return found.ruleset


ChosenLaw = Annotated[Ruleset, Depends(chosen_law)]


@router.get("/rulesets", responses=may_raise(*_REFUSED))
def list_rulesets(_: CanReadLaw, services: ServicesDep) -> EditionList:
    """Les jeux de règles qui ont été servis, par empreinte : une réponse se rejoue sous celui qui
    l'a donnée.
    """
    kept = [EditionRead(digest=p.digest, first_served=p.first, last_served=p.last) for p in services.editions.periods()]
    return EditionList(current=services.editions.current().ruleset.digest, rulesets=kept)


@router.get("/facts", responses=may_raise(*_LAW_PROBLEMS))
def list_facts(_: CanReadLaw, law: ChosenLaw) -> Vocabulary:
    """Le vocabulaire : ce qu'un signalement peut dire, et comment le demander."""
    return Vocabulary(ruleset=law.digest, facts=[FactInShort.model_validate(fact) for fact in law.facts.values()])


@router.get("/offences", responses=may_raise(*_LAW_PROBLEMS))
def list_offences(
    _: CanReadLaw, law: ChosenLaw, theme: Annotated[Line | None, Query(description="Ce thème seulement.")] = None
) -> Offences:
    """Les infractions que le service connaît."""
    told = sorted((o for o in law.offences.values() if theme in (None, o.theme)), key=lambda o: (o.theme, o.id))
    return Offences(ruleset=law.digest, offences=[OffenceInShort.model_validate(offence) for offence in told])


@router.get("/offences/{offence}", responses=may_raise(*_LAW_PROBLEMS))
def read_offence(_: CanReadLaw, offence: str, law: ChosenLaw) -> OffenceRead:
    """Une infraction entière."""
    if offence not in law.offences:
        raise Problem("not-found")
    return OffenceRead(ruleset=law.digest, offence=plain(law.offences[offence]))
