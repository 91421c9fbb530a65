"""Small lexicons for tests, from plain data."""

from __future__ import annotations

from typing import Any

from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.model import Cue
from classifiers.cues.reader import CueReader
from classifiers.cues.shapes import LexiconFile


def lexicon(*data: Any) -> Lexicon:
    """Lexicons that must be sound."""
    files = {f"essai{number}.yaml": LexiconFile.model_validate(one, strict=False) for number, one in enumerate(data)}
    found, wrong = build(files)
    assert wrong == []
    assert found is not None
    return found


def reader(*data: Any) -> CueReader:
    """A reader with these lexicons."""
    return CueReader(lexicon(*data))


def one(pattern: str, says: dict[str, Any] | None = None, **more: Any) -> CueReader:
    """A reader with one cue, of one pattern."""
    words = more.pop("words", {})
    return reader(
        {"words": words, "cues": [{"id": "a", "says": says or {"menace": True}, "patterns": [pattern], **more}]}
    )


def shown(found: CueReader, text: str) -> list[str]:
    """The words of the text that each cue shows."""
    return [text[cue.start : cue.end] for cue in found.read(text)]


def rules(cues: tuple[Cue, ...]) -> list[str]:
    """The rules that speak."""
    return [cue.rule for cue in cues]
