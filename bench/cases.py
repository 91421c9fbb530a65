"""Partial reports by the thousand, as a hotline would see them: seeded, made from the shipped
cases.

Each starts from one case of one offence, loses a random part of its facts (nobody has looked yet),
gains a few facts from cases of other themes (reports are never pure), mixes confirmed and presumed
facts, and gets its own dates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from engine.analysis.case_files import Run, offence_runs
from engine.model.knowledge import StatedFact
from engine.model.outcome import Standing
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from tests.shared import RULESETS, shipped

EARLIEST, LATEST = date(2005, 1, 1), date(2026, 11, 24)
MAX_STRAY_FACTS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A report, and the day on which an answer is asked for."""

    report: Report
    decision: date


class CaseMaker:
    """Makes reports from the shipped cases."""

    def __init__(self, engine: Engine, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.theme = {name: offence.theme for name, offence in engine.ruleset.offences.items()}
        self.by_theme: dict[str, list[StatedFact]] = {}
        for run in runs:
            self.by_theme.setdefault(self.theme[run.offence], []).extend(run.report.facts.values())

    def make(self, count: int, seed: int) -> Iterator[Asked]:
        """`count` reports; the same ones for the same seed and rulesets."""
        dice = random.Random(seed)
        for number in range(count):
            run = dice.choice(self.runs)
            day, decision = _dates(run, dice)
            facts = self._facts(run, dice)
            yield Asked(Report(f"{seed}-{number}", facts, day, raised=run.report.raised), decision)

    def _facts(self, run: Run, dice: random.Random) -> dict[str, StatedFact]:
        dropped = dice.uniform(0.0, 0.6)
        facts = {name: fact for name, fact in run.report.facts.items() if dice.random() >= dropped}
        elsewhere = sorted(self.by_theme.keys() - {self.theme[run.offence]})
        for _ in range(dice.randint(0, MAX_STRAY_FACTS)):
            stray = dice.choice(self.by_theme[dice.choice(elsewhere)])
            facts.setdefault(stray.fact, stray)
        if dice.random() < 0.4:
            return facts
        return {n: replace(f, standing=Standing.PRESUMED) if dice.random() < 0.4 else f for n, f in facts.items()}


def _dates(run: Run, dice: random.Random) -> tuple[date | None, date]:
    """Day of the facts (sometimes unknown) and day of decision: mostly soon after, sometimes years
    later.
    """
    kind = dice.random()
    span = (LATEST - EARLIEST).days
    day = run.report.date_of_facts if kind < 0.5 else EARLIEST + timedelta(days=dice.randint(0, span))
    if day is None or kind > 0.9:
        return None, LATEST - timedelta(days=dice.randint(0, 1000))
    later = dice.randint(0, 90) if dice.random() < 0.6 else dice.randint(0, 6 * 365)
    return day, max(day, min(LATEST, day + timedelta(days=later)))


def on(day: date, asked: Asked) -> Asked:
    """The same facts, committed and judged on one day, nothing raised by hand: what zen-engine is
    asked too.
    """
    return Asked(replace(asked.report, date_of_facts=day, raised=frozenset()), day)


def has_presumed(asked: Asked) -> bool:
    """Whether some facts are presumed only."""
    return any(fact.standing is Standing.PRESUMED for fact in asked.report.facts.values())


def confirmed(asked: Asked) -> dict[str, StatedFact]:
    """The confirmed facts, and the confirmed part of presumed ones."""
    facts = asked.report.facts
    sure = {name: f.knowledge if f.standing is Standing.CONFIRMED else f.sure for name, f in facts.items()}
    return {name: StatedFact(name, known) for name, known in sure.items() if known is not None}


@cache
def shipped_cases() -> CaseMaker:
    """The maker on the shipped rulesets.

    Raises:
        ValueError: a case file is at fault.
    """
    engine = shipped()
    runs, faults = offence_runs(RULESETS, engine.ruleset)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return CaseMaker(engine, runs)
