"""R201: a fact that does not exist; R206: a notion, regime, clause or offence that does not."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from functools import partial

from engine.language.checks.conditions import written
from engine.language.diagnostics import Diagnostic, Place
from engine.language.project import Project
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, NotionRef, Within


def check(project: Project) -> Iterator[Diagnostic]:
    """Everything named exists."""
    facts = {f.value.id for f in project.facts}
    notions = {n.value.id for n in project.notions}
    limitations = {p.value.id for p in project.limitations}
    offences = {o.value.id for o in project.offences}
    for condition in written(project):
        for part, place in condition.parts():
            if isinstance(part, NotionRef):
                yield from _missing("R206", "notion", part.notion, notions, place)
            elif isinstance(part, IsTrue | IsOneOf | IncludesAny | Within):
                yield from _missing("R201", "fait", part.fact, facts, place)
    for offence in project.offences:
        law = offence.value
        for i, version in enumerate(law.versions):
            at = partial(offence.place, "versions", i)
            for word in ("elements", "defences", "scope", "cautions"):
                for j, name in enumerate(getattr(version, word)):
                    yield from _missing("R206", f"`{word}`", name, getattr(law, word), at(word, j))
            for name in version.aggravations:
                yield from _missing("R206", "circonstance", name, law.aggravations, at("aggravations", name))
            if version.limitation is not None:
                yield from _missing("R206", "prescription", version.limitation, limitations, at("limitation"))
            for name, regime in version.limitation_if.items():
                yield from _missing("R206", "circonstance", name, version.aggravations, at("limitation_if", name))
                yield from _missing("R206", "prescription", regime, limitations, at("limitation_if", name))
            if version.continued_by is not None:
                yield from _missing("R206", "infraction", version.continued_by, offences, at("continued_by"))
        for i, relation in enumerate(law.relations):
            yield from _missing("R206", "infraction", relation.with_, offences, offence.place("relations", i, "with"))


def _missing(code: str, what: str, name: str, known: Collection[str], place: Place) -> Iterator[Diagnostic]:
    if name not in known:
        near = difflib.get_close_matches(name, list(known), n=1)
        yield Diagnostic(
            code,
            place,
            f"{what} inconnu(e) : `{name}`",
            f"vouliez-vous `{near[0]}` ?" if near else "le définir, ou corriger le nom",
        )
