"""`/v1/trials`: a text or facts tried under the rules in service, or under a draft of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from api.http.admission import waits_in
from api.http.deps import ServicesDep
from api.http.permissions import CanAskQualifications
from api.http.routing import OffLoopRouter
from api.kit.clock import Clock
from api.kit.problems import Problem, RequestFault, from_faults, invalid, language_of, may_raise
from api.transmissions.recipients import route_read
from api.trial.comparing import differences_of
from api.trial.editions import TrialEdition
from api.trial.results import TrialNotice, TrialResult
from api.trial.running import fitted_to, run_trial
from api.trial.schemas import (
    CueRead,
    TrialAnswer,
    TrialCreate,
    TrialDifferenceRead,
    TrialNoticeRead,
    TrialRead,
)
from api.trial.sides import TrialSides
from api.trial.trials import Trials
from classifiers.cues.model import Cue
from engine.facts.statements import ReportError
from engine.model.knowledge import Voice
from textfile.diagnostics import Diagnostic
from textfile.text import Language, Text

router = OffLoopRouter(prefix="/v1/trials", tags=["qualifications"])
NO_DRAFT = Text(fr="aucun brouillon de ce nom", en="no draft of that name")


def trials_of(request: Request) -> Trials:
    """The trials that the application can run."""
    found: Trials = request.app.state.trials
    return found


TrialsDep = Annotated[Trials, Depends(trials_of)]


@router.post(
    "",
    responses=may_raise(
        "sign-in-needed", "not-allowed", "malformed-body", "body-too-large", "cross-site", "work-too-long"
    ),
)
@waits_in("reasoning")
def try_rules(
    _: CanAskQualifications, request: Request, trial: TrialCreate, services: ServicesDep, trials: TrialsDep
) -> TrialAnswer:
    """Un texte ou des faits sous les règles en service ou un brouillon : indices, réponse,
    destinataires, notifications. Rien n'est enregistré.
    """
    language = language_of(request)
    if trial.draft is None:
        return trial_answer(trials.run_live(services, trial_outcome, trial, language))
    tree = trials.tree(trial.draft)
    if tree is None:
        raise invalid("/draft", NO_DRAFT)
    return trial_answer(trials.run_draft(services, tree, trial_outcome, trial, language))


def trial_answer(outcome: TrialAnswer | tuple[RequestFault, ...]) -> TrialAnswer:
    """The answer of an outcome.

    Raises:
        Problem: it is made of faults.
    """
    if isinstance(outcome, tuple):
        raise Problem("invalid-request", outcome)
    return outcome


def trial_outcome(sides: TrialSides, trial: TrialCreate, language: Language) -> TrialAnswer | tuple[RequestFault, ...]:
    """The answer to a trial, or what is wrong in it or in the draft: plain data, which travels."""
    if sides.faults:
        return tuple(map(_fault, sides.faults))
    try:
        result = checked_trial(sides.tried, trial, sides.clock)
        if not trial.compare:
            return TrialAnswer(trial=_read(result, language), live=None, differences=None, left_aside=[])
        fitted, aside = fitted_to(sides.live, trial)
        live = checked_trial(sides.live, fitted, sides.clock)
    except Problem as problem:
        return problem.faults
    return TrialAnswer(
        trial=_read(result, language),
        live=_read(live, language),
        differences=[TrialDifferenceRead.model_validate(one) for one in differences_of(live, result)],
        left_aside=list(aside),
    )


def checked_trial(edition: TrialEdition, trial: TrialCreate, clock: Clock) -> TrialResult:
    """The result of a trial.

    Raises:
        Problem: with every field that these rules do not take.
    """
    try:
        return run_trial(edition, trial, clock)
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults)) from error


def _fault(fault: Diagnostic) -> RequestFault:
    """A fault of a draft; diagnostics are in French whatever the language."""
    said = f"{fault.place} : {fault.code}, {fault.message}"
    return RequestFault("/draft", Text(fr=said, en=said), Text(fr=fault.hint, en=fault.hint) if fault.hint else None)


def _read(result: TrialResult, language: Language) -> TrialRead:
    return TrialRead(
        ruleset=result.edition.digest,
        was_read=result.reading.was_read,
        cues=list(_cues(result)),
        presumed=list(result.reading.presumed),
        danger=result.danger,
        decision=result.decision.outcome,
        offence=result.decision.offence,
        answer=json.loads(result.qualification.data),
        hosting=result.hosting.as_data() if result.hosting is not None else None,
        routing_digest=result.routing.digest,
        routes=[route_read(route, None) for route in result.routing.routes],
        notices=[_notice(one, language) for one in result.notices],
    )


def _cues(result: TrialResult) -> Iterator[CueRead]:
    voices: tuple[tuple[Voice, tuple[Cue, ...]], ...] = (
        ("text", result.reading.text_cues),
        ("comment", result.reading.comment_cues),
    )
    for voice, cues in voices:
        for cue in cues:
            yield CueRead(voice=voice, **cue._asdict())


def _notice(one: TrialNotice, language: Language) -> TrialNoticeRead:
    faults = (RequestFault(fault.place, fault.what, fault.remedy) for fault in one.refusals)
    return TrialNoticeRead(
        recipient=one.recipient,
        kind=one.kind,
        language=one.language,
        once_confirmed=one.once_confirmed,
        subject=one.notice.subject if one.notice is not None else None,
        text=one.notice.text if one.notice is not None else None,
        stand_ins=list(one.stand_ins),
        refusals=[fault.in_(language) for fault in faults],
    )
