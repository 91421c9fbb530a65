"""R204: two definitions under one id; R209: an offence not named after its folder."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.project import Definition, Project
from engine.model.order import Order
from textfile.diagnostics import Diagnostic
from textfile.quoting import short


def _order(order: Definition[Order]) -> Iterator[Diagnostic]:
    for key in ("fields", "gravity"):
        first: dict[str, int] = {}
        for i, rule in enumerate(getattr(order.value, key)):
            if rule.id in first:
                yield Diagnostic(
                    "R204", order.place(key, i, "id"), f"`{rule.id}` défini deux fois", "les réunir",
                    ((order.place(key, first[rule.id], "id"), "première définition"),),
                )  # fmt: skip
            first.setdefault(rule.id, i)


def ids_are_unique(project: Project) -> Iterator[Diagnostic]:
    """Checks that ids are unique among facts, notions, limitation regimes, offences, out-of-field
    and routing rules, fields and gravities of the order.
    """
    groups = (
        project.facts,
        project.notions,
        project.limitations,
        project.offences,
        project.out_of_field,
        project.routes,
    )
    for group in groups:
        first: dict[str, Definition] = {}  # type: ignore[type-arg]
        for placed in group:
            name = placed.value.id
            if name in first:
                yield Diagnostic(
                    "R204", placed.place("id"), f"identifiant `{name}` défini deux fois", "renommer l'un des deux",
                    ((first[name].place("id"), "première définition"),),
                )  # fmt: skip
            first.setdefault(name, placed)
    if project.order is not None:
        yield from _order(project.order)
    for offence in project.offences:
        theme, folder = offence.document.file.split("/")[-3:-1]
        for key, value, wanted in (("id", offence.value.id, folder), ("theme", offence.value.theme, theme)):
            if value != wanted:
                yield Diagnostic(
                    "R209",
                    offence.value_place(key),
                    f"`{key}` vaut `{short(value)}` dans le dossier `{wanted}`",
                    "donner le même nom aux deux",
                )
    for offence in project.offences:
        versions: dict[str, int] = {}
        for i, version in enumerate(offence.value.versions):
            if version.id in versions:
                before = offence.place("versions", versions[version.id], "id")
                yield Diagnostic(
                    "R204", offence.place("versions", i, "id"), f"version `{version.id}` définie deux fois",
                    "renommer l'une des deux", ((before, "première définition"),),
                )  # fmt: skip
            versions.setdefault(version.id, i)
        taken: dict[str, str] = {}
        for word in ("elements", "defences", "scope"):
            for name in getattr(offence.value, word):
                if name in taken:
                    yield Diagnostic(
                        "R204", offence.place(word, name), f"`{name}` nomme déjà autre chose sous `{taken[name]}`",
                        "donner un nom à chaque question de droit",
                        ((offence.place(taken[name], name), "première définition"),),
                    )  # fmt: skip
                taken.setdefault(name, word)
