"""R307: an offence that no field of the order of suggestions holds."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.project import Project
from textfile.diagnostics import Diagnostic
from textfile.quoting import nearest


def offences_have_a_field(project: Project) -> Iterator[Diagnostic]:
    """Checks that each offence is among the usual ones of a field, or its others."""
    if project.order is None:
        return
    offences = {placed.value.id for placed in project.offences}
    listed = {name for rule in project.order.value.fields for name in rule.offences}
    misspelt = {nearest(name, offences) for name in listed - offences}  # said already
    for placed in project.offences:
        if placed.value.id not in listed | misspelt | project.doubtful:
            message = f"`{placed.value.id}` n'est dans aucun champ"
            yield Diagnostic(
                "R307", project.order.place("fields"), message, "l'écrire sous `usual` ou `others` d'un champ"
            )
