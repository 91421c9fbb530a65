"""What two editions of the rules say otherwise of one trial: what it changes for somebody first,
then why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.trial.results import TrialResult
from api.trial.schemas import DifferenceKind
from engine.facts.digest import known_data
from engine.model.answer import Finding


@dataclass(frozen=True, slots=True)
class TrialDifference:
    """Difference of two results of a trial: `subject` is a fact, an offence, a clause of `offence`,
    a rule of routing or a recipient; None: nothing on that side.
    """

    kind: DifferenceKind
    subject: str
    before: str | None
    after: str | None
    offence: str | None = None


def differences_of(before: TrialResult, after: TrialResult) -> tuple[TrialDifference, ...]:
    """Everything that differs, from the danger and the suggestion to the notices."""
    return tuple(_differences(before, after))


def _differences(before: TrialResult, after: TrialResult) -> Iterator[TrialDifference]:
    single: tuple[tuple[DifferenceKind, str | None, str | None], ...] = (
        ("danger", _danger(before), _danger(after)),
        ("issue", _issue(before), _issue(after)),
        ("main", before.answer.main, after.answer.main),
    )
    for kind, here, there in single:
        if here != there:
            yield TrialDifference(kind, kind, here, there)
    yield from _between("status", _statuses(before), _statuses(after))
    offences = dict.fromkeys(o for o in (before.decision.offence, after.decision.offence) if o is not None)
    for offence in offences:
        yield from _between("clause", _clauses(before, offence), _clauses(after, offence), offence)
    yield from _between("presumed", _presumed(before), _presumed(after))
    yield from _between("route", _routes(before), _routes(after))
    yield from _between("notice", _notices(before), _notices(after))


def _between(
    kind: DifferenceKind, before: Mapping[str, str], after: Mapping[str, str], offence: str | None = None
) -> Iterator[TrialDifference]:
    for subject in dict.fromkeys((*before, *after)):
        if before.get(subject) != after.get(subject):
            yield TrialDifference(kind, subject, before.get(subject), after.get(subject), offence)


def _danger(result: TrialResult) -> str | None:
    return result.danger.standing if result.danger is not None else None


def _issue(result: TrialResult) -> str:
    return "to_confirm" if result.answer.to_confirm else result.answer.issue.value


def _statuses(result: TrialResult) -> dict[str, str]:
    """Status of each offence that the facts evoke, or that is no longer open."""
    return {
        one.offence: one.label
        for one in result.answer.assessments
        if one.evoked or one.label not in ("open", "not_in_force")
    }


def _clauses(result: TrialResult, offence: str) -> dict[str, str]:
    found = next((one for one in result.answer.assessments if one.offence == offence), None)
    return {clause.name: _outcome(clause) for clause in found.findings} if found is not None else {}


def _outcome(finding: Finding) -> str:
    verdict = finding.verdict
    if finding.presumed:
        return "presumed"
    firm = verdict.confirmed is verdict.outcome
    return verdict.outcome.value if firm else f"{verdict.outcome.value}_presumed"


def _presumed(result: TrialResult) -> dict[str, str]:
    facts = result.report.facts
    return {name: str(known_data(facts[name].knowledge)) for name in result.reading.presumed if name in facts}


def _routes(result: TrialResult) -> dict[str, str]:
    return {
        route.rule: "due_presumed" if route.status == "due" and route.presumed else route.status
        for route in result.routing.routes
    }


def _notices(result: TrialResult) -> dict[str, str]:
    """What becomes of each notice; its digest tells two texts apart."""
    return {one.recipient: one.notice.digest[:12] if one.notice is not None else "refused" for one in result.notices}
