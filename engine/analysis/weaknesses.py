"""Analysis of a law that loads: what it says for nothing, and what it leaves contradictory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.analysis.difference.compared import ComparedLaws
from engine.analysis.difference.meaning import MeaningDifference
from engine.analysis.difference.regimes import atoms_of_regime, statuses
from engine.analysis.difference.state_diagrams import NativeDiagrams
from engine.language.checks.conditions import ConditionSource, conditions_of
from engine.language.project import Project
from engine.model.answer import ClauseKind
from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, Not, walk
from engine.model.fact import FactDefinition
from engine.model.law import Offence, Version
from engine.reasoning.diagram import Notions, can_hold
from engine.reasoning.in_force import periods, wordings
from engine.reasoning.qualify import Engine
from textfile.diagnostics import Diagnostic

_GROUPS = {"element": "elements", "defence": "defences", "scope": "scope"}
_WORDS = {"element": "l'élément", "defence": "la défense", "scope": "la règle de champ"}


@dataclass(frozen=True, slots=True)
class Weakness:
    """Weakness of a law: its diagnostic, what it is about (the name that an opt-out gives), and the
    facts that show it, where some do.
    """

    diagnostic: Diagnostic
    about: str
    witness: Mapping[str, Any] | None = None


def weaknesses(project: Project, engine: Engine) -> Iterator[Weakness]:
    """Everything that `check` does not look at, since it refuses nothing and takes longer."""
    yield from _idle_parts(project, engine)
    yield from _idle_clauses(project, engine)
    yield from _constant_cautions(project, engine)
    yield from _exclusive_together(project, engine)
    yield from _untested_members(project)
    yield from _unidentified_sources(project)


def _idle_parts(project: Project, engine: Engine) -> Iterator[Weakness]:
    """A part of a condition without which it reads the same, under every wording of its notions."""
    law = engine.ruleset
    for item in conditions_of(project):
        if isinstance(item.home.value, FactDefinition):
            continue  # presumptions are read part by part
        said = [notions for _, _, notions in wordings(item.condition, law.notions)]
        idle: list[Condition] = []
        for reduced, part in _reductions(item.condition):
            if any(part is inner for outer in idle for inner in walk(outer)):
                continue  # told with what holds it
            if said and all(_equivalent(item.condition, reduced, notions, law.facts) for notions in said):
                idle.append(part)
                yield _idle_part(item, part)


def _idle_part(item: ConditionSource, part: Condition) -> Weakness:
    place = next((spot.at() for one, spot in item.parts() if one is part), item.home.place(*item.path))
    message = f"{item.owner} : cette partie de la condition ne change rien, les autres la couvrent"
    return Weakness(Diagnostic("R901", place, message, "l'ôter, ou la préciser"), str(item.home.value.id))


def _reductions(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """The condition without one of its parts, and that part."""
    match condition:
        case All(parts) | AnyOf(parts):
            for number, part in enumerate(parts):
                if len(parts) > 1:
                    yield type(condition)((*parts[:number], *parts[number + 1 :])), part
                for reduced, removed in _reductions(part):
                    yield type(condition)((*parts[:number], reduced, *parts[number + 1 :])), removed
        case AtLeast(count, parts):
            for number, part in enumerate(parts):
                if len(parts) > count:
                    yield AtLeast(count, (*parts[:number], *parts[number + 1 :])), part
        case Not(part):
            for reduced, removed in _reductions(part):
                yield Not(reduced), removed
        case _:
            return


def _equivalent(one: Condition, other: Condition, notions: Notions, facts: Mapping[str, FactDefinition]) -> bool:
    return not can_hold(AnyOf((All((one, Not(other))), All((Not(one), other)))), notions, facts)


def _idle_clauses(project: Project, engine: Engine) -> Iterator[Weakness]:
    """An element, a defence or a scope rule without which no state of knowledge has another status,
    in any wording that names it.
    """
    plan, diagrams = engine.plan, NativeDiagrams()
    for placed in project.offences:
        regimes = plan.regimes[placed.value.id]
        atoms = [atom for regime in regimes for atom in atoms_of_regime(regime, plan)]
        laws = ComparedLaws((plan, plan), (), atoms, diagrams)
        decides: dict[tuple[ClauseKind, str], bool] = {}
        seen = set()
        for regime in regimes:
            key = regime.clauses
            if key in seen:
                continue
            seen.add(key)
            whole = statuses(regime, laws.new, laws.space)
            for clause in regime.clauses:
                named = clause.kind, clause.name
                if clause.kind in _GROUPS and not decides.get(named):
                    others = tuple(one for one in regime.clauses if one is not clause)
                    decides[named] = statuses(replace(regime, clauses=others), laws.new, laws.space) != whole
        for (kind, name), changes in decides.items():
            if not changes:
                message = f"`{placed.value.id}` : {_WORDS[kind]} `{name}` ne change aucun statut, quoi que l'on sache"
                yield Weakness(
                    Diagnostic("R902", placed.place(_GROUPS[kind], name), message, "l'ôter, ou dire ce qu'elle ajoute"),
                    placed.value.id,
                )


def _constant_cautions(project: Project, engine: Engine) -> Iterator[Weakness]:
    """A caution that holds wherever its offence is established: an answer that is always prudent
    says nothing. A dated one says something of its days.
    """
    law = engine.ruleset
    for placed in project.offences:
        offence = placed.value
        constant: dict[str, bool] = {}
        for period in periods(offence, law.notions):
            established = _established(offence, period.version)
            for name in period.version.cautions:
                caution = offence.cautions[name]
                if caution.from_ is None is caution.until and constant.get(name, True):
                    without = All((*established, Not(caution.condition)))
                    constant[name] = not can_hold(without, period.notions, law.facts)
        for name in (name for name, always in constant.items() if always):
            message = f"`{offence.id}` : la prudence `{name}` vaut chaque fois que l'infraction est établie"
            hint = "lui donner une condition qui distingue, ou le dire ailleurs (autorité, libellé, note)"
            yield Weakness(Diagnostic("R907", placed.place("cautions", name), message, hint), offence.id)


def _established(offence: Offence, version: Version) -> tuple[Condition, ...]:
    """What holds together where the offence is established on facts that leave nothing open."""
    return (
        *(offence.elements[name].condition for name in version.elements),
        *(Not(offence.defences[name].condition) for name in version.defences),
        *(offence.scope[name].condition for name in version.scope),
    )


def _exclusive_together(project: Project, engine: Engine) -> Iterator[Weakness]:
    """Two offences that exclude each other, and that one report establishes together."""
    meaning = MeaningDifference(engine, engine)
    for placed in project.offences:
        law = placed.value
        for number, relation in enumerate(law.relations):
            if relation.kind != "exclusion":
                continue
            witness = meaning.established_witness((law.id, relation.with_))
            if witness is not None:
                absorbed = relation.with_ if relation.prevails == "this" else law.id
                message = f"`{law.id}` et `{relation.with_}` s'excluent, et un même signalement établit les deux"
                hint = f"vérifier que `{absorbed}` doit bien s'effacer ; sinon écrire `cumulation`"
                place = placed.place("relations", number)
                yield Weakness(
                    Diagnostic("R903", place, message, hint), f"{law.id} {relation.with_}", witness.new_facts
                )


def _untested_members(project: Project) -> Iterator[Weakness]:
    """A member of a set that no condition names: to add it to what is known changes no answer. A
    value of a choice that none names rules the others out.
    """
    named: dict[str, set[str]] = {}
    for item in conditions_of(project):
        for part, _ in item.parts():
            if isinstance(part, IncludesAny):
                named.setdefault(part.fact, set()).update(part.members)
    for placed in project.facts:
        fact = placed.value
        if fact.type != "set" or fact.id not in named:
            continue  # that nothing uses a fact is told by `check`
        for value in fact.values:
            if value not in named[fact.id]:
                message = f"`{fact.id}` : aucune condition ne compare `{value}`"
                place = placed.place("values", value)
                yield Weakness(Diagnostic("R904", place, message, "l'employer, ou l'ôter"), fact.id)


def _unidentified_sources(project: Project) -> Iterator[Weakness]:
    """An offence of which versions name no official identifier: nothing can watch their text."""
    for placed in project.offences:
        missing = [v.id for v in placed.value.versions if v.source.legifrance is None]
        if missing:
            message = (
                f"`{placed.value.id}` : {len(missing)} version{'s' * (len(missing) > 1)} sans identifiant de source"
            )
            hint = "écrire l'identifiant que donne Légifrance, jamais un autre"
            yield Weakness(Diagnostic("R906", placed.place("versions"), message, hint), placed.value.id)
