"""R304: a version that lacks what it needs, or holds what it cannot; R306: a relation that does not hold together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.diagnostics import Diagnostic, Place
from engine.language.project import Placed, Project
from engine.model.law import Offence, Penalty


def check(project: Project) -> Iterator[Diagnostic]:
    """A version in force has elements (one of them `core`), a penalty and a limitation; a void one has none of them."""
    for placed in project.offences:
        for i, version in enumerate(placed.value.versions):
            at = placed.place("versions", i)
            if version.void is not None:
                if version.elements or version.defences or version.penalty is not None:
                    yield Diagnostic(
                        "R304",
                        at,
                        f"la version `{version.id}` est `void` et a pourtant un contenu",
                        "ôter ses éléments et sa peine",
                    )
                if (version.void == "transferred") != (version.continued_by is not None):
                    yield Diagnostic(
                        "R304",
                        at,
                        f"la version `{version.id}` : `transferred` et `continued_by` vont ensemble",
                        "écrire les deux, ou aucun",
                    )
                continue
            if not version.elements:
                yield Diagnostic(
                    "R304", at, f"la version `{version.id}` n'a pas d'élément", "les nommer sous `elements`"
                )
            elif not any(placed.value.elements[e].core for e in version.elements):
                yield Diagnostic(
                    "R304",
                    at,
                    f"la version `{version.id}` n'a pas d'élément caractéristique",
                    "écrire `core: true` sur l'un d'eux",
                )
            if version.penalty is None or version.limitation is None:
                yield Diagnostic(
                    "R304",
                    at,
                    f"la version `{version.id}` n'a pas de peine ou de prescription",
                    "écrire `penalty` et `limitation`",
                )
            for name, penalty in version.aggravations.items():
                base = (version.penalty or Penalty()).weight
                if penalty.weight < base or (penalty.weight == base and name not in version.limitation_if):
                    yield Diagnostic(
                        "R304",
                        placed.place("versions", i, "aggravations", name),
                        f"`{name}` n'aggrave pas la peine",
                        "vérifier les deux peines",
                    )
        yield from _relations(placed)
    yield from _circles(project)


def _circles(project: Project) -> Iterator[Diagnostic]:
    """« Prevails over » must not come back to where it started, or two established offences would hide each other."""
    over: dict[str, list[tuple[str, Place]]] = {}
    for placed in project.offences:
        for i, relation in enumerate(placed.value.relations):
            if relation.prevails is not None and relation.kind in ("exclusion", "speciality"):
                winner, loser = placed.value.id, relation.with_
                if relation.prevails == "other":
                    winner, loser = loser, winner
                over.setdefault(winner, []).append((loser, placed.place("relations", i)))
    done: set[str] = set()
    for start in sorted(over):
        yield from _visit(start, [], over, done)


def _visit(
    name: str, path: list[str], over: dict[str, list[tuple[str, Place]]], done: set[str]
) -> Iterator[Diagnostic]:
    path.append(name)
    for loser, place in over.get(name, ()):
        if loser in path:
            circle = " > ".join([*path[path.index(loser) :], loser])
            yield Diagnostic(
                "R306", place, f"priorités en cercle : {circle}", "corriger `prevails` dans l'une de ces relations"
            )
        elif loser not in done:
            yield from _visit(loser, path, over, done)
    path.pop()
    done.add(name)


def _relations(placed: Placed[Offence]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for i, relation in enumerate(placed.value.relations):
        at = placed.place("relations", i)
        if relation.with_ == placed.value.id or relation.with_ in seen:
            yield Diagnostic(
                "R306", at, f"relation répétée ou avec soi-même : `{relation.with_}`", "n'en garder qu'une"
            )
        seen.add(relation.with_)
        ranked = relation.kind in ("exclusion", "speciality")
        if ranked != (relation.prevails is not None):
            yield Diagnostic(
                "R306",
                at,
                f"`{relation.kind}` {'demande' if ranked else 'refuse'} `prevails`",
                "dire `this` ou `other`" if ranked else "l'ôter",
            )
