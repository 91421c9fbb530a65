"""A trial is run: words read, facts answered, recipients found, notices written. Pure but for the
clock it is given: nothing is stored, journaled or logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from api.answers.answerer import QualificationInput, QualificationResult
from api.answers.asking_again import unusable_parts
from api.answers.indications import indications_to_keep
from api.hosting.result import HostingResult
from api.kit.clock import Clock
from api.trial.dangers import danger_in_trial, routing_statements
from api.trial.editions import TrialEdition
from api.trial.notices import notices_of
from api.trial.results import SupposedDecision, TrialReading, TrialResult
from api.trial.schemas import TrialCreate
from engine.facts.digest import stated_data
from engine.facts.earlier import readable
from engine.facts.renamings import translated
from engine.facts.statements import FieldFault, ReportError
from engine.model.outcome import Issue
from engine.routing.router import Routing
from engine.routing.situation import Content, DecisionOutcome, Where, situation_of
from textfile.text import Text

_UNKNOWN_OFFENCE = Text(fr="infraction inconnue de ces règles", en="offence unknown to these rules")
_OUTCOMES: Mapping[Issue, DecisionOutcome] = {Issue.OUT_OF_FIELD: "hors_champ", Issue.NOT_QUALIFIED: "ecarte"}


def run_trial(edition: TrialEdition, trial: TrialCreate, clock: Clock) -> TrialResult:
    """The result of a trial under one edition. Same trial, edition and day, same result.

    Raises:
        ReportError: with every field that these rules do not take.
    """
    law, day = edition.engine.ruleset, trial.date_of_decision or clock.today().isoformat()
    if trial.offence is not None and trial.offence not in law.offences:
        raise ReportError([FieldFault("offence", _UNKNOWN_OFFENCE)])
    routing_statements(edition, trial)  # what is wrong in it is said before anything is worked out
    facts, reading, indications = _read(edition, trial)
    answered = edition.answerer.answer(
        QualificationInput(
            id=trial.id,
            date_of_facts=trial.date_of_facts,
            facts=facts,
            raised=trial.raised,
            text_length=len(trial.text or ""),
            decision_day=day,
            comment_length=len(trial.comment or ""),
            indications=indications_to_keep(law, trial.reported_category, indications),
        )
    )
    decision = _decision(trial, answered)
    hosting = _hosting(edition, trial, clock.now())
    routing = _routing(edition, trial, answered, decision, hosting)
    return TrialResult(
        edition=edition,
        request=trial,
        reading=reading,
        qualification=answered,
        danger=danger_in_trial(edition, trial, answered),
        decision=decision,
        hosting=hosting,
        routing=routing,
        notices=notices_of(edition, trial, answered, decision, hosting, routing),
    )


def fitted_to(edition: TrialEdition, trial: TrialCreate) -> tuple[TrialCreate, tuple[str, ...]]:
    """A trial without what the rules of an edition do not take, and what is left aside: facts,
    points and an offence that another edition alone knows.
    """
    law = edition.engine.ruleset
    lengths = len(trial.text or ""), len(trial.comment or "")
    question = QualificationInput(trial.id, None, trial.facts, trial.raised, lengths[0], "", comment_length=lengths[1])
    facts, points = unusable_parts(law, question)
    routing = readable(trial.routing, edition.rules.router.rules.facts)
    offence = trial.offence if trial.offence in law.offences else None
    aside = [*facts, *points, *(name for name in trial.routing if name not in routing)]
    aside += [trial.offence] if trial.offence is not None and offence is None else []
    kept = {
        "facts": {name: raw for name, raw in trial.facts.items() if name not in facts},
        "raised": [name for name in trial.raised if name not in points],
        "routing": routing,
        "offence": offence,
    }
    return trial.model_copy(update=kept), tuple(aside)


def _read(edition: TrialEdition, trial: TrialCreate) -> tuple[dict[str, Any], TrialReading, Mapping[str, Any] | None]:
    """The facts stated with those that the words show, what was read, and its indications."""
    facts = translated(edition.engine.ruleset.facts, trial.facts)
    words = {"text": trial.text, "comment": trial.comment}
    if not trial.read_text or not any(word and word.strip() for word in words.values()):
        return facts, TrialReading(was_read=True), None
    taken = edition.texts.enrich(
        {"id": trial.id, **words, "reported_category": trial.reported_category, "facts": facts}
    )
    read = TrialReading(taken.was_read, taken.text_cues, taken.comment_cues, taken.presumed)
    return taken.data["facts"], read, taken.data.get("indications")


def _decision(trial: TrialCreate, answered: QualificationResult) -> SupposedDecision:
    offence = trial.offence or answered.answer.main
    if offence is not None:
        return SupposedDecision("qualifie", offence)
    return SupposedDecision(_OUTCOMES.get(answered.answer.issue, "en_suspens"), None)


def _hosting(edition: TrialEdition, trial: TrialCreate, moment: datetime) -> HostingResult | None:
    return edition.hosting.look(trial.url, None, moment)


def _routing(
    edition: TrialEdition,
    trial: TrialCreate,
    answered: QualificationResult,
    decision: SupposedDecision,
    hosting: HostingResult | None,
) -> Routing:
    router, day = edition.rules.router, date.fromisoformat(answered.question.decision_day)
    content = Content(
        offence=decision.offence,
        decision=decision.outcome,
        facts=stated_data(answered.report),
        where=hosting.where() if hosting is not None else Where(),
        origin="public",
        earlier_recipients=(),
    )
    situation = situation_of(content, router.rules, day, trial.routing)
    return router.decide(readable(situation, router.rules.facts), day)
