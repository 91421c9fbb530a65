"""Pairs of random laws over one vocabulary: the second is the first with a few edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from engine.model.law import Offence, Relation
from engine.model.ruleset import Ruleset
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.qualify import Engine
from tests.generators.law import LawMaker, random_law
from tests.generators.vocabulary import Vocabulary


@dataclass(frozen=True)
class LawPair:
    """Two laws behind engines, in plain Python."""

    vocabulary: Vocabulary
    old: Engine
    new: Engine


def law_pair(seed: int, edits: int = 2) -> LawPair:
    """The pair of a seed, the same in every process."""
    ruleset, vocabulary = random_law(f"pair {seed}", offences=2, facts=6, versions=3)
    random = Random(f"edits {seed}")
    maker = LawMaker(random, vocabulary, notions=dict(ruleset.notions), limitations=dict(ruleset.limitations))
    edited = ruleset
    for _ in range(random.randint(1, edits)):
        edited = _edit(edited, maker, random)
    return LawPair(vocabulary, engine(ruleset), engine(replace(edited, digest=f"{ruleset.digest} edited")))


def engine(ruleset: Ruleset) -> Engine:
    """An engine in plain Python."""
    plan = compile_plan(ruleset)
    return Engine(ruleset, PlainForward(plan.partitions), plan)


def _edit(law: Ruleset, maker: LawMaker, random: Random) -> Ruleset:
    name = random.choice(sorted(law.offences))
    match random.choice(
        ("clause", "clause", "clause", "notion", "offence", "penalty", "presumed", "dates", "relation")
    ):
        case "notion":
            chosen = random.choice(sorted(law.notions))
            first = maker.notions
            maker.notions = {n: v for n, v in law.notions.items() if n < chosen}  # a notion uses those before it
            notions = {**law.notions, chosen: maker.notion(chosen)}
            maker.notions = first
            return replace(law, notions=notions)
        case "offence":
            others = [other for other in law.offences if other != name]
            return replace(law, offences={**law.offences, name: maker.offence(name, others)})
        case edit:
            return replace(law, offences={**law.offences, name: _edited(law.offences[name], edit, maker, random)})


def _edited(offence: Offence, edit: str, maker: LawMaker, random: Random) -> Offence:
    match edit:
        case "penalty":
            versions = (v if v.void else v.model_copy(update={"penalty": maker.penalty()}) for v in offence.versions)
            return offence.model_copy(update={"versions": tuple(versions)})
        case "presumed":
            last = list(offence.elements)[-1]
            element = offence.elements[last]
            flipped = element.model_copy(update={"presumed": None if element.presumed else element.label})
            return offence.model_copy(update={"elements": {**offence.elements, last: flipped}})
        case "dates":
            return _moved(offence, random)
        case "relation":
            kept: tuple[Relation, ...] = tuple(r for r in offence.relations if random.random() < 0.5)
            return offence.model_copy(update={"relations": kept})
        case _:
            kinds = [
                kind for kind in ("elements", "defences", "scope", "cautions", "aggravations") if getattr(offence, kind)
            ]
            kind = random.choice(kinds)
            clauses = getattr(offence, kind)
            name = random.choice(sorted(clauses))
            changed = clauses[name].model_copy(update={"condition": maker.condition()})
            return offence.model_copy(update={kind: {**clauses, name: changed}})


def _moved(offence: Offence, random: Random) -> Offence:
    """The boundary between two versions, some days earlier."""
    if len(offence.versions) < 2:
        return offence
    at = random.randrange(1, len(offence.versions))
    before, after = offence.versions[at - 1], offence.versions[at]
    days = random.randint(1, max(1, (after.from_ - before.from_).days - 1))
    start = after.from_ - days * after.from_.resolution
    versions = list(offence.versions)
    if start > before.from_:
        versions[at - 1] = before.model_copy(update={"until": start - after.from_.resolution})
        versions[at] = after.model_copy(update={"from_": start})
    return offence.model_copy(update={"versions": tuple(versions)})
