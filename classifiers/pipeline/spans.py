"""Cues as spans of a Doc: each covers the tokens of its words, is labelled by its fact and value,
and leads back to the cue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from spacy.attrs import LENGTH, SPACY
from spacy.tokens import Doc, Span, SpanGroup

from classifiers.cues.model import Cue
from classifiers.cues.presumed import COMMENT, LEAST, SOURCE
from classifiers.cues.shapes import value_name
from classifiers.pipeline.report import LAYOUT, VOICES

Places: TypeAlias = npt.NDArray[np.int64]

CUES = "qualif_cues"
"""The key of a Doc's data that holds the cues of each voice."""
SOURCES = dict(zip(VOICES, (SOURCE, COMMENT), strict=True))
PRESUMED, DOUBTED = "presumed", "doubted"
"""Standings that a cue gives its fact: presumed; or none, since the second reader doubts it."""


def add_cues(doc: Doc, cues: Mapping[str, Iterable[Cue]]) -> None:
    """Lays the cues of each voice in `doc.spans["text"]` and `doc.spans["comment"]`, in the place
    of those that were there.
    """
    laid = {voice: tuple(cues.get(voice, ())) for voice in VOICES}
    doc.user_data[CUES] = {voice: [list(cue) for cue in found] for voice, found in laid.items()}
    layout, starts = doc.user_data.get(LAYOUT), token_starts(doc)
    for voice in VOICES:
        begun = layout[voice][0] if layout is not None and layout[voice] is not None else 0
        spans = [
            _span(doc, starts, cue._replace(start=begun + cue.start, end=begun + cue.end), f"{voice}-{number}")
            for number, cue in enumerate(laid[voice])
        ]
        doc.spans[voice] = SpanGroup(doc, name=voice, spans=spans)


def cues_of(doc: Doc, voice: str) -> tuple[Cue, ...]:
    """The cues of a voice, in order; places are those of the voice's own words."""
    return tuple(Cue(*row) for row in doc.user_data.get(CUES, {}).get(voice, ()))


def cue_of(span: Span) -> Cue | None:
    """The cue of a span; None of a span that is not one."""
    voice, _, number = span.id_.partition("-")
    rows = span.doc.user_data.get(CUES, {}).get(voice, ())
    if not number.isdecimal() or int(number) >= len(rows):
        return None
    cue = Cue(*rows[int(number)])
    return cue if label(cue) == span.label_ else None


def label(cue: Cue) -> str:
    """The name of what a cue says."""
    return f"{cue.fact}={value_name(cue.value)}"


def standing_of(span: Span) -> str | None:
    """The standing that the cue of a span gives its fact: `presumed`, `doubted`; None of a span
    that is no cue.
    """
    cue = cue_of(span)
    if cue is None:
        return None
    return PRESUMED if cue.confidence >= LEAST else DOUBTED


def source_of(span: Span) -> str | None:
    """The source and rule of the cue of a span, in the words of a stated fact; None of a span that
    is no cue.
    """
    cue = cue_of(span)
    return None if cue is None else f"{SOURCES[span.id_.partition('-')[0]]} ({cue.rule})"


def confidence_of(span: Span) -> float | None:
    """The confidence of the cue of a span; None of a span that is no cue."""
    cue = cue_of(span)
    return None if cue is None else cue.confidence


def _span(doc: Doc, starts: Places, cue: Cue, name: str) -> Span:
    first, last = tokens_of(starts, cue.start, cue.end)
    return Span(doc, first, last, label=label(cue), span_id=name)


def token_starts(doc: Doc) -> Places:
    """The place of each token in the text."""
    sizes = doc.to_array([LENGTH, SPACY]).astype(np.int64).sum(axis=1)
    return np.cumsum(sizes) - sizes


def tokens_of(starts: Places, start: int, end: int) -> tuple[int, int]:
    """The tokens that hold [start, end) of the text, one at least."""
    first = max(int(np.searchsorted(starts, start, side="right")) - 1, 0)
    return first, max(int(np.searchsorted(starts, end)), first + 1)
