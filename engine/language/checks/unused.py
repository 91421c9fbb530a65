"""R801: defined, and used by nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.checks.conditions import clauses, conditions_of
from engine.language.project import Project
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, NotionRef, Within
from engine.model.law import Version
from textfile.diagnostics import Diagnostic

READ_BY_ENGINE = frozenset(
    {
        "date_premiere_mise_en_ligne",
        "date_republication",
        "date_constat",
        "date_majorite_victime",
        "en_ligne_au_constat",
        "deja_transmis",
    }
)
"""Facts the engine reads itself, for the law in force, the limitation, and what was sent before."""

FOR_ROUTING = frozenset(
    {
        "pays_hebergement",
        "pays_editeur",
        "danger_immediat",
        "langue",
        "type_service",
        "role_auteur",
        "commentaire_tiers",
    }
)
"""Facts kept for routing and notices, whether or not a condition looks at them."""


def definitions_are_used(project: Project) -> Iterator[Diagnostic]:
    """Warns of each fact, notion, limitation or clause that nothing uses."""
    facts, notions = set(READ_BY_ENGINE | FOR_ROUTING), set()
    means = {fact.value.id: fact.value.means.fact for fact in project.facts if fact.value.means is not None}
    for item in conditions_of(project):
        for part, _ in item.parts():
            if isinstance(part, NotionRef):
                notions.add(part.notion)
            elif isinstance(part, IsTrue | IsOneOf | IncludesAny | Within):
                facts |= {part.fact, means.get(part.fact, part.fact)}
    for fact in project.facts:
        if fact.value.id not in facts and fact.value.means is None:
            yield Diagnostic(
                "R801",
                fact.place("id"),
                f"le fait `{fact.value.id}` ne sert à rien",
                "l'employer ou l'ôter",
            )
    for notion in project.notions:
        if notion.value.id not in notions:
            yield Diagnostic(
                "R801",
                notion.place("id"),
                f"la notion `{notion.value.id}` ne sert à rien",
                "l'employer ou l'ôter",
            )
    yield from project.shared.unused()
    regimes = {name for placed in project.offences for version in placed.value.versions for name in _regimes(version)}
    for regime in project.limitations:
        if regime.value.id not in regimes:
            message = f"la prescription `{regime.value.id}` ne sert à rien"
            yield Diagnostic("R801", regime.place("id"), message, "l'employer ou l'ôter")
    for placed in project.offences:
        for word, group in clauses(placed.value):
            used = {name for version in placed.value.versions for name in getattr(version, word)}
            for name in group:
                if name not in used:
                    yield Diagnostic(
                        "R801",
                        placed.place(word, name),
                        f"`{name}` n'est dans aucune version",
                        "le nommer dans une version, ou l'ôter",
                    )


def _regimes(version: Version) -> tuple[str | None, ...]:
    return (version.limitation, *version.limitation_if.values())
