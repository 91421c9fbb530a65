"""Difference of two laws: the shipped one against itself before an edit of one offence, without
twenty offences, before an edit of all, and with every offence under another name, so that the two
share none.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
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
EDITED = "loi-1881-24-al7"
ROUNDS = 3


def difference_of_laws(engine: Engine) -> dict[str, Any]:
    """Processor seconds of each, both engines being loaded: the median and the most of a few
    rounds; the changes told, and the bar.
    """
    law = engine.ruleset
    olders = {
        "one offence edited": _eased(law, (EDITED,)),
        "twenty new offences": _without(law),
        "every offence edited": _eased(law, law.offences),
        "no offence in common": _renamed(law),
    }
    return {"bar": BAR_SECONDS, "measures": {name: _measured(older, engine) for name, older in olders.items()}}


def _measured(older: Ruleset, engine: Engine) -> dict[str, Any]:
    before = Engine(older)
    found: list[int] = []
    spent = [spend(1, lambda: found.append(_changes(before, engine))) for _ in range(ROUNDS)]
    cpu = [one.cpu for one in spent]
    wall = statistics.median(one.wall for one in spent)
    return {"cpu": statistics.median(cpu), "most": max(cpu), "wall": wall, "changes": found[0]}


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


def _eased(law: Ruleset, names: Iterable[str]) -> Ruleset:
    """The law in which every version of some offences asks for one element less."""
    eased = {name: _eased_offence(law.offences[name]) for name in names}
    return replace(law, offences={**law.offences, **eased}, digest="eased")


def _eased_offence(offence: Offence) -> Offence:
    versions = tuple(
        version.model_copy(update={"elements": version.elements[:-1]}) if len(version.elements) > 1 else version
        for version in offence.versions
    )
    return offence.model_copy(update={"versions": versions})


def _renamed(law: Ruleset) -> Ruleset:
    """The law with every offence under another name."""
    offences = {f"{name}-ancien": _renamed_offence(offence) for name, offence in law.offences.items()}
    return replace(law, offences=offences, order=None, digest="renamed")


def _renamed_offence(offence: Offence) -> Offence:
    relations = tuple(r.model_copy(update={"with_": f"{r.with_}-ancien"}) for r in offence.relations)
    return offence.model_copy(update={"id": f"{offence.id}-ancien", "relations": relations})
