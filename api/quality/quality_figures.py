"""Quality figures as plain values: offences suggested and retained, clauses and cues corrected.

A name of a figure (`QualityFigure`) leads from it to its cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.rules.clause_facts import ClausePart
from api.statistics.presumptions import OUTCOMES, WRONG
from api.statistics.tables import Ratio

FigureKind: TypeAlias = Literal["suggested", "retained", "overridden", "unsuggested", "clause", "cue"]


@dataclass(frozen=True, slots=True)
class QualityFigure:
    """Name of a figure: what is counted, of which offence or cue, and by what it is told further.

    `by`: of `overridden`, what was decided (an offence, or a kind of decision); of `unsuggested`,
    what was suggested, `NOTHING` for nothing; of a clause, `part.name`; of a cue, an outcome.
    Empty: all of them.
    """

    kind: FigureKind
    of: str
    by: str = ""


NOTHING = "-"
"""What is suggested where nothing is; no offence has such a name."""


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """Count of decisions: what was suggested, and what people decided."""

    suggested: str | None
    kind: str
    offence: str | None
    count: int


@dataclass(frozen=True, slots=True)
class OffenceQuality:
    """Decisions about one offence. `overridden`: it was suggested, and they say something else;
    `unsuggested`: they retain it, and something else, or nothing, was suggested.
    """

    offence: str
    suggested: int
    retained: int
    overridden: tuple[DecisionCount, ...]
    unsuggested: tuple[DecisionCount, ...]

    @property
    def share(self) -> Ratio | None:
        """Retained among suggested; None when it never was."""
        return Ratio(self.retained, self.suggested, exact=True) if self.suggested else None


@dataclass(frozen=True, slots=True)
class ClauseQuality:
    """A clause of an offence: among `of` reports decided on which the offence was suggested, those
    in which people found wrong a presumed fact that the clause reads.
    """

    offence: str
    part: ClausePart
    clause: str
    wrong: int
    of: int

    @property
    def share(self) -> Ratio:
        """Wrong among all."""
        return Ratio(self.wrong, self.of, exact=True)


@dataclass(frozen=True, slots=True)
class CueQuality:
    """A cue of the lexicons: how many of its presumptions have each outcome. `file`: where it is
    written; None when the lexicons in use no longer have it.
    """

    cue: str
    file: str | None
    outcomes: Mapping[str, int]

    @property
    def wrong(self) -> int:
        """Presumptions that people corrected or withdrew."""
        return sum(self.outcomes[name] for name in WRONG)

    @property
    def judged(self) -> int:
        """Presumptions that people judged."""
        return self.wrong + self.outcomes["confirmed"]

    @property
    def share(self) -> Ratio | None:
        """Wrong among judged; None when none was."""
        return Ratio(self.wrong, self.judged, exact=True) if self.judged else None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality figures of a period, on `decisions` decisions that stand. Clauses and cues: those
    that are surest to be wrong first.
    """

    decisions: int
    offences: tuple[OffenceQuality, ...]
    clauses: tuple[ClauseQuality, ...]
    cues: tuple[CueQuality, ...]


def surely_wrong(share: Ratio | None) -> float:
    """The least share wrong that the interval leaves possible; less than any when nobody judged."""
    interval = share.interval if share is not None else None
    return interval[0] if interval is not None else -1.0


def no_outcomes() -> dict[str, int]:
    """Each outcome, counted zero."""
    return dict.fromkeys(OUTCOMES, 0)
