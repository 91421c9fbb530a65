"""What ranks a report, and what of it keeps the report from being set aside: facts and suggestions do, a category or an offence merely named yields to noise that is well recognised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from api.rules.noise import read_parameters
from api.rules.priorities import Priorities, PrioritiesFile, QueuePriority, open_priorities
from engine.facts.statements import read_report
from tests.api.pages.case.samples import shipped

DAY = date(2026, 12, 1)
INSULT = {"forme": {"value": ["insulte"], "standing": "presumed"}}
"""An insult, presumed: what is distinctive in insults to a group is still open."""
HATE_LIKELY = {"fields": {"haine": 0.5}}


def ranked(
    facts: dict[str, Any] | None = None,
    *,
    indications: dict[str, Any] | None = None,
    category: str | None = None,
    words: str = "",
    danger: bool = False,
    rules: Priorities | None = None,
) -> QueuePriority:
    engine = shipped()
    report = read_report({"id": "a", "facts": facts or {}, "indications": indications or {}}, engine.ruleset.facts)
    answer = engine.qualify(report, DAY)
    return (rules or open_priorities(None)).rank(
        answer, report.facts, engine.ruleset, (words,), category, danger=danger
    )


YIELDING = {
    "category": (ranked(category="Pédopornographie"), 0.8),
    "look": (ranked(indications=HATE_LIKELY), 0.5),
    "also": (ranked(INSULT), 0.5),
    "an offence, then a category": (ranked(INSULT, category="terrorisme"), 0.8),
    "a category, then an offence": (ranked(INSULT, category="suicide"), 0.8),
}
CERTAIN = {
    "danger": ranked(danger=True),
    "pattern": ranked(words="Tuto complet pour fabriquer un explosif."),
    "fact": ranked({"contenu_intime": {"value": True, "standing": "presumed"}}),
    "suggestion": ranked({"menace": True, "objet_menace": ["mort"]}),
    "a category, then a pattern": ranked(category="suicide", words="Tuto complet pour fabriquer un explosif."),
}


@pytest.mark.parametrize("name", YIELDING)
def test_a_category_or_an_offence_named_ranks_and_yields_to_noise_that_is_well_recognised(name: str) -> None:
    priority, bound = YIELDING[name]
    assert priority.reason is not None
    assert priority.keeps(bound - 0.01)
    assert not priority.keeps(bound)
    assert priority.keeps(float("nan"))


@pytest.mark.parametrize("name", CERTAIN)
def test_what_was_read_or_suggested_keeps_whatever_the_noise(name: str) -> None:
    assert CERTAIN[name].reason is not None
    assert CERTAIN[name].keeps(1.0)


def test_the_first_rule_gives_the_rank_of_what_another_one_keeps() -> None:
    assert CERTAIN["a category, then a pattern"].reason == "danger_pour_la_vie"
    assert YIELDING["an offence, then a category"][0].reason == "terrorisme"


def test_no_rule_keeps_nothing() -> None:
    priority = ranked(words="Bonjour, à quelle heure ouvrez-vous ?")
    assert priority.reason is None
    assert not priority.keeps(0.0)


@pytest.mark.parametrize(("bounds", "kept"), [({}, True), ({"named": 0.5}, True), ({"category": 0.9}, False)])
def test_a_file_without_a_bound_always_keeps(bounds: dict[str, float], kept: bool) -> None:
    file = PrioritiesFile.model_validate({"priorities": open_priorities(None).rules, "yields_to_noise": bounds})
    assert ranked(category="suicide", rules=Priorities(file, read_parameters(None))).keeps(1.0) is kept


@pytest.mark.parametrize("bound", [0, 1.1, "beaucoup"])
def test_a_bound_is_a_probability(bound: Any) -> None:
    with pytest.raises(ValidationError):
        PrioritiesFile.model_validate({"priorities": [], "yields_to_noise": {"category": bound}})
