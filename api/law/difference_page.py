"""Page of a difference between two laws: one HTML file that needs nothing else, to be attached to a
change request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.analysis.difference.findings import (
    FolderDifference,
    PartDifference,
    RulesetDifference,
    StatusChange,
    WitnessAnswer,
)
from engine.analysis.difference.folder_words import class_of, file_lines, route_lines, title_of
from engine.analysis.difference.words import CLASSES, TAKES_OVER, DifferenceTeller
from engine.model.ruleset import Ruleset

_OUTCOMES = {"established": "établi", "refuted": "écarté", "open": "incertain", "presumed": "présumé", None: "—"}
_KINDS = {
    "element": "élément",
    "defence": "défense",
    "scope": "champ",
    "aggravation": "circonstance",
    "caution": "réserve",
}
_PRESUMABLE = ("element", "scope")


class ClauseRow(NamedTuple):
    """Row of two proofs side by side: a clause, and what each law finds of it."""

    kind: str
    label: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the two laws find otherwise."""
        return self.old != self.new


class ChangeView(NamedTuple):
    """View of a change of status: its sentences, and both proofs side by side."""

    lines: tuple[str, ...]
    rows: tuple[ClauseRow, ...]


class PartView(NamedTuple):
    """View of a part of the law that differs."""

    id: str
    title: str
    words: str
    changes: tuple[ChangeView, ...]
    others: tuple[tuple[str, ...], ...]
    wordings: tuple[tuple[str, str, str], ...]

    @property
    def is_taken_over(self) -> bool:
        """Whether a neighbour takes the place of the offence somewhere."""
        return any(line.strip().startswith(TAKES_OVER) for change in self.changes for line in change.lines)


class PlaceDifferenceView(NamedTuple):
    """View of what differs in one place beside the law."""

    title: str
    words: str
    lines: tuple[str, ...]


def difference_page(
    found: RulesetDifference, old: Ruleset, new: Ruleset, beside: FolderDifference | None = None
) -> str:
    """The page, in French; `beside`: what differs beside the law, where both have a folder."""
    teller = DifferenceTeller(found, old, new)
    return (
        _environment()
        .get_template("difference.html")
        .render(
            old=found.old,
            new=found.new,
            words=CLASSES[found.of_class],
            parts=[part_view(part, teller, old, new) for part in found.parts],
            beside=tuple(place_views(beside)) if beside is not None else (),
        )
    )


def place_views(found: FolderDifference) -> Iterator[PlaceDifferenceView]:
    """Views of what differs beside the law: routing as it answers, then each file."""
    for route in found.routes:
        title, *lines = route_lines(route)
        yield PlaceDifferenceView(title, "", tuple(lines))
    for file in found.files:
        yield PlaceDifferenceView(title_of(file), class_of(file), tuple(file_lines(file)))


def part_view(part: PartDifference, teller: DifferenceTeller, old: Ruleset, new: Ruleset) -> PartView:
    """View of a part of the law, with the findings of both laws on each of its witnesses."""
    others = [tuple(teller.clause(part, change)) for change in part.clauses]
    others += [tuple(teller.condition(change)) for change in part.conditions]
    others += [tuple(teller.relation(part, change)) for change in part.relations]
    others += [(teller.consequence(part, change),) for change in part.consequences]
    return PartView(
        part.id,
        teller.title(part),
        teller.class_words(part),
        tuple(ChangeView(tuple(teller.status(part, one)), tuple(_rows(part, one, old, new))) for one in part.statuses),
        tuple(others),
        tuple((change.place, _text(change.old), _text(change.new)) for change in part.wordings),
    )


def _rows(part: PartDifference, change: StatusChange, old: Ruleset, new: Ruleset) -> Iterator[ClauseRow]:
    before, after = _findings(change.witness.old, part.id), _findings(change.witness.new, part.id)
    for kind, name in {**before, **after}:
        label = _label(new, part.id, kind, name) or _label(old, part.id, kind, name) or name
        sides = (_OUTCOMES.get(side.get((kind, name)), "—") for side in (before, after))
        yield ClauseRow(_KINDS.get(kind, kind), label, *sides)


def _findings(answer: WitnessAnswer, offence: str) -> Mapping[tuple[str, str], str]:
    """What a proof finds of each clause of an offence; `presumed` where it is held without being
    known.
    """
    proof = json.loads(answer.proof)
    entry = next((one for one in proof["offences"] if one["offence"] == offence), None)
    if entry is None:
        return {}
    conditions = proof["conditions"]
    found = {(one["kind"], one["name"]): conditions[one["condition"]]["outcome"] for one in entry["findings"]}
    assumed = {(kind, name) for kind, name in found if kind in _PRESUMABLE and name in entry["presumed"]}
    return found | {clause: "presumed" for clause in assumed if found[clause] == "open"}


def _label(law: Ruleset, offence: str, kind: str, name: str) -> str | None:
    found = law.offences.get(offence)
    if found is None:
        return None
    every: Mapping[str, Mapping[str, Any]] = {
        "element": found.elements,
        "defence": found.defences,
        "scope": found.scope,
        "aggravation": found.aggravations,
        "caution": found.cautions,
    }
    clauses = every.get(kind, {})
    return clauses[name].label.fr if name in clauses else None


def _text(value: Any) -> str:
    match value:
        case None:
            return "—"
        case {"fr": str(said)}:
            return said
        case str(said):
            return said
        case _:
            return json.dumps(value, ensure_ascii=False)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["taking_over"] = lambda line: line.strip().startswith(TAKES_OVER)
    return made
