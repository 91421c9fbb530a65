"""Results of a trial, as values: what was read, the answer, the routes, the notices."""

from __future__ import annotations

from dataclasses import dataclass

from api.answers.answerer import QualificationResult
from api.hosting.result import HostingResult
from api.rules.dangers import Danger
from api.transmissions.schemas import Recipient
from api.trial.editions import TrialEdition
from api.trial.schemas import TrialCreate
from classifiers.cues.model import Cue
from engine.model.answer import Answer
from engine.model.report import Report
from engine.notices.compose import Notice
from engine.notices.faults import NoticeFault
from engine.notices.tables import Kind
from engine.reasoning.qualify import Engine
from engine.routing.router import Routing
from engine.routing.situation import DecisionOutcome
from textfile.text import Language


@dataclass(frozen=True, slots=True)
class TrialReading:
    """Reading of the words of a trial: cues of each voice, facts that they make presumed.
    `was_read`: whether a reader could read them.
    """

    was_read: bool
    text_cues: tuple[Cue, ...] = ()
    comment_cues: tuple[Cue, ...] = ()
    presumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupposedDecision:
    """Decision that routing and notices suppose: that somebody follows the answer, or retains the
    offence they wish to try.
    """

    outcome: DecisionOutcome
    offence: str | None


@dataclass(frozen=True, slots=True)
class TrialNotice:
    """Notice that a due route would have written, or what refuses it.

    `once_confirmed`: it is written only once the facts that are presumed are confirmed.
    `stand_ins`: what a trial does not know, and for which an example stands.
    """

    recipient: Recipient
    kind: Kind
    language: Language
    notice: Notice | None
    refusals: tuple[NoticeFault, ...]
    once_confirmed: bool
    stand_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Result of a trial under one edition of the rules."""

    edition: TrialEdition
    request: TrialCreate
    reading: TrialReading
    qualification: QualificationResult
    danger: Danger | None
    decision: SupposedDecision
    hosting: HostingResult | None
    routing: Routing
    notices: tuple[TrialNotice, ...]

    @property
    def engine(self) -> Engine:
        """The engine on its law."""
        return self.edition.engine

    @property
    def report(self) -> Report:
        """The report as the engine reads it, without its words."""
        return self.qualification.report

    @property
    def answer(self) -> Answer:
        """The answer."""
        return self.qualification.answer
