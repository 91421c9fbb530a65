"""A report as one Doc: the words of the content, then the reporter's, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from classifiers.pipeline.tokenizer import whole_text
from classifiers.reader.reading import ReportText

LAYOUT = "qualif_report"
"""The key of a Doc's data that says where each voice stands, [start, end) or None, and the
category.
"""
BETWEEN = "\n\n"
"""Separator of the two voices."""
VOICES = ("text", "comment")


class Voice(NamedTuple):
    """Voice of a report: its name, its words, and where they begin in the Doc."""

    name: str
    words: str
    start: int


def report_doc(nlp: Language, report: ReportText) -> Doc:
    """The Doc of a report, to be given to `nlp` or `nlp.pipe`.

    A Doc that does not come from here is the content's words alone.
    """
    layout: dict[str, Any] = {"category": report.category}
    words = ""
    for name, said in zip(VOICES, (report.text, report.comment), strict=True):
        words += BETWEEN if words and said else ""
        layout[name] = None if said is None else [len(words), len(words) + len(said)]
        words += said or ""
    doc = nlp.make_doc(words)
    doc.user_data[LAYOUT] = layout
    return doc


def report_of(doc: Doc) -> ReportText:
    """The report of a Doc, as it was given."""
    layout = doc.user_data.get(LAYOUT)
    if layout is None:
        return ReportText(whole_text(doc))
    words = whole_text(doc)
    text, comment = (None if layout[name] is None else words[slice(*layout[name])] for name in VOICES)
    return ReportText(text, comment, layout["category"])


def voices_of(doc: Doc) -> Iterator[Voice]:
    """The voices of a Doc that say something."""
    report, layout = report_of(doc), doc.user_data.get(LAYOUT)
    for name, said in zip(VOICES, (report.text, report.comment), strict=True):
        if said and said.strip():
            yield Voice(name, said, 0 if layout is None else layout[name][0])
