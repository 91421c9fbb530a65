"""R306: a relation between offences that does not hold together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.project import Definition, Project
from engine.model.law import Offence
from textfile.diagnostics import Diagnostic, Place


def relations_are_consistent(project: Project) -> Iterator[Diagnostic]:
    """Checks that each other offence is named once, with a preference where the kind of relation
    has one, and no cycle of preferences.
    """
    for placed in project.offences:
        yield from _relations(placed)
    yield from _circles(project)


def _relations(placed: Definition[Offence]) -> Iterator[Diagnostic]:
    seen: dict[str, Place] = {}
    for i, relation in enumerate(placed.value.relations):
        at = placed.place("relations", i, "with")
        if relation.with_ == placed.value.id:
            yield Diagnostic("R306", at, "une infraction n'a pas de relation avec elle-même", "corriger `with`")
        elif relation.with_ in seen:
            message = f"deux relations avec `{relation.with_}`"
            yield Diagnostic("R306", at, message, "n'en garder qu'une", ((seen[relation.with_], "première relation"),))
        seen.setdefault(relation.with_, at)
        ranked = relation.kind in ("exclusion", "speciality")
        if ranked and relation.prevails is None:
            message = f"une relation `{relation.kind}` dit laquelle l'emporte"
            yield Diagnostic(
                "R306", placed.place("relations", i, "kind"), message, "ajouter `prevails: this` ou `other`"
            )
        if not ranked and relation.prevails is not None:
            message = f"dans une relation `{relation.kind}`, aucune ne l'emporte"
            yield Diagnostic("R306", placed.place("relations", i, "prevails"), message, "ôter `prevails`")


def _circles(project: Project) -> Iterator[Diagnostic]:
    """« Prevails over » must not come back to where it started, or two established offences would
    hide each other.
    """
    over: dict[str, list[tuple[str, Place]]] = {}
    for placed in project.offences:
        for i, relation in enumerate(placed.value.relations):
            if relation.prevails is not None and relation.kind in ("exclusion", "speciality"):
                winner, loser = placed.value.id, relation.with_
                if relation.prevails == "other":
                    winner, loser = loser, winner
                if winner != loser:
                    over.setdefault(winner, []).append((loser, placed.place("relations", i, "prevails")))
    done: set[str] = set()
    for start in sorted(over):
        yield from _from(start, over, done)


def _from(start: str, over: dict[str, list[tuple[str, Place]]], visited: set[str]) -> Iterator[Diagnostic]:
    """The circles met when following preferences from one offence.

    Without recursion: a chain may be long.
    """
    path: dict[str, Iterator[tuple[str, Place]]] = {}
    todo = [] if start in visited else [start]
    while todo:
        name = todo[-1]
        following = next(path.setdefault(name, iter(over.get(name, ()))), None)
        if following is None:
            visited.add(todo.pop())
            del path[name]
            continue
        loser, place = following
        if loser in path:
            circle = [*todo[todo.index(loser) :], loser]
            shown = " > ".join(circle if len(circle) <= 20 else [*circle[:20], "…", loser])
            hint = "corriger `prevails` dans l'une de ces relations"
            yield Diagnostic("R306", place, f"priorités en cercle : {shown}", hint)
        elif loser not in visited:
            todo.append(loser)
