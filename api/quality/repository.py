"""Quality queries: the database counts; what comes back is as long as the combinations of offences,
of facts, of cues that were seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from api.db.reports import DecisionRow, FactRow, ReportRow
from api.db.sessions import AnySession
from api.quality.quality_figures import DecisionCount, no_outcomes
from api.reports.blinding import closed_to
from api.statistics.cuts import Counts, Cut, run
from api.statistics.period import ReportPeriod
from api.statistics.presumptions import WRONG, final_outcomes, stands_in
from api.texts.fact_readers import CUE_SOURCES, cues_of

own = DecisionRow


def decision_counts(
    session: AnySession, period: ReportPeriod, among: Collection[str] | None = None
) -> list[DecisionCount]:
    """Decisions that stand, by what was suggested and what was decided; `among`: those about some
    offences alone.
    """
    query = select(own.suggested, own.kind, own.offence, func.count()).where(stands_in(period))
    if among is not None:
        query = query.where(own.suggested.in_(among) | own.offence.in_(among))
    grouped = session.execute(query.group_by(own.suggested, own.kind, own.offence))
    return [DecisionCount(row[0], row[1], row[2], row[3]) for row in grouped]


@dataclass(frozen=True, slots=True)
class PresumptionCounts:
    """Counts of presumptions. `wrong`: by offence suggested, the facts that people found wrong
    together in a report, and in how many reports; `cues`: by cue, how many of the presumptions
    whose source names it have each outcome.
    """

    wrong: Mapping[str, Mapping[frozenset[str], int]]
    cues: Mapping[str, Mapping[str, int]]


def presumption_counts(session: AnySession, period: ReportPeriod) -> PresumptionCounts:
    """Counts of what was presumed on the reports decided in a period, in one statement: their
    outcomes are worked out once.
    """
    presumptions = final_outcomes(session, period)
    c = presumptions.c
    of_report = (
        select(own.suggested.label("offence"), func.aggregate_strings(c.fact, " ").label("facts"))
        .join(presumptions, c.report == own.report)
        .where(stands_in(period), own.suggested.is_not(None), c.outcome.in_(WRONG))
        .group_by(own.id, own.suggested)
        .subquery()
    )
    cuts = (
        Cut("wrong", of_report, (of_report.c.offence, of_report.c.facts)),
        Cut("cues", presumptions, (c.source, c.outcome), (_names_cues(c.source),)),
    )
    counts = run(session, cuts)
    return PresumptionCounts(_wrong_facts(counts["wrong"]), _cue_outcomes(counts["cues"]))


def _wrong_facts(counts: Counts) -> Mapping[str, Mapping[frozenset[str], int]]:
    by_offence: dict[str, dict[frozenset[str], int]] = defaultdict(lambda: defaultdict(int))
    for (offence, facts), (count,) in counts.items():
        by_offence[str(offence)][frozenset(str(facts).split(" "))] += count
    return by_offence


def _cue_outcomes(counts: Counts) -> Mapping[str, Mapping[str, int]]:
    by_cue: dict[str, dict[str, int]] = defaultdict(no_outcomes)
    for (source, outcome), (count,) in counts.items():
        for cue in cues_of(source):
            by_cue[cue][str(outcome)] += count
    return by_cue


def reports_with_facts(
    session: AnySession, period: ReportPeriod, offence: str, facts: Collection[str]
) -> ColumnElement[bool]:
    """Whether people found one of some facts wrong in a report on which an offence was
    suggested.
    """
    c = final_outcomes(session, period, own.suggested == offence).c
    return own.report.in_(select(c.report).where(c.fact.in_(facts), c.outcome.in_(WRONG)))


def reports_with_cue(session: AnySession, period: ReportPeriod, cue: str, outcome: str) -> ColumnElement[bool]:
    """Whether a report has a presumption of a cue of one outcome; empty: of any."""
    c = final_outcomes(session, period, own.report.in_(select(FactRow.report).where(_names_cue(FactRow.source, cue)))).c
    where = (c.outcome == outcome,) if outcome else ()
    return own.report.in_(select(c.report).where(_names_cue(c.source, cue), *where))


def reports_decided(
    session: AnySession, period: ReportPeriod, where: Collection[ColumnElement[bool]], account: str, limit: int
) -> tuple[int, list[tuple[str, str | None]]]:
    """How many reports have a decision that stands and fits, and the last of them by name and
    reference; none of a content that `account` is reading again.
    """
    chosen = (stands_in(period), *where)
    count = session.scalar(select(func.count(own.report.distinct())).where(*chosen)) or 0
    query = select(ReportRow.id, ReportRow.reference).where(ReportRow.id.in_(select(own.report).where(*chosen)))
    closed = closed_to(session, account)
    if closed is not None:
        query = query.where(ReportRow.id.not_in(closed))
    rows = session.execute(query.order_by(ReportRow.id.desc()).limit(limit))
    return count, [(row[0], row[1]) for row in rows]


def _names_cues(source: Any) -> ColumnElement[bool]:
    return or_(*(source.startswith(start, autoescape=True) for start in CUE_SOURCES))


def _names_cue(source: Any, cue: str) -> ColumnElement[bool]:
    ways = (f"{before}{cue}{after}" for before in ("(", ", ") for after in (")", ","))
    return _names_cues(source) & or_(*(source.contains(way, autoescape=True) for way in ways))
