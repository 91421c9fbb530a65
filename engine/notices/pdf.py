"""HTML of our own to an accessible PDF: tagged, PDF/UA-1, language and title set, same bytes for
the same moment.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from engine.notices.pdf_tree import PdfError, tree_of
from textfile.text import Language

_TRIES = 5
"""Each try names the characters that no font has; a second one is needed when a replaced character
changes what is shaped next to it.
"""
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_of(html: str, *, title: str, language: Language, moment: datetime) -> bytes:
    """The document as PDF/UA-1.

    `html` is the subset that `engine.notices.pdf_tree` describes; `moment`, with its time zone, is
    the date of the document, to the second, and the only thing beside the arguments that the bytes
    could depend on.

    What is given travels as data to one fixed template: no character of it becomes code. Fonts are
    those that typst carries; a character that none of them has is written as its number,
    `[U+4E2D]`. A header cell of a row (`th scope="row"`) is printed in bold but tagged as a plain
    cell: typst has no stable way to tag it.

    Raises PdfError for another tag or attribute, a heading that jumps a level, a chart without a
    title, or a document too large.
    """
    if moment.tzinfo is None:
        raise ValueError("moment must have a time zone")
    if not title.strip():
        raise PdfError("the document has no title: give one, readers of PDF/UA are told it first")
    document: dict[str, Any] = {"title": " ".join(title.split()), "language": language, "parts": tree_of(html)}
    text = json.dumps(document, ensure_ascii=False)
    moment = moment.astimezone(UTC).replace(microsecond=0)  # typst takes whole seconds and fixed offsets only
    for _ in range(_TRIES):
        try:
            return _compiled(text, moment)
        except typst.TypstError as error:
            unshown = {char for char in _unshown(error.diagnostic) if not char.isascii()}
            if not unshown:
                raise PdfError(f"the document cannot be printed: {error.message}") from error
            text = text.translate({ord(char): f"[U+{ord(char):04X}]" for char in unshown})
    raise PdfError("the document holds characters that no font has")


def _compiled(text: str, moment: datetime) -> bytes:
    made = typst.compile(
        _template(),
        sys_inputs={"document": text},
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=moment,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def _unshown(diagnostic: str) -> set[str]:
    """The characters that typst says no font has."""
    named = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), said) for said in _UNSHOWN.findall(diagnostic))
    return set("".join(named))


@cache
def _template() -> bytes:
    return resources.files("engine.notices").joinpath("print.typ").read_bytes()
