"""The reading as a spaCy pipeline, as shipped: its readers, opened under the names that its
configuration gives them.
"""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import registry

from api.rules.folder import shipped_law
from api.texts.earlier_words import EarlierWords, TodaysReader, TodaysReportReader
from api.texts.lexicons import open_reader
from api.texts.report_reader import open_report_reader
from api.texts.second_reader import ABSENT, OnText, open_both
from classifiers.pipeline.components import LEXICONS, PIECES, READER
from classifiers.pipeline.tokenizer import LINEAR
from engine.language.loader import load_folder

LONGEST = 10_000_000
"""Characters of the longest Doc: memory bounds what is read, nothing is too long for it."""


class MissingReader(Exception):
    """The reader of reports cannot be opened; says what to do."""


def lexicons(rulesets: str | None = None) -> TodaysReader:
    """The lexicons of a rulesets folder, the shipped one by default."""
    root = _root(rulesets)
    reader = open_reader(root)
    return TodaysReader(reader, _words(root, reader))


def report_reader(rulesets: str | None = None) -> TodaysReportReader:
    """The reader of reports, after the lexicons and the second reader of a rulesets folder.

    Raises:
        MissingReader: the rules want no second reader, or its encoder is not installed.
    """
    root = _root(rulesets)
    both = open_both(root, open_reader(root))
    if both is None:
        raise MissingReader(ABSENT)
    return TodaysReportReader(open_report_reader(both), _words(root, both))


def french(*, whole: bool = True) -> Language:
    """A French pipeline that reads reports: whole, or with the lexicons alone.

    Raises:
        MissingReader: the reader is asked for, and its encoder is not installed.
    """
    nlp = spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": LINEAR}}})
    nlp.max_length = LONGEST
    nlp.add_pipe(PIECES)
    nlp.add_pipe(READER if whole else LEXICONS)
    return nlp


def _words(root: Path, reader: OnText) -> EarlierWords:
    return EarlierWords(load_folder(root).facts, reader.lexicon.priority)


def _root(rulesets: str | None) -> Path:
    return shipped_law() if rulesets is None else Path(rulesets)


registry.misc.register("qualif.Lexicons.v1", func=lexicons)
registry.misc.register("qualif.ReportReader.v1", func=report_reader)
