"""Small lexicons for tests, from plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.model import Cue, Fault
from classifiers.cues.reader import CueReader


@dataclass(frozen=True)
class Given:
    """A lexicon file, as a reader of files would give it."""

    data: Any
    file: str = "essai.yaml"


def faults(*data: Any) -> list[Fault]:
    """What is wrong in lexicons."""
    return build(Given(one, f"essai{number}.yaml") for number, one in enumerate(data))[1]


def lexicon(*data: Any) -> Lexicon:
    """Lexicons that must be sound."""
    found, wrong = build(Given(one, f"essai{number}.yaml") for number, one in enumerate(data))
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
