"""R205: notions that name each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.project import Definition, Project
from engine.model.condition import notions_in
from engine.model.law import Notion
from textfile.diagnostics import Diagnostic


def notions_are_acyclic(project: Project) -> Iterator[Diagnostic]:
    """Checks that no notion is defined by itself, directly or not.

    Each cycle is reported once, whole.
    """
    notions = {n.value.id: n for n in project.notions}
    for circle in in_order({name: placed.value for name, placed in notions.items()})[1]:
        yield _diagnostic(circle, notions)


def _diagnostic(circle: list[str], notions: Mapping[str, Definition[Notion]]) -> Diagnostic:
    first = notions[circle[0]]
    if len(circle) == 1:
        message = f"la notion `{circle[0]}` se définit par elle-même"
        return Diagnostic("R205", first.place("id"), message, "la définir par des faits, ou par d'autres notions")
    shown = " → ".join([*circle[:20], *(["…"] if len(circle) > 20 else []), circle[0]])
    related = tuple((notions[n].place("id"), f"`{n}`") for n in circle[1:20])
    return Diagnostic(
        "R205", first.place("id"), f"notions en cercle : {shown}", "en définir une sans les autres", related
    )


def in_order(notions: Mapping[str, Notion]) -> tuple[list[str], list[list[str]]]:
    """The notions, each after those it uses, and the circles met.

    Without recursion: a chain may be long.
    """
    uses = {
        name: sorted({n for v in notion.versions for n in notions_in(v.condition) if n in notions})
        for name, notion in notions.items()
    }
    done: dict[str, None] = {}
    circles: list[list[str]] = []
    for start in notions:
        path: dict[str, Iterator[str]] = {}
        todo = [] if start in done else [start]
        while todo:
            name = todo[-1]
            following = next(path.setdefault(name, iter(uses[name])), None)
            if following is None:
                done[todo.pop()] = None
                del path[name]
            elif following in path:
                circles.append(todo[todo.index(following) :])
            elif following not in done:
                todo.append(following)
    return list(done), circles
