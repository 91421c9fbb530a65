"""R402: law not verified for six months; R403: law said to be verified on a day to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from engine.language.project import Definition, Project
from engine.model.law import Source
from textfile.diagnostics import Diagnostic, Place

STALE_AFTER = timedelta(days=183)


def verifications_are_recent(project: Project) -> Iterator[Diagnostic]:
    """Warns of each file whose oldest verification is too old, and refuses each one in the
    future.
    """
    oldest: dict[str, tuple[date, Place, str]] = {}
    for name, source, at in _sources(project):
        if source.verified_on > project.today:
            yield Diagnostic(
                "R403", at, f"`{name}` : vérifié le {source.verified_on}, dans l'avenir", "corriger la date"
            )
        elif at.file not in oldest or source.verified_on < oldest[at.file][0]:
            oldest[at.file] = (source.verified_on, at, name)
    for day, at, name in oldest.values():
        if project.today - day > STALE_AFTER:
            message = f"`{name}` : vérifié le {day}, il y a plus de six mois"
            yield Diagnostic("R402", at, message, "relire la source, puis dater")


def _sources(project: Project) -> Iterator[tuple[str, Source, Place]]:
    groups: list[list[Definition[Any]]] = [
        list(project.notions), list(project.limitations), list(project.offences), list(project.routes),
    ]  # fmt: skip
    for group in groups:
        for placed in group:
            for i, version in enumerate(placed.value.versions):
                yield placed.value.id, version.source, placed.place("versions", i, "source", "verified_on")
    for rule in project.out_of_field:
        yield rule.value.id, rule.value.source, rule.place("source", "verified_on")
