"""The danger that a trial shows, by the facts of its report and those of routing that it states."""

from __future__ import annotations

from collections.abc import Mapping

from api.answers.answerer import QualificationResult
from api.rules.dangers import Danger
from api.trial.editions import TrialEdition
from api.trial.schemas import TrialCreate
from engine.facts.statements import FieldFault, ReportError, read_report
from engine.model.knowledge import StatedFact


def routing_statements(edition: TrialEdition, trial: TrialCreate) -> Mapping[str, StatedFact]:
    """The facts of routing that the trial states.

    Raises:
        ReportError: with each that the rules of routing do not take.
    """
    try:
        return read_report({"facts": trial.routing}, edition.rules.router.rules.facts).facts
    except ReportError as error:
        raise ReportError(
            FieldFault(fault.field.replace("facts", "routing", 1), fault.what, fault.remedy) for fault in error.faults
        ) from error


def danger_in_trial(edition: TrialEdition, trial: TrialCreate, answered: QualificationResult) -> Danger | None:
    """The danger that its facts show, or its indications; None when nothing shows any.

    Raises:
        ReportError: as `routing_statements`.
    """
    report = answered.report
    return edition.rules.dangers.find(
        {**routing_statements(edition, trial), **report.warning_facts}, report.indications
    )
