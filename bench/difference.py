"""Difference of two laws: the shipped one against itself without twenty offences, and against one
in which every version of every offence asks for one element less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bench.clock import spend
from engine.analysis.difference.difference import difference
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from engine.reasoning.qualify import Engine

BAR_SECONDS = 5.0
"""Processor seconds for any two versions of the whole law."""
NEW = 20


def difference_of_laws(engine: Engine) -> dict[str, Any]:
    """Processor seconds of both, the changes told, and the bar."""
    law = engine.ruleset
    measures = {}
    for name, older in (("twenty new offences", _without(law)), ("every offence edited", _eased(law))):
        before = Engine(older)
        found: list[int] = []
        spent = spend(1, lambda before=before, found=found: found.append(_changes(before, engine)))  # type: ignore[misc]
        measures[name] = {"cpu": spent.cpu, "wall": spent.wall, "changes": found[0]}
    return {"bar": BAR_SECONDS, "measures": measures}


def _changes(old: Engine, new: Engine) -> int:
    return sum(len(part.statuses) for part in difference(old, new).parts)


def _without(law: Ruleset) -> Ruleset:
    """The law before its last offences, and what is said of them elsewhere."""
    gone = {*sorted(law.offences)[-NEW:]}
    kept = {
        name: offence.model_copy(update={"relations": tuple(r for r in offence.relations if r.with_ not in gone)})
        for name, offence in law.offences.items()
        if name not in gone
    }
    return replace(law, offences=kept, order=None, digest="without")


def _eased(law: Ruleset) -> Ruleset:
    return replace(law, offences={name: _eased_offence(one) for name, one in law.offences.items()}, digest="eased")


def _eased_offence(offence: Offence) -> Offence:
    versions = tuple(
        version.model_copy(update={"elements": version.elements[:-1]}) if len(version.elements) > 1 else version
        for version in offence.versions
    )
    return offence.model_copy(update={"versions": versions})
