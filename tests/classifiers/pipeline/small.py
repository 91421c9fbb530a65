"""Small pipelines: the readers of the other tests, which the configuration names."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.util import registry

from classifiers.cues.reader import CueReader
from classifiers.pipeline.components import LEXICONS, PIECES, READER
from classifiers.pipeline.tokenizer import LINEAR
from classifiers.reader.reader import ReportReader
from tests.classifiers.cues.lexicons import reader
from tests.classifiers.reader import small

CUES = reader(
    {
        "cues": [
            {"id": "coup", "says": {"menace": True, "objet_menace": "atteinte"}, "patterns": ["alpha"]},
            {"id": "nom", "says": {"menace": True}, "patterns": ["gamma delta"]},
        ]
    }
)
REPORTS = small.reader()


def lexicons() -> CueReader:
    """The reader of cues, one for all tests."""
    return CUES


def reports() -> ReportReader:
    """The reader of reports, one for all tests."""
    return REPORTS


registry.misc.register("qualif.tests.Lexicons", func=lexicons)
registry.misc.register("qualif.tests.Reports", func=reports)


def blank() -> Language:
    """The French pipeline, without any component."""
    return spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": LINEAR}}})


def pipeline(component: str) -> Language:
    """The French pipeline with one of the small readers."""
    named = {LEXICONS: "qualif.tests.Lexicons", READER: "qualif.tests.Reports"}[component]
    nlp = blank()
    nlp.add_pipe(PIECES)
    nlp.add_pipe(component, config={"reader": {"@misc": named}})
    return nlp


def texts() -> list[str]:
    """Any writing: what cues see, at any place, between anything."""
    around = [
        "", " ", "\r\n", "\x00", "😀", "e\u0301", "\ud800", "«", "l'", "漢字", "\u202e\u200b", "a" * 250, "'" * 250, "\n\n\t", "fin.Début ",
        "a.b.c ",
    ]  # fmt: skip
    return [*around, *(f"{one}alpha{one} gamma  delta. {one}" for one in around), "alpha " * 300]
