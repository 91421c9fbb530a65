"""R304: a version that lacks what it needs, or holds what it cannot."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.project import Definition, Project
from engine.model.law import Offence, Penalty, Version
from textfile.diagnostics import Diagnostic


def versions_are_complete(project: Project) -> Iterator[Diagnostic]:
    """Checks that a version in force has elements (one of them `core`), a penalty and a limitation;
    a void one has none of them.
    """
    for placed in project.offences:
        for i, version in enumerate(placed.value.versions):
            yield from (_void if version.void is not None else _in_force)(placed, i, version)
    for regime in project.limitations:
        for i, delay in enumerate(regime.value.versions):
            counted = bool(delay.delay.years or delay.delay.months)
            if counted is delay.delay.never:
                at = regime.place("versions", i, "delay")
                wrong = (
                    "un délai compté n'est pas imprescriptible" if counted else "un délai nul prescrit tout aussitôt"
                )
                hint = "écrire `delay: {years: …}`, `{months: …}` ou `{never: true}`"
                yield Diagnostic("R304", at, f"`{regime.value.id}` : {wrong}", hint)


def _void(placed: Definition[Offence], i: int, version: Version) -> Iterator[Diagnostic]:
    for word in ("elements", "defences", "scope", "aggravations", "cautions", "penalty"):
        if getattr(version, word):
            message = f"la version `{version.id}` est `void` et a pourtant `{word}`"
            yield Diagnostic("R304", placed.place("versions", i, word), message, f"ôter `{word}`, ou `void`")
            break
    if version.void == "transferred" and version.continued_by is None:
        message = f"la version `{version.id}` est `transferred` et ne dit pas où le texte est passé"
        yield Diagnostic("R304", placed.place("versions", i, "void"), message, "ajouter `continued_by: infraction`")
    if version.void != "transferred" and version.continued_by is not None:
        message = f"la version `{version.id}` a `continued_by` sans être `transferred`"
        yield Diagnostic(
            "R304", placed.place("versions", i, "continued_by"), message, "écrire `void: transferred`, ou l'ôter"
        )


def _in_force(placed: Definition[Offence], i: int, version: Version) -> Iterator[Diagnostic]:
    at = placed.place("versions", i)
    if version.continued_by is not None:
        message = f"la version `{version.id}` a `continued_by` et punit encore"
        yield Diagnostic(
            "R304", placed.place("versions", i, "continued_by"), message, "écrire `void: transferred`, ou l'ôter"
        )
    if not version.elements:
        message = f"la version `{version.id}` n'a pas d'élément"
        yield Diagnostic("R304", at, message, "les nommer sous `elements`")
    elif not any(e not in placed.value.elements or placed.value.elements[e].core for e in version.elements):
        yield Diagnostic(
            "R304", placed.place("versions", i, "elements"), f"la version `{version.id}` n'a pas d'élément caractéristique",
            "écrire `core: true` sur l'un d'eux",
        )  # fmt: skip
    if version.penalty is None:
        yield Diagnostic("R304", at, f"la version `{version.id}` n'a pas de peine", "écrire `penalty`")
    elif version.penalty.weight == Penalty().weight:
        message = f"la version `{version.id}` a une peine nulle"
        hint = "écrire `prison_months`, `fine_euros`, `life` ou `contravention_class`"
        yield Diagnostic("R304", placed.place("versions", i, "penalty"), message, hint)
    if version.limitation is None:
        yield Diagnostic("R304", at, f"la version `{version.id}` n'a pas de prescription", "écrire `limitation`")
    if version.penalty is not None:
        yield from _aggravations(placed, i, version, version.penalty)


def _aggravations(placed: Definition[Offence], i: int, version: Version, base: Penalty) -> Iterator[Diagnostic]:
    for name, penalty in version.aggravations.items():
        if penalty.weight < base.weight or (penalty.weight == base.weight and name not in version.limitation_if):
            at = placed.place("versions", i, "aggravations", name)
            yield Diagnostic("R304", at, f"`{name}` n'aggrave pas la peine", "vérifier les deux peines")
