"""Conversion of cues into the plain data of a report: presumed facts, never confirmed ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from classifiers.cues.model import Cue

SECOND = "second-lecteur"
"""The rule that cues of the second reader name."""
SOURCE = "indice textuel"
COMMENT = "commentaire du signalant"
"""The source of what is read in the reporter's words: it is reported, not seen."""
MAX_SOURCE = 200
LEAST = 0.3
"""The least confidence that makes a fact presumed: a cue put in doubt is shown, and presumes
nothing.
"""


def presumed_facts(cues: Iterable[Cue], sets: Iterable[str], source: str = SOURCE) -> dict[str, dict[str, Any]]:
    """One statement a fact: what the cues say of it, the rules that say so, the words of the
    surest.

    `sets` are the facts that may have several values: the text shows some, and says nothing of the
    others. A fact with one value, of which cues give two, is left out: a contradiction presumes
    nothing.
    """
    several = frozenset(sets)
    by_fact: dict[str, list[Cue]] = {}
    for cue in cues:
        if cue.confidence >= LEAST:
            by_fact.setdefault(cue.fact, []).append(cue)
    facts: dict[str, dict[str, Any]] = {}
    for fact, group in sorted(by_fact.items()):
        values = list(dict.fromkeys(cue.value for cue in group))
        if fact not in several and len(values) > 1:
            continue
        surest = min(group, key=lambda cue: (-cue.confidence, cue.start, cue.end))
        rules = ", ".join(dict.fromkeys(cue.rule for cue in sorted(group, key=lambda cue: -cue.confidence)))
        facts[fact] = {
            "value": {"includes": sorted(map(str, values)), "excludes": []} if fact in several else values[0],
            "standing": "presumed",
            "source": f"{source} ({rules})"[:MAX_SOURCE],
            "span": [surest.start, surest.end],
        }
    return facts


def add_presumed(report: Mapping[str, Any], cues: Iterable[Cue], sets: Iterable[str]) -> dict[str, Any]:
    """A report with what its text shows; what somebody already says of a fact stays as it is."""
    stated = report.get("facts")
    own = dict(stated) if isinstance(stated, Mapping) else {}
    return (
        {**report, "facts": {**presumed_facts(cues, sets), **own}}
        if stated is None or isinstance(stated, Mapping)
        else dict(report)
    )
