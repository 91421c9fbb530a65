"""Whole reports with the label of a careful reader: the project's own, or a folder of
`reports.jsonl` and `expected.jsonl`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from training.corpus import CORPUS

HELDOUT = CORPUS / "reports/heldout"
CALIBRATE = CORPUS / "reports/calibrate"

Voice = Literal["texte seul", "commentaire seul", "les deux"]
VOICES: tuple[Voice, ...] = ("texte seul", "commentaire seul", "les deux")


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report as sent, and what is expected of it. `field` is None of noise, which no list of
    articles follows; `noise`: its kind, where it is said.
    """

    id: str
    url: str | None
    category: str | None
    text: str | None
    comment: str | None
    field: str | None
    grave: bool
    articles: tuple[str, ...]
    noise: str | None = None

    @property
    def matters(self) -> bool:
        """Whether an analyst must see it."""
        return self.field is not None

    @property
    def voice(self) -> Voice:
        """Whose words it holds."""
        if self.text and self.comment:
            return "les deux"
        return "texte seul" if self.text else "commentaire seul"


@dataclass(frozen=True, slots=True)
class ReportSet:
    """Reports measured together. `open`: its misses may be looked at, which never holds of what is
    held out. `calibrates`: thresholds are set on it, so that it stands in no total.
    """

    name: str
    reports: tuple[LabelledReport, ...]
    open: bool = False
    calibrates: bool = False

    def only(self, chosen: Callable[[LabelledReport], bool]) -> ReportSet:
        """The same set with some of its reports."""
        return replace(self, reports=tuple(filter(chosen, self.reports)))


def read_sets(place: Path) -> Iterator[ReportSet]:
    """The sets of a folder: one of `reports.jsonl` with `expected.jsonl`, otherwise one a file.

    Raises:
        ValueError: there is none.
    """
    if (place / "expected.jsonl").is_file():
        yield ReportSet(place.name, tuple(_two_files(place)), open=True)
        return
    paths = [place] if place.is_file() else sorted(place.glob("*.jsonl"))
    if not paths:
        raise ValueError(f"{place} : aucun signalement étiqueté")
    for path in paths:
        yield ReportSet(path.stem, tuple(_one_file(path)), calibrates=path.parent.resolve() == CALIBRATE)


def _one_file(path: Path) -> Iterator[LabelledReport]:
    for row in _rows(path):
        yield _labelled(row, row, bool(row["grave"]))


def _two_files(place: Path) -> Iterator[LabelledReport]:
    expected = {row["id"]: row for row in _rows(place / "expected.jsonl")}
    for row in _rows(place / "reports.jsonl"):
        label = expected[row["id"]]
        yield _labelled(row, label, bool(label["never_aside"]))


def _labelled(row: dict[str, Any], label: dict[str, Any], grave: bool) -> LabelledReport:
    noise = label["expect"] == "noise"
    return LabelledReport(
        id=row["id"],
        url=row["url"],
        category=row["reported_category"],
        text=row["text"],
        comment=row["comment"],
        field=None if noise else label["field"],
        grave=grave and not noise,
        articles=() if noise else tuple(label["articles"]),
        noise=label.get("noise"),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
