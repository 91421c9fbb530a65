"""Attribution: every change has a cause, and an edit of the shipped law is the one named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from engine.analysis.backtest.causes import AnswerPair, Cause, CauseFinder
from engine.analysis.backtest.outcomes import ChangeKind, OffenceOutcome, change_of, changes, outcome_of
from engine.facts.statements import read_report
from engine.model.condition import AnyOf, IsTrue
from engine.model.outcome import Status
from engine.reasoning.qualify import Engine
from tests.generators.edits import edited_law
from tests.generators.law_pairs import engine
from tests.generators.reports import random_report
from tests.shared import shipped


def outcome(status: Status, *, evoked: bool = False, confirmed: Status | None = None) -> OffenceOutcome:
    return OffenceOutcome(status, confirmed or status, evoked)


ESTABLISHED, OPEN, EXCLUDED = outcome(Status.ESTABLISHED), outcome(Status.OPEN), outcome(Status.EXCLUDED)
LEAD, ABROAD = outcome(Status.OPEN, evoked=True), outcome(Status.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (EXCLUDED, ESTABLISHED, ChangeKind.GAINED),
        (ESTABLISHED, EXCLUDED, ChangeKind.LOST),
        (EXCLUDED, LEAD, ChangeKind.MAYBE_GAINED),
        (LEAD, ESTABLISHED, ChangeKind.MAYBE_GAINED),
        (OPEN, LEAD, ChangeKind.MAYBE_GAINED),
        (ESTABLISHED, OPEN, ChangeKind.MAYBE_LOST),
        (OPEN, EXCLUDED, ChangeKind.MAYBE_LOST),
        (EXCLUDED, ABROAD, ChangeKind.OTHERWISE),
        (ESTABLISHED, outcome(Status.ESTABLISHED, confirmed=Status.OPEN), ChangeKind.OTHERWISE),
        (EXCLUDED, outcome(Status.EXCLUDED, evoked=True), None),
        (None, ESTABLISHED, ChangeKind.GAINED),
        (None, LEAD, ChangeKind.MAYBE_GAINED),
        (None, OPEN, None),
        (None, EXCLUDED, None),
        (LEAD, None, ChangeKind.MAYBE_LOST),
        (EXCLUDED, None, None),
    ],
)
def test_the_change_of_an_offence(
    old: OffenceOutcome | None, new: OffenceOutcome | None, change: ChangeKind | None
) -> None:
    assert change_of(old, new) is change


def test_every_change_has_a_cause_in_its_offence() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(25):
        random = Random(f"causes {seed}")
        old, new, vocabulary = edited_law(seed)
        before, after = engine(old), engine(new)
        finder = CauseFinder(before, after)
        for _ in range(15):
            report, decision = random_report(random, old, vocabulary, raised=0.0)
            answers = AnswerPair(before.qualify(report, decision), after.qualify(report, decision))
            for change in changes(outcome_of(answers.old), outcome_of(answers.new)):
                causes = finder.of_offence(change, answers)
                assert causes
                assert {cause.offence for cause in causes} == {change.offence}
                kinds.update(cause.kind for cause in causes)
    assert {"element", "defence", "wording"} <= kinds.keys()


def edited(name: str) -> Engine:
    """The shipped law where an element of an offence may be met by one fact more."""
    law = shipped().ruleset
    offence = law.offences["cp-421-2-5-apologie"]
    element = offence.elements[name]
    wider = element.model_copy(update={"condition": AnyOf((element.condition, IsTrue("moyen_en_ligne", True)))})
    changed = offence.model_copy(update={"elements": {**offence.elements, name: wider}})
    return Engine(replace(law, offences={**law.offences, offence.id: changed}, digest="edited"))


def test_an_edited_element_of_the_shipped_law_is_named() -> None:
    old, new = shipped(), edited("publicite")
    facts = {"moyen_en_ligne": True, "acces": "message_direct", "communaute_interets": True}
    report = read_report({"facts": facts, "date_of_facts": "2024-01-02"}, old.ruleset.facts)
    day = date(2024, 2, 1)
    answers = AnswerPair(old.qualify(report, day), new.qualify(report, day))
    (change,) = changes(outcome_of(answers.old), outcome_of(answers.new))
    finder = CauseFinder(old, new)
    assert change.offence == "cp-421-2-5-apologie"
    causes = finder.of_offence(change, answers)
    assert causes == (Cause("element", "cp-421-2-5-apologie", "publicite"),)
    assert finder.decisive_facts(causes, answers).keys() >= {"acces", "moyen_en_ligne"}
