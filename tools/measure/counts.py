"""What is counted over reports and outcomes, with 95 % intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifiers.noise.bounds import lower, upper
from tools.measure.labels import LabelledReport
from tools.measure.metrics import RISK, auc, auc_interval
from tools.measure.product import Outcome
from training.articles import article_in, article_of

Measured = tuple[LabelledReport, Outcome]
"""A report and what the product did with it."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the exact interval of the rate behind them (Clopper and Pearson)."""

    count: int
    of: int

    def plain(self) -> dict[str, Any]:
        """As plain data; no rate of nothing."""
        if not self.of:
            return {"count": 0, "of": 0, "share": None, "low": None, "high": None}
        low, high = lower(self.count, self.of, RISK / 2), upper(self.count, self.of, RISK / 2)
        return {"count": self.count, "of": self.of, "share": self.count / self.of, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the ROC curve of the score, what matters against noise: the wider of DeLong's
    interval and Hanley and McNeil's.
    """

    matters: int
    noise: int
    area: float | None
    low: float | None
    high: float | None

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "matters": self.matters,
            "noise": self.noise,
            "area": self.area,
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the table: of the reports that it is about, how many the answer is yes for."""

    key: str
    label: str
    about: Callable[[LabelledReport], bool]
    holds: Callable[[LabelledReport, Outcome], bool]

    def share(self, measured: Iterable[Measured]) -> Share:
        """Counted over reports."""
        answers = [self.holds(report, outcome) for report, outcome in measured if self.about(report)]
        return Share(sum(answers), len(answers))


def meets(report: LabelledReport, offences: Iterable[str]) -> bool:
    """Whether one of the offences is of an article that the label accepts."""
    accepted = [article_in(label) for label in report.articles]
    return any(one.accepts(article_of(offence)) for offence in offences for one in accepted)


def _matters(report: LabelledReport) -> bool:
    return report.matters


def _noise(report: LabelledReport) -> bool:
    return not report.matters


def _grave(report: LabelledReport) -> bool:
    return report.grave


OF_MATTERS = (
    Question("matters_aside", "ce qui compte, mis de côté", _matters, lambda r, o: o.set_aside),
    Question("grave_aside", "… dont grave", _grave, lambda r, o: o.set_aside),
    Question("matters_filtered", "… par le filtre seul", _matters, lambda r, o: o.filter_aside),
    Question("grave_filtered", "… dont grave", _grave, lambda r, o: o.filter_aside),
    Question("field_first", "le champ dit en premier", _matters, lambda r, o: r.field in o.fields[:1]),
    Question("field_in_two", "le champ parmi les deux premiers", _matters, lambda r, o: r.field in o.fields[:2]),
    Question("first_right", "première suggestion juste", _matters, lambda r, o: meets(r, o.suggestions[:1])),
    Question("three_right", "une des trois premières", _matters, lambda r, o: meets(r, o.suggestions[:3])),
    Question("unanswered", "aucune suggestion", _matters, lambda r, o: not o.suggestions),
    Question("grave_danger", "grave, danger dit", _grave, lambda r, o: o.danger),
)
OF_NOISE = (
    Question("noise_aside", "bruit mis de côté", _noise, lambda r, o: o.set_aside),
    Question("noise_filtered", "… par le filtre seul", _noise, lambda r, o: o.filter_aside),
    Question("noise_suggested", "bruit, infraction suggérée", _noise, lambda r, o: o.main is not None),
    Question(
        "noise_shown",
        "… sans être mis de côté",
        _noise,
        lambda r, o: o.main is not None and not o.filter_aside,
    ),
    Question("noise_danger", "bruit, danger dit", _noise, lambda r, o: o.danger),
)
QUESTIONS = (*OF_MATTERS, *OF_NOISE)


def area(measured: Sequence[Measured]) -> Area:
    """The area of the score; reports without a score are in no count."""
    matters, noise = (
        np.array([o.score for r, o in measured if r.matters is side and o.score is not None], dtype=np.float64)
        for side in (True, False)
    )
    if not len(matters) or not len(noise):
        return Area(len(matters), len(noise), None, None, None)
    return Area(len(matters), len(noise), auc(matters, noise), *auc_interval(matters, noise))


def encoded(measured: Iterable[Measured], offences: Iterable[str]) -> Share:
    """Of what matters, how much has an accepted article that the rules encode: no suggestion can be
    right of the others.
    """
    every = tuple(offences)
    found = [meets(report, every) for report, _ in measured if report.matters]
    return Share(sum(found), len(found))
