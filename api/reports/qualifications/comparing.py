"""A kept answer beside what today's rules say of the same facts, on the same day of decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.answers.answerer import QualificationInput
from api.answers.asking_again import ask_again
from api.answers.storage import answer_bytes
from api.db.reports import QualificationRow
from api.http.services import Services
from api.kit.problems import Problem, from_faults
from api.reports.qualifications.schemas import Comparison, OffenceChange
from engine.facts.statements import ReportError
from engine.model.answer import Label, label_of
from engine.model.outcome import Status


def compare(services: Services, row: QualificationRow, facts: Mapping[str, Any] | None = None) -> Comparison:
    """Comparison of a kept answer with today's, on the same facts or on others. The kept answer is
    read, not asked again: it is compared even when its law is no longer at hand.

    Raises:
        Problem: what is left of the facts contradicts itself under today's rules.
    """
    law, question = services.editions.current(), QualificationInput.from_bytes(row.question)
    if facts is not None:
        question = replace(question, facts={**facts})
    try:
        asked = ask_again(services.answerer, question, law)
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults)) from error
    then, now = json.loads(answer_bytes(row)), json.loads(asked.result.data)
    before, after = _statuses(then), _statuses(now)
    changed = tuple(
        OffenceChange(offence=name, then=before.get(name), now=after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )
    missing_then, missing_now = _missing(then), _missing(now)
    alike = (then["issue"], then["main"]) == (now["issue"], now["main"]) and missing_then == missing_now
    return Comparison(
        same_rules=row.ruleset_digest == law.ruleset.digest,
        same_answer=alike and not changed and not asked.facts and not asked.raised,
        ruleset_then=row.ruleset_digest,
        ruleset_now=law.ruleset.digest,
        decision_day=row.decision_day,
        issue_then=then["issue"],
        issue_now=now["issue"],
        main_then=then["main"],
        main_now=now["main"],
        offences=list(changed),
        missing_then=list(missing_then),
        missing_now=list(missing_now),
        facts_left_aside=list(asked.facts),
        points_left_aside=list(asked.raised),
    )


def _statuses(answer: Mapping[str, Any]) -> dict[str, Label]:
    return {
        entry["offence"]: label_of(Status(entry["status"]), Status(entry["confirmed"])) for entry in answer["offences"]
    }


def _missing(answer: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(question["fact"] for question in answer["questions"])
