"""Assessments of one report: those of salient offences are there from the start, the others are
made when somebody reads them, which is mostly whoever writes a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from engine.model.answer import Assessment, AssessmentsByOffence, Board
from engine.model.outcome import TimeBar
from engine.reasoning.conclusions import Conclusions
from engine.reasoning.timelines import LawBetween


class ReportAssessments(AssessmentsByOffence):
    """Assessments by offence, in the order of the law."""

    def __init__(
        self,
        conclusions: Conclusions,
        places: Mapping[str, int],
        law: LawBetween,
        board: Board,
        salient: Mapping[int, Assessment],
    ) -> None:
        """`places`: of each offence in the law; `salient`: by place, in order, the assessments of
        all the offences that are live, evoked or raised by hand, and maybe of others.
        """
        self._conclusions = conclusions
        self._places = places
        self._law = law
        self._board = board
        self._salient = salient
        self._made = dict(salient)

    def __getitem__(self, offence: str) -> Assessment:
        return self.at(self._places[offence])

    def at(self, place: int) -> Assessment:
        """That of the offence at a place of the law."""
        found = self._made.get(place)
        if found is None:
            one, confirmed = self._conclusions.on(self._law.timeline(place), self._board)
            found = Assessment(one.conclusion, confirmed, self._board, one.evoked, one.compared)
            self._made[place] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, offence: object) -> bool:
        return offence in self._places

    @cached_property
    def evoked(self) -> tuple[Assessment, ...]:
        """Those of the offences that something in the facts evokes, all of them salient."""
        return tuple([one for one in self._salient.values() if one.evoked])

    @cached_property
    def in_order(self) -> tuple[Assessment, ...]:
        """All of them."""
        board = self._board
        concluded, statuses = self._conclusions.on_all(self._law.timelines, board)
        every = [  # by its name an assessment costs half as much again
            tuple.__new__(Assessment, (one[0], sure, board, one[1], one[2], TimeBar.UNKNOWN, None, None))
            for one, sure in zip(concluded, statuses, strict=True)
        ]
        for place, assessment in self._salient.items():
            every[place] = assessment
        return tuple(every)
