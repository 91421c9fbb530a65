"""R205: notions that name each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.diagnostics import Diagnostic
from engine.language.project import Placed, Project
from engine.model.condition import notions_in
from engine.model.law import Notion


def check(project: Project) -> Iterator[Diagnostic]:
    """No notion is defined by itself, directly or not. Each circle is told once, whole."""
    notions = {n.value.id: n for n in project.notions}
    uses = {
        name: sorted({n for v in placed.value.versions for n in notions_in(v.condition) if n in notions})
        for name, placed in notions.items()
    }
    done: set[str] = set()
    for start in notions:
        path: list[str] = []
        yield from _visit(start, path, done, uses, notions)


def _visit(
    name: str, path: list[str], done: set[str], uses: dict[str, list[str]], notions: dict[str, Placed[Notion]]
) -> Iterator[Diagnostic]:
    if name in path:
        circle = path[path.index(name) :]
        related = tuple((notions[n].place("id"), f"`{n}`") for n in circle[1:])
        yield Diagnostic(
            "R205",
            notions[name].place("id"),
            f"notions en cercle : {' → '.join([*circle, name])}",
            "en définir une sans les autres",
            related,
        )
        return
    if name in done:
        return
    path.append(name)
    for used in uses[name]:
        yield from _visit(used, path, done, uses, notions)
    path.pop()
    done.add(name)
