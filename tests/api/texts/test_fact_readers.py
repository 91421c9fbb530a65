"""Each source of a presumed fact names one reader."""

from __future__ import annotations

import pytest

from api.texts import model_merge
from api.texts.fact_readers import READER_WORDS, cues_of, reader_of
from api.texts.voices import DISSENT
from classifiers.cues.model import Cue
from classifiers.cues.presumed import COMMENT, SECOND, SOURCE, presumed_facts


@pytest.mark.parametrize("voice", [SOURCE, COMMENT])
@pytest.mark.parametrize(
    ("rules", "reader"),
    [
        ([("menace-de-mort", 0.9)], "lexicons"),
        ([(SECOND, 0.8)], "embedded"),
        ([("menace-de-mort", 0.9), (SECOND, 0.8)], "lexicons"),
        ([("menace-vague", 0.5), (SECOND, 0.8)], "embedded"),
    ],
)
def test_of_rules_that_say_the_same_the_surest_counts(voice: str, rules: list[tuple[str, float]], reader: str) -> None:
    cues = [Cue("menace", True, 0, 5, sure, rule) for rule, sure in rules]
    source = presumed_facts(cues, (), voice)["menace"]["source"]
    assert reader_of(source) == reader
    assert reader_of(source + DISSENT) == reader


def test_a_model_server_is_told_whatever_its_name() -> None:
    assert reader_of(f"{model_merge.SOURCE} (indice textuel)") == "model"


@pytest.mark.parametrize("source", [None, "", "partenaire", "modèle réduit", "commentaire du signalant", "signalant"])
def test_what_nobody_read_has_no_reader(source: str | None) -> None:
    assert reader_of(source) is None


def test_every_reader_has_its_words() -> None:
    assert {words.fr for words in READER_WORDS.values()} == {"lexiques", "lecteur embarqué", "modèle"}


@pytest.mark.parametrize(
    ("source", "cues"),
    [
        ("indice textuel (menace-de-mort, coup)", ("menace-de-mort", "coup")),
        ("commentaire du signalant (second-lecteur, coup)" + DISSENT, ("coup",)),
        ("indice textuel (menace-de-mort, cou", ("menace-de-mort",)),
        ("indice textuel (menace-de-mort, cou" + DISSENT, ("menace-de-mort",)),
        ("modèle (coup)", ()),
        (None, ()),
    ],
)
def test_a_source_names_its_cues_but_one_cut_short(source: str | None, cues: tuple[str, ...]) -> None:
    assert cues_of(source) == cues
