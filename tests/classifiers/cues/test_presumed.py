"""Cues as facts of a report: presumed, with their place, accepted by the engine, never above what somebody says."""

from __future__ import annotations

from api.texts.lexicons import sets_of
from classifiers.cues.model import Cue
from classifiers.cues.presumed import add_presumed, presumed_facts
from engine.facts.statements import read_report
from engine.model.knowledge import Members, Span
from engine.model.outcome import Standing
from tests.shared import shipped

FACTS = shipped().ruleset.facts
SETS = sets_of(FACTS)
CUES = (
    Cue("menace", True, 0, 15, 0.9, "menace-de-mort"),
    Cue("objet_menace", "mort", 0, 15, 0.9, "menace-de-mort"),
    Cue("objet_menace", "viol", 4, 9, 0.5, "autre"),
)


def test_the_engine_takes_presumed_facts() -> None:
    report = read_report({"text": "Je vais te tuer", "facts": presumed_facts(CUES, SETS)}, FACTS)
    menace, objet = report.facts["menace"], report.facts["objet_menace"]
    assert (menace.standing, menace.source, menace.span) == (
        Standing.PRESUMED,
        "indice textuel (menace-de-mort)",
        Span(0, 15),
    )
    assert objet.knowledge == Members(frozenset({"mort", "viol"}), frozenset())
    assert objet.source == "indice textuel (menace-de-mort, autre)"


def test_what_somebody_says_stands() -> None:
    report = add_presumed({"text": "Je vais te tuer", "facts": {"menace": False}}, CUES, SETS)
    assert report["facts"]["menace"] is False
    assert report["facts"]["objet_menace"]["standing"] == "presumed"


def test_facts_in_no_order_at_all_are_left_to_the_engine_to_refuse() -> None:
    assert add_presumed({"facts": 3}, CUES, SETS) == {"facts": 3}


def test_a_contradiction_presumes_nothing() -> None:
    both = (Cue("menace", True, 0, 4, 0.9, "a"), Cue("menace", False, 5, 9, 0.9, "b"))
    assert presumed_facts(both, SETS) == {}
