"""What surrounds a cue: frames that silence or weaken it, what it needs, what follows from it, one value among several."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classifiers.cues.lexicons import reader, rules

CUE = {"id": "coup", "says": {"menace": True}, "patterns": ["je vais te frapper"]}


def framed(frame: dict[str, Any], **cue: Any) -> Any:
    return reader({"frames": [{"id": "cadre", "patterns": ["recit"], **frame}], "cues": [{**CUE, **cue}]})


@pytest.mark.parametrize(
    ("reach", "text", "silent"),
    [
        ("sentence", "Récit : je vais te frapper.", True),
        ("sentence", "Récit. Je vais te frapper.", False),
        ("nearby", "Récit. Je vais te frapper.", True),
        ("nearby", "Récit. Fin. Je vais te frapper.", False),
        ("text", "Récit. Fin. Je vais te frapper.", True),
        ("after", "Récit : je vais te frapper.", True),
        ("after", "Je vais te frapper, récit.", False),
        ("before", "Je vais te frapper, récit.", True),
        ("before", "Récit : je vais te frapper.", False),
        ("inside", "Récit : je vais te frapper.", False),
    ],
)
def test_a_frame_silences_where_it_reaches(reach: str, text: str, silent: bool) -> None:
    for found in (framed({"reach": reach, "silences": ["menace"]}), framed({}, unless=[f"cadre@{reach}"])):
        assert (found.read(text) == ()) is silent


def test_a_frame_inside_covers_the_words_it_shows() -> None:
    found = framed({"patterns": ['"<…*>"'], "reach": "inside", "silences": ["*"]})
    assert found.read("Il écrit « je vais te frapper » ici") == ()
    assert rules(found.read("« Bonjour » je vais te frapper « là »")) == ["coup"]


def test_a_frame_may_only_weaken() -> None:
    (cue,) = framed({"weakens": ["menace=true"]}).read("récit : je vais te frapper")
    assert cue.confidence == 0.42


def test_a_cue_may_need_another_near_it() -> None:
    lexicon = {
        "cues": [
            {
                "id": "groupe",
                "says": {"critere_protege": "religion"},
                "patterns": ["pirates"],
                "with": ["terme_outrageant"],
            },
            {"id": "outrage", "says": {"terme_outrageant": True}, "patterns": ["vermine"]},
        ]
    }
    found = reader(lexicon)
    assert rules(found.read("Les pirates, cette vermine.")) == ["groupe", "outrage"]
    assert rules(found.read("Les pirates. Cette vermine.")) == ["outrage"]
    assert rules(found.read("Les pirates arrivent.")) == []


def test_a_silenced_cue_no_longer_serves_those_that_need_it() -> None:
    found = reader(
        {
            "frames": [{"id": "recit", "patterns": ["recit"], "silences": ["outrage"]}],
            "cues": [
                {"id": "groupe", "says": {"critere_protege": "religion"}, "patterns": ["pirates"], "with": ["outrage"]},
                {"id": "outrage", "says": {"terme_outrageant": True}, "patterns": ["vermine"]},
            ],
        }
    )
    assert found.read("Récit : les pirates, cette vermine.") == ()


def test_facts_follow_from_facts() -> None:
    found = reader(
        {
            "cues": [{"id": "age", "says": {"age_victime": "{nombre}"}, "patterns": ["{nombre} ans"]}],
            "implies": [
                {"if": {"age_victime": {"under": 18}}, "then": {"victime_mineure": True}},
                {"if": {"victime_mineure": True}, "then": {"suite": "oui"}},
            ],
        }
    )
    assert [(c.fact, c.value) for c in found.read("12 ans")] == [
        ("age_victime", 12),
        ("suite", "oui"),
        ("victime_mineure", True),
    ]
    assert [c.fact for c in found.read("18 ans")] == ["age_victime"]


@pytest.mark.parametrize("asked", ["menace", "forme=menace"])
def test_a_fact_that_follows_is_named_like_one_that_is_said(asked: str) -> None:
    found = reader(
        {
            "cues": [
                {"id": "mort", "says": {"objet_menace": "mort"}, "patterns": ["tuer"]},
                {"id": "cible", "says": {"cible": "groupe"}, "patterns": ["pirates"], "with": [asked]},
            ],
            "implies": [
                {"if": {"objet_menace": "mort"}, "then": {"menace": True}},
                {"if": {"menace": True}, "then": {"forme": "menace"}},
            ],
        }
    )
    assert "cible" in rules(found.read("tuer les pirates"))
    assert found.read("les pirates") == ()


def test_a_choice_keeps_the_value_of_first_rank_and_a_set_all_of_them() -> None:
    lexicon = {
        "priority": {"exhortation": ["explicite", "implicite"]},
        "cues": [
            {"id": "a", "says": {"exhortation": "implicite", "forme": "question"}, "patterns": ["alpha"]},
            {"id": "b", "says": {"exhortation": "explicite", "forme": "appel"}, "patterns": ["beta"]},
        ],
    }
    cues = reader(lexicon).read("alpha beta")
    assert [(c.fact, c.value) for c in cues] == [
        ("forme", "question"),
        ("exhortation", "explicite"),
        ("forme", "appel"),
    ]
