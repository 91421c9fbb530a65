"""The notices that a trial would have written: one for each recipient that is due, or what refuses
it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from api.answers.answerer import QualificationResult
from api.hosting.result import HostingResult
from api.kit.urls import absolute
from api.transmissions.notices.case_files import calls_of, hosting_fields, urgency_from
from api.transmissions.notices.preparing import KIND_OF, language_for
from api.trial.dangers import danger_in_trial
from api.trial.editions import TrialEdition
from api.trial.results import SupposedDecision, TrialNotice
from api.trial.schemas import TrialCreate
from engine.facts.digest import known_data
from engine.model.outcome import Standing
from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.intake import casefile_from
from engine.notices.tables import Kind
from engine.routing.router import Routing
from textfile.text import Language

REFERENCE = "essai"
HOST = {"name": "Hébergeur d'exemple", "contact": "contact@hebergeur.example"}
NOTIFIER = {"name": "Hotline d'exemple", "email": "contact@hotline.example"}
"""Stand for what a trial does not know: who hosts the content, who sends the notice."""
_KINDS: dict[str, str] = {"qualifie": "accept", "hors_champ": "out_of_scope"}
"""Kind of the decision supposed; « none applies » for the others."""


def notices_of(
    edition: TrialEdition,
    trial: TrialCreate,
    answered: QualificationResult,
    decision: SupposedDecision,
    hosting: HostingResult | None,
    routing: Routing,
) -> tuple[TrialNotice, ...]:
    """One notice for each recipient of a due route, in the order of the rules."""
    writer = _TrialWriter(edition, trial, answered, decision, hosting)
    recipients = dict.fromkeys(route.recipient for route in routing.having("due") if route.recipient in KIND_OF)
    return tuple(writer.notice(name) for name in recipients)


@dataclass(frozen=True)
class _TrialWriter:
    """Writes the notices of one trial."""

    edition: TrialEdition
    trial: TrialCreate
    answered: QualificationResult
    decision: SupposedDecision
    hosting: HostingResult | None

    def notice(self, recipient: Any) -> TrialNotice:
        """The notice to a recipient: on the facts as they are, otherwise on the same facts
        confirmed.
        """
        kind = KIND_OF[recipient]
        language: Language = self.trial.language or language_for(recipient)
        stand_ins = self._stand_ins(recipient)
        written, refusals = self._composed(kind, language, self.answered)
        if written is None and self._presumes:
            confirmed, _ = self._composed(kind, language, self._confirmed)
            if confirmed is not None:
                return TrialNotice(recipient, kind, language, confirmed, refusals, True, stand_ins)
        return TrialNotice(recipient, kind, language, written, refusals, False, stand_ins)

    @property
    def _presumes(self) -> bool:
        return any(fact.standing is Standing.PRESUMED for fact in self.answered.report.facts.values())

    @cached_property
    def _confirmed(self) -> QualificationResult:
        """The answer as it would be, every fact that is presumed being confirmed."""
        facts = {name: {"value": known_data(fact.knowledge)} for name, fact in self.answered.report.facts.items()}
        question = replace(self.answered.question, facts=facts)
        return self.edition.answerer.answer(question, self.edition.engine)

    def _composed(
        self, kind: Kind, language: Language, answered: QualificationResult
    ) -> tuple[Notice | None, tuple[NoticeFault, ...]]:
        day = date.fromisoformat(answered.question.decision_day)
        try:
            return compose(self.edition.rules.notices, kind, language, self._case(answered, day), day), ()
        except NoticeError as refused:
            return None, refused.faults

    def _case(self, answered: QualificationResult, day: date) -> CaseFile:
        url = absolute(self.trial.url) if self.trial.url else None
        danger = answered.report.facts.get("danger_immediat")
        kind = _KINDS.get(self.decision.outcome, "none_applies")
        found = self.hosting
        urgency = urgency_from(self.trial.routing, known_data(danger.knowledge) if danger is not None else None)
        case = {
            "reference": REFERENCE,
            "received_on": day,
            "locations": [{"url": url, "kind": "page"}] if url is not None else [],
            "offence": self.decision.offence,
            "decision": {"kind": kind, "day": day, "confirmed_by": REFERENCE},
            "hosting": hosting_fields(found.as_data(), found.country) if found is not None else {},
            "host": HOST,
            "notifier": dict(self.edition.notifier or NOTIFIER),
            "urgency": urgency,
            "calls": calls_of(danger_in_trial(self.edition, self.trial, answered)) if urgency != "none" else (),
        }
        return casefile_from(case, self.edition.engine.ruleset, json.loads(answered.data))

    def _stand_ins(self, recipient: str) -> tuple[str, ...]:
        host = ("host",) if recipient == "hebergeur" else ()
        return (*host, "notifier") if self.edition.notifier is None else host
