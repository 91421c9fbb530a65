"""The status of an offence, written a second time from its definition and as plainly as possible.

Definition (docs of engine/reasoning/assess.py and engine/model): one refuted scope rule puts out of scope; else one refuted
element or one established defence excludes; else one open element that is not presumed, one open defence that is raised, or
one open scope rule that a person raised leaves open; else it is established. The governing wording is the one whose answer
most favours the accused among those in force from the facts to the decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.model.condition import AnyOf, Condition, IsTrue, Not, NotionRef, walk
from engine.model.knowledge import Exactly, Knowledge
from engine.model.law import Defence, Notion, Offence, Penalty, Version
from engine.model.outcome import Outcome, Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from tests.generators.reports import confirmed_only, known_of
from tests.generators.vocabulary import Vocabulary
from tests.generators.worlds import Truth, tests_in

MILDEST_FIRST = (Status.NOT_IN_FORCE, Status.OUT_OF_SCOPE, Status.EXCLUDED, Status.OPEN, Status.ESTABLISHED)


@dataclass(frozen=True)
class View:
    """An offence under one wording: its status, what it is because of, and the heaviest penalty incurred."""

    version: str | None
    status: Status
    because: frozenset[str] = frozenset()
    penalty: tuple[int, int, int] = (0, 0, 0)


class PlainLaw:
    """A ruleset, read directly."""

    def __init__(self, ruleset: Ruleset, vocabulary: Vocabulary) -> None:
        self.ruleset = ruleset
        self.vocabulary = vocabulary
        self._truths: dict[tuple[Condition, tuple[tuple[str, Condition], ...]], Truth] = {}

    def answer(self, offence: Offence, report: Report, decision: date) -> View:
        """The offence on a report, under the wording that governs."""
        start = self.day_of_law(offence, report, decision)
        if not any(_in_force(v, start) for v in offence.versions):
            return View(None, Status.NOT_IN_FORCE)
        views: list[View] = []
        for day in self._days(offence, start, max(start, decision)):
            version = next(v for v in offence.versions if _in_force(v, day))
            if version.void != "transferred" or not views:
                views.append(self.view(offence, version, day, report))
        if views[0].status is Status.NOT_IN_FORCE:
            return views[0]
        mildest = min(MILDEST_FIRST.index(view.status) for view in views)
        candidates = [view for view in views if MILDEST_FIRST.index(view.status) == mildest]
        if candidates[0].status in (Status.OPEN, Status.ESTABLISHED):
            lightest = min(view.penalty for view in candidates)
            candidates = [view for view in candidates if view.penalty == lightest]
        return candidates[0]

    def confirmed(self, offence: Offence, report: Report, decision: date) -> Status:
        """The status when presumed facts are left out."""
        return self.answer(offence, confirmed_only(report), decision).status

    def view(self, offence: Offence, version: Version, day: date, report: Report) -> View:
        """The offence under one wording, its notions being read on a day."""
        if version.void is not None:
            return View(version.id, Status.NOT_IN_FORCE)
        known = known_of(report.facts)

        def outcome_of(condition: Condition) -> Outcome:
            return self.outcome(condition, day, known)

        def by_hand(name: str) -> bool:
            return f"{offence.id}/{name}" in report.raised

        elements = {name: outcome_of(offence.elements[name].condition) for name in version.elements}
        defences = {name: outcome_of(offence.defences[name].condition) for name in version.defences}
        scope = {name: outcome_of(offence.scope[name].condition) for name in version.scope}
        outside = {name for name, outcome in scope.items() if outcome is Outcome.REFUTED}
        against = {name for name, outcome in elements.items() if outcome is Outcome.REFUTED}
        against |= {name for name, outcome in defences.items() if outcome is Outcome.ESTABLISHED}
        pending = {
            name
            for name, outcome in elements.items()
            if outcome is Outcome.OPEN and (offence.elements[name].presumed is None or by_hand(name))
        }
        pending |= {name for name, outcome in scope.items() if outcome is Outcome.OPEN and by_hand(name)}
        pending |= {
            name
            for name, outcome in defences.items()
            if outcome is Outcome.OPEN and (by_hand(name) or self.raised(offence.defences[name], day, known))
        }
        penalties = [version.penalty or Penalty()]
        penalties += [
            p
            for a, p in version.aggravations.items()
            if outcome_of(offence.aggravations[a].condition) is Outcome.ESTABLISHED
        ]
        heaviest = max(p.weight for p in penalties)
        for status, names in ((Status.OUT_OF_SCOPE, outside), (Status.EXCLUDED, against), (Status.OPEN, pending)):
            if names:
                return View(version.id, status, frozenset(names), heaviest)
        return View(version.id, Status.ESTABLISHED, frozenset(), heaviest)

    def outcome(self, condition: Condition, day: date, known: Mapping[str, Knowledge]) -> Outcome:
        """The outcome of a condition, its notions being read on a day."""
        notions = dict(self._notions(condition, day))
        key = (condition, tuple(sorted(notions.items(), key=lambda item: item[0])))
        if key not in self._truths:
            self._truths[key] = Truth(condition, notions, self.vocabulary)
        return self._truths[key].outcome(known)

    def raised(self, defence: Defence, day: date, known: Mapping[str, Knowledge]) -> bool:
        """Whether the known facts raise a defence: what the law says of it, or by default one of its facts affirmed."""
        if defence.raised_by is not None:
            return self.outcome(defence.raised_by, day, known) is Outcome.ESTABLISHED
        return self.affirmed(defence.condition, day, known)

    def affirmed(self, condition: Condition, day: date, known: Mapping[str, Knowledge]) -> bool:
        """Whether the facts affirm a comparison of the condition in the sense it takes it (a negated one, when all are)."""
        leaves = list(tests_in(condition, dict(self._notions(condition, day))))
        upright = [test for test, is_upright in (_as_affirmed(*leaf) for leaf in leaves) if is_upright]
        chosen = upright or [Not(test) for test, _ in (_as_affirmed(*leaf) for leaf in leaves)]
        by_fact: dict[str, list[Condition]] = {}
        for test in chosen:
            by_fact.setdefault(next(t.fact for t in walk(test) if not isinstance(t, Not)), []).append(test)  # type: ignore[union-attr]
        return any(self.outcome(AnyOf(tuple(group)), day, known) is Outcome.ESTABLISHED for group in by_fact.values())

    def day_of_law(self, offence: Offence, report: Report, decision: date) -> date:
        """The day on which the law is read: the facts, or the last day a continuing offence is known for sure to have lasted."""
        assert report.date_of_facts is not None
        if offence.conduct != "continuing":
            return report.date_of_facts
        sure = known_of(confirmed_only(report).facts)
        seen = sure.get("date_constat")
        if sure.get("en_ligne_au_constat") != Exactly(True) or not isinstance(seen, Exactly):
            return report.date_of_facts
        assert isinstance(seen.value, date)
        return max(report.date_of_facts, min(seen.value, decision))

    def _days(self, offence: Offence, first: date, last: date) -> list[date]:
        """The first day, and every later one on which the offence or a notion changed."""
        changes = {v.from_ for v in offence.versions} | {
            v.from_ for n in self.ruleset.notions.values() for v in n.versions
        }
        return [first, *sorted(day for day in changes if first < day <= last)]

    def _notions(self, condition: Condition, day: date) -> Iterator[tuple[str, Condition]]:
        for part in walk(condition):
            if isinstance(part, NotionRef):
                wording = _on(self.ruleset.notions[part.notion], day)
                yield part.notion, wording
                yield from self._notions(wording, day)


def _as_affirmed(test: Condition, upright: bool) -> tuple[Condition, bool]:
    """`is: false` affirms nothing: it is the negation of the boolean."""
    return (IsTrue(test.fact, True), not upright) if isinstance(test, IsTrue) and not test.value else (test, upright)


def _in_force(version: Version, day: date) -> bool:
    return version.from_ <= day and (version.until is None or day <= version.until)


def _on(notion: Notion, day: date) -> Condition:
    (only,) = [v.condition for v in notion.versions if v.from_ <= day and (v.until is None or day <= v.until)]
    return only
