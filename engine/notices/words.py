"""The words of the law that a notice needs: those of one offence, of its clauses, and of the facts
a proof states, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.model.fact import FactDefinition
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from textfile.text import Frozen, Text

_GROUPS = {
    "element": "elements",
    "defence": "defences",
    "scope": "scope",
    "aggravation": "aggravations",
    "caution": "cautions",
}


class ClauseWords(Frozen):
    """A clause: its label, its article, and why it is presumed when it is."""

    label: Text
    article: str | None = None
    presumed: Text | None = None


class OffenceWords(Frozen):
    """An offence; `clauses` by `kind/name`."""

    id: str
    title: Text
    short: Text
    nature: str
    field: str
    theme: str
    authority: Text
    clauses: dict[str, ClauseWords]


class FactWords(Frozen):
    """A fact of the vocabulary: its label, its values."""

    type: str
    label: Text
    values: dict[str, Text] = {}
    unit: Text | None = None


class CaseWords(Frozen):
    """Words of a case file; `out_of_field` names the out-of-field rules of the answer."""

    offence: OffenceWords | None = None
    facts: dict[str, FactWords] = {}
    out_of_field: tuple[str, ...] = ()


def words_for(ruleset: Ruleset, proof: Mapping[str, Any], offence: str | None) -> CaseWords:
    """The words of an offence and of the facts of a proof, and the out-of-field rules it names.

    Raises:
        KeyError: the ruleset lacks the offence, or a fact of the proof: it is not the ruleset of
            the proof.
    """
    return CaseWords(
        offence=None if offence is None else _offence(ruleset.offences[offence].on(_law_day(proof, offence))),
        facts={name: _fact(ruleset.facts[name]) for name in proof["facts"]},
        out_of_field=tuple(proof["out_of_field"]),
    )


def _law_day(proof: Mapping[str, Any], offence: str) -> date:
    """A day on which the law that answered was in force."""
    read_from = next((entry.get("read_from") for entry in proof["offences"] if entry["offence"] == offence), None)
    return date.fromisoformat(read_from or proof["date_of_facts"])


def _offence(offence: Offence) -> OffenceWords:
    return OffenceWords(
        id=offence.id,
        title=offence.title,
        short=offence.short,
        nature=offence.nature,
        field=offence.field,
        theme=offence.theme,
        authority=offence.authority,
        clauses=dict(_clauses(offence)),
    )


def _clauses(offence: Offence) -> Iterator[tuple[str, ClauseWords]]:
    for kind, group in _GROUPS.items():
        for name, clause in getattr(offence, group).items():
            words = ClauseWords(
                label=clause.label,
                article=getattr(clause, "article", None),
                presumed=getattr(clause, "presumed", None),
            )
            yield f"{kind}/{name}", words


def _fact(fact: FactDefinition) -> FactWords:
    return FactWords(type=fact.type, label=fact.label, values=fact.values, unit=fact.unit)
