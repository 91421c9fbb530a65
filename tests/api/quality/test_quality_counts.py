"""Figures of quality in SQL and counted row by row agree, on random registers and both databases."""

from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.db.sessions import Database
from api.quality.repository import decision_counts, presumption_counts
from api.statistics.period import ReportPeriod
from api.statistics.presumptions import OUTCOMES
from tests.api.service.emptying import emptied
from tests.api.statistics.brute import Brute
from tests.api.statistics.registers import REGISTERS, Rows
from tests.api.statistics.test_counts import PERIODS, WHOLE

CUES = {
    "indice textuel (menace-de-mort, second-lecteur)": ("menace-de-mort",),
    "commentaire du signalant (coup)": ("coup",),
}
"""The cues that sources of these registers name; the others name none."""


def test_every_figure_is_that_of_the_rows(database_url: str) -> None:
    database = Database(database_url)

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(REGISTERS, st.one_of(st.just(WHOLE["value"]), PERIODS))
    def agrees(rows: Rows, period: ReportPeriod) -> None:
        emptied(database)
        rows.store(database)
        brute = Brute(rows, period.first, period.last)
        with database.read() as session:
            decisions = decision_counts(session, period)
            presumed = presumption_counts(session, period)
        assert {(d.suggested, d.kind, d.offence): d.count for d in decisions} == _decisions(brute)
        assert presumed.wrong == _wrong(brute)
        assert presumed.cues == _cues(brute)

    agrees()
    database.dispose()


def _decisions(brute: Brute) -> Counter[tuple[str | None, str, str | None]]:
    inside = [d for d in brute.lives.values() if brute.inside(d["decided_at"])]
    return Counter((d["suggested"], d["kind"], d["offence"]) for d in inside)


def _wrong(brute: Brute) -> dict[str, dict[frozenset[str], int]]:
    of_report: dict[tuple[str, str], set[str]] = defaultdict(set)
    for decision, fact, place in brute.judged():
        if decision["suggested"] is not None and OUTCOMES[place] in ("corrected", "withdrawn"):
            of_report[(decision["suggested"], fact["report"])].add(fact["fact"])
    counts: dict[str, dict[frozenset[str], int]] = defaultdict(lambda: defaultdict(int))
    for (offence, _), facts in of_report.items():
        counts[offence][frozenset(facts)] += 1
    return counts


def _cues(brute: Brute) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
    for _, fact, place in brute.judged():
        for cue in CUES.get(fact["source"], ()):
            counts[cue][OUTCOMES[place]] += 1
    return counts
