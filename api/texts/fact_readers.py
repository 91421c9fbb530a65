"""Readers of presumed facts, told from their sources: lexicons, the embedded reader, a model
server; and the cues of lexicons that a source names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from api.texts import model_merge
from classifiers.cues.presumed import COMMENT, SECOND, SOURCE
from textfile.text import Text

FactReader: TypeAlias = Literal["lexicons", "embedded", "model"]
READER_WORDS: Mapping[FactReader, Text] = {
    "lexicons": Text(fr="lexiques", en="lexicons"),
    "embedded": Text(fr="lecteur embarqué", en="embedded reader"),
    "model": Text(fr="modèle", en="model"),
}
READER_SOURCES: tuple[tuple[str, FactReader], ...] = (
    (f"{model_merge.SOURCE} (", "model"),
    (f"{SOURCE} ({SECOND}", "embedded"),
    (f"{COMMENT} ({SECOND}", "embedded"),
    (f"{SOURCE} (", "lexicons"),
    (f"{COMMENT} (", "lexicons"),
)
"""How the sources of each reader begin, the first that fits telling: of rules that say the same,
the surest is named first, and it counts.
"""

CUE_SOURCES = (f"{SOURCE} (", f"{COMMENT} (")
"""How a source begins that names cues, before them."""


def reader_of(source: str | None) -> FactReader | None:
    """The reader that a source names; None where nobody read the fact in the words of a report."""
    return next((reader for start, reader in READER_SOURCES if (source or "").startswith(start)), None)


def cues_of(source: str | None) -> tuple[str, ...]:
    """The cues of lexicons that a source names. The last one of a source cut at its greatest length
    may be half a name: it is left out.
    """
    start = next((one for one in CUE_SOURCES if (source or "").startswith(one)), None)
    if source is None or start is None:
        return ()
    inside, closed, _ = source.removeprefix(start).partition(")")
    names = inside.split(", ")
    return tuple(name for name in (names if closed else names[:-1]) if name != SECOND)
