"""Frozen values of the cues: what is read in a text, and the rules that read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias, get_args

Value: TypeAlias = bool | int | str
Path: TypeAlias = tuple[str | int, ...]

CONFIDENCE = {"high": 0.9, "medium": 0.7, "low": 0.5}
Reach: TypeAlias = Literal["sentence", "nearby", "text", "inside", "after", "before"]
REACHES: tuple[Reach, ...] = get_args(Reach)
"""Reaches of a frame: its sentence; that and its two neighbours; the whole text; its own words;
the sentence after, or before, it.
"""


class Cue(NamedTuple):
    """A fact that words of the text make presumed: [start, end) is their place in the text as it
    was given.
    """

    fact: str
    value: Value
    start: int
    end: int
    confidence: float
    rule: str


class Hit(NamedTuple):
    """Match of a rule in the prepared text: the words to show, and the words its says-values are
    read in.
    """

    start: int
    end: int
    first: int
    last: int
    number: int | None = None
    day: str | None = None


Matches: TypeAlias = dict[int | str, list[Hit]]
"""Matches in a text: of rules by number, and by name what the linguistic analysis finds.

Nothing of those that match nowhere.
"""


@dataclass(frozen=True, slots=True)
class LexiconFault:
    """Fault of a lexicon, with its remedy; `path` leads to it in the file."""

    code: str
    file: str
    path: Path
    message: str
    hint: str = ""
    other: tuple[str, Path] | None = None


@dataclass(frozen=True, slots=True)
class TrialSentence:
    """A sentence that tries a rule; `words` are those that must be shown, when the file says so."""

    text: str
    path: Path
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """One fact a rule makes presumed.

    `read` is `nombre` or `date` when the value is read in the text.
    """

    fact: str
    value: Value = True
    read: str | None = None


@dataclass(frozen=True, slots=True)
class CueRule:
    """Rule of a lexicon: a cue, or a frame (a cue that may say nothing, and mostly changes what
    others say).
    """

    id: str
    file: str
    path: Path
    frame: bool
    says: tuple[Says, ...] = ()
    patterns: tuple[str, ...] = ()
    source: str | None = None
    confidence: float = CONFIDENCE["medium"]
    reach: str = "sentence"
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    silences: tuple[str, ...] = ()
    weakens: tuple[str, ...] = ()
    between: tuple[int, int] | None = None
    hits: tuple[TrialSentence, ...] = ()
    misses: tuple[TrialSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Implication:
    """Implication: when a fact has a value (or a number under a bound), other facts follow."""

    fact: str
    value: Value | None
    under: int | None
    then: tuple[Says, ...]
    file: str = ""
    path: Path = ()

    def holds(self, fact: str, value: Value) -> bool:
        """Whether the other facts follow from this one with this value."""
        if fact != self.fact:
            return False
        if self.under is not None and type(value) is int and value < self.under:
            return True
        return type(value) is type(self.value) and value == self.value


@dataclass(frozen=True, slots=True)
class Sources:
    """Definitions of lexicon files, in file order, before anything is compiled."""

    words: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    rules: list[CueRule] = field(default_factory=list)
    implications: list[Implication] = field(default_factory=list)
    priority: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: list[tuple[str, TrialSentence]] = field(default_factory=list)
