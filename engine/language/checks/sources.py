"""R402: law not verified for six months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from engine.language.diagnostics import Diagnostic
from engine.language.project import Placed, Project

STALE_AFTER = timedelta(days=183)


def check(project: Project) -> Iterator[Diagnostic]:
    """A warning per file whose oldest verification is too old, and an error for one dated in the future."""
    groups: list[list[Placed[Any]]] = [list(project.notions), list(project.limitations), list(project.offences)]
    for group in groups:
        for placed in group:
            for i, version in enumerate(placed.value.versions):
                day = version.source.verified_on
                at = placed.place("versions", i, "source", "verified_on")
                if day > project.today:
                    yield Diagnostic("R403", at, f"vérifié le {day}, dans l'avenir", "corriger la date")
                elif project.today - day > STALE_AFTER:
                    yield Diagnostic(
                        "R402",
                        at,
                        f"`{placed.value.id}` : vérifié le {day}, il y a plus de six mois",
                        "relire la source, puis dater",
                        warning=True,
                    )
