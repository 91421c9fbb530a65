"""Quality of the rules over a period: asks the database, and tells figures by the law in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from api.db.sessions import AnySession, without_statement_limit
from api.http.services import Services
from api.quality import repository
from api.quality.quality_figures import (
    ClauseQuality,
    CueQuality,
    DecisionCount,
    OffenceQuality,
    QualityReport,
    surely_wrong,
)
from api.rules.clause_facts import clauses_of, facts_of_conditions
from api.statistics.period import ReportPeriod
from api.statistics.sql import sort_room
from engine.model.ruleset import Ruleset


def quality_of(session: AnySession, services: Services, period: ReportPeriod) -> QualityReport:
    """The quality figures of a period."""
    without_statement_limit(session)
    law = services.editions.current().ruleset
    with sort_room(session):
        decisions = repository.decision_counts(session, period)
        presumed = repository.presumption_counts(session, period)
    files = services.texts.open().cue_files if presumed.cues else {}
    offences = _offences(decisions)
    return QualityReport(
        decisions=sum(one.count for one in decisions),
        offences=offences,
        clauses=_clauses(offences, presumed.wrong, law),
        cues=_cues(presumed.cues, files),
    )


def quality_of_offences(
    session: AnySession, period: ReportPeriod, among: Collection[str]
) -> tuple[OffenceQuality, ...]:
    """The figures of some offences over a period, those suggested most first; of those that no
    decision names, none.
    """
    found = _offences(repository.decision_counts(session, period, among)) if among else ()
    return tuple(one for one in found if one.offence in among)


def facts_of_clause(law: Ruleset, offence: str, name: str) -> frozenset[str]:
    """The facts that a clause (`part.name`) of an offence reads; none of one that the law does not
    have.
    """
    if offence not in law.offences:
        return frozenset()
    named = [one.clause.condition for one in clauses_of(law.offences[offence]) if f"{one.part}.{one.name}" == name]
    return facts_of_conditions(law, named)


def _offences(decisions: Sequence[DecisionCount]) -> tuple[OffenceQuality, ...]:
    """Offences that were suggested or retained, those suggested most first."""
    names = {name for one in decisions for name in (one.suggested, one.offence) if name is not None}
    found = [_offence(name, decisions) for name in names]
    return tuple(sorted(found, key=lambda one: (-one.suggested, one.offence)))


def _offence(name: str, decisions: Iterable[DecisionCount]) -> OffenceQuality:
    numbers: Counter[str] = Counter()
    overridden, unsuggested = [], []
    for one in decisions:
        if one.suggested == name:
            numbers["suggested"] += one.count
            numbers["retained"] += one.count if one.offence == name else 0
            if one.offence != name:
                overridden.append(one)
        elif one.offence == name:
            unsuggested.append(one)
    return OffenceQuality(name, numbers["suggested"], numbers["retained"], _summed(overridden), _summed(unsuggested))


def _summed(counts: Iterable[DecisionCount]) -> tuple[DecisionCount, ...]:
    """Counts of the same offence retained together, whatever the kind of decision."""
    sums: Counter[tuple[str | None, str, str | None]] = Counter()
    for one in counts:
        sums[(one.suggested, "correct" if one.offence is not None else one.kind, one.offence)] += one.count
    found = [DecisionCount(*keys, count) for keys, count in sums.items()]
    return tuple(sorted(found, key=lambda d: (-d.count, d.offence is None, d.offence or d.kind, d.suggested or "")))


def _clauses(
    offences: Iterable[OffenceQuality], wrong: Mapping[str, Mapping[frozenset[str], int]], law: Ruleset
) -> tuple[ClauseQuality, ...]:
    """Every clause of the offences that were suggested, and that the law still has."""
    found = []
    for one in offences:
        if not one.suggested or one.offence not in law.offences:
            continue
        groups = wrong.get(one.offence, {})
        for part, name, clause in clauses_of(law.offences[one.offence]):
            facts = facts_of_conditions(law, (clause.condition,))
            count = sum(n for group, n in groups.items() if group & facts)
            found.append(ClauseQuality(one.offence, part, name, count, one.suggested))
    return tuple(sorted(found, key=lambda c: (-surely_wrong(c.share), -c.wrong, c.offence, c.part, c.clause)))


def _cues(cues: Mapping[str, Mapping[str, int]], files: Mapping[str, str]) -> tuple[CueQuality, ...]:
    found = [CueQuality(name, files.get(name), outcomes) for name, outcomes in cues.items()]
    return tuple(sorted(found, key=lambda c: (-surely_wrong(c.share), -c.wrong, c.cue)))
