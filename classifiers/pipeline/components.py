"""The components: our cutting as sentences, the lexicons, the reader of reports.

What opens the readers is named by the configuration.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

from classifiers.cues.reader import Reads
from classifiers.pipeline.report import VOICES, report_of, voices_of
from classifiers.pipeline.spans import add_cues, confidence_of, cue_of, source_of, standing_of, token_starts
from classifiers.reader.reader import Whole
from classifiers.reader.reading import FIELDS, ReportReading, ReportText
from classifiers.second.pieces import pieces

PIECES, LEXICONS, READER = "qualif_pieces", "qualif_lexicons", "qualif_reader"
"""The names by which a pipeline asks for the components."""
READING = "qualif_reading"
"""The key of a Doc's data that holds the reading of the whole."""
START, NO_START = 1, 2**64 - 1
"""spaCy's marks of a token that begins a sentence, and of one that does not."""
SPAN_SCORES: dict[str, float | None] = {f"spans_{voice}_f": 0.5 for voice in VOICES}


class ReadsWholeReports(Protocol):
    """Whatever reads whole reports."""

    def read_whole(self, reports: Iterable[ReportText]) -> Iterator[Whole]:
        """The reading of each report with the cues of each side, in order."""


class Pieces:
    """Sets the sentences of a Doc: the pieces that the second reader reads one by one, in each
    voice.

    What it does not read is in the last one.
    """

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc; a piece that begins within a token begins at the next one."""
        begun = [voice.start + piece.start for voice in voices_of(doc) for piece in pieces(voice.words)]
        first = np.searchsorted(token_starts(doc), begun)
        starts: Any = np.full(len(doc), NO_START, np.uint64)
        starts[first[first < len(doc)]] = START
        starts[:1] = START
        doc.from_array([SENT_START], starts[:, None])
        return doc


class Component(ABC):
    """Component of a pipeline that reads Docs by batches."""

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc, read."""
        self.read([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """The same Docs, in order, read by batches."""
        every = iter(stream)
        while batch := list(islice(every, batch_size)):
            self.read(batch)
            yield from batch

    @abstractmethod
    def read(self, docs: Sequence[Doc]) -> None:
        """Writes in each Doc what is read there."""

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Precision, recall and F1 of the cues of each voice."""
        every = list(examples)
        return {name: score for voice in VOICES for name, score in _span_scores(every, voice).items()}


class LexiconComponent(Component):
    """Cues of the lexicons, or of whatever reads cues alone."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader

    def read(self, docs: Sequence[Doc]) -> None:
        """The cues of each voice."""
        voices = [list(voices_of(doc)) for doc in docs]
        found = self._reader.read_many([voice.words for several in voices for voice in several])
        for doc, several in zip(docs, voices, strict=True):
            add_cues(doc, {voice.name: next(found) for voice in several})


class WholeReports(Component):
    """The reader of reports, with the cues of the lexicons and of the second reader that it reads
    after.
    """

    def __init__(self, reader: ReadsWholeReports) -> None:
        self._reader = reader

    def read(self, docs: Sequence[Doc]) -> None:
        """Fields in `doc.cats`, the whole reading in `doc._.qualif_reading`, the cues of each
        voice.
        """
        for doc, whole in zip(docs, self._reader.read_whole(map(report_of, docs)), strict=True):
            add_whole(doc, whole)

    def score(self, examples: Iterable[Example], **given: Any) -> dict[str, Any]:
        """As of cues, with the fields."""
        every = list(examples)
        fields = Scorer.score_cats(every, "cats", labels=FIELDS, multi_label=True)
        return {**super().score(every, **given), **fields}


def add_whole(doc: Doc, whole: Whole) -> None:
    """Writes what is read of a report in its Doc."""
    reading = whole.reading
    doc.cats.update(reading.fields)
    several = {name: dict(getattr(reading, name)) for name in ("fields", "gravity", "noise", "offences")}
    doc.user_data[READING] = {"matters": reading.matters, "unseen": reading.unseen, "post": reading.post, **several}
    sides = zip(VOICES, (whole.text, whole.comment), strict=True)
    add_cues(doc, {voice: side.cues for voice, side in sides if side is not None})


def reading_of(doc: Doc) -> ReportReading | None:
    """The reading of a Doc; None of one that the reader has not read."""
    read = doc.user_data.get(READING)
    return None if read is None else ReportReading(**read)


def _span_scores(examples: Sequence[Example], voice: str) -> dict[str, Any]:
    return Scorer.score_spans(
        examples,
        f"spans_{voice}",
        getter=lambda doc, _: doc.spans.get(voice, ()),
        has_annotation=lambda doc: voice in doc.spans,
        allow_overlap=True,
    )


@Language.factory(PIECES, assigns=["token.is_sent_start", "doc.sents"])
def make_pieces(nlp: Language, name: str) -> Pieces:
    """The component `qualif_pieces`."""
    return Pieces()


@Language.factory(
    LEXICONS,
    assigns=["doc.spans"],
    default_config={"reader": {"@misc": "qualif.Lexicons.v1", "rulesets": None}},
    default_score_weights=SPAN_SCORES,
)
def make_lexicons(nlp: Language, name: str, reader: Reads) -> LexiconComponent:
    """The component `qualif_lexicons`."""
    return LexiconComponent(reader)


@Language.factory(
    READER,
    assigns=["doc.cats", "doc.spans"],
    default_config={"reader": {"@misc": "qualif.ReportReader.v1", "rulesets": None}},
    default_score_weights={**SPAN_SCORES, "cats_macro_auc": 0.0},
)
def make_reader(nlp: Language, name: str, reader: ReadsWholeReports) -> WholeReports:
    """The component `qualif_reader`."""
    return WholeReports(reader)


Doc.set_extension("qualif_report", getter=report_of, force=True)
Doc.set_extension("qualif_reading", getter=reading_of, force=True)
Span.set_extension("qualif_cue", getter=cue_of, force=True)
Span.set_extension("qualif_standing", getter=standing_of, force=True)
Span.set_extension("qualif_source", getter=source_of, force=True)
Span.set_extension("qualif_confidence", getter=confidence_of, force=True)
