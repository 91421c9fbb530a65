"""Readers of presumed facts, told from their sources: lexicons, the embedded reader, a model
server.
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


def reader_of(source: str | None) -> FactReader | None:
    """The reader that a source names; None where nobody read the fact in the words of a report."""
    return next((reader for start, reader in READER_SOURCES if (source or "").startswith(start)), None)
