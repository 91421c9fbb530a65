"""Entry point of the cues: a text, or many, into cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from classifiers.cues.decide import MatchResolution, settle
from classifiers.cues.language import foreign
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.linguistic import Linguist
from classifiers.cues.model import Cue, Hit, Matches
from classifiers.cues.prepare import PreparedText, prepare
from classifiers.cues.search import all_matches, search

BATCH = 512
MAX_BATCH_LENGTH = 200_000


class Reads(Protocol):
    """Whatever reads the cues of texts."""

    def read(self, text: str) -> tuple[Cue, ...]:
        """The cues of one text, by place."""

    def read_many(self, texts: Iterable[str]) -> Iterator[tuple[Cue, ...]]:
        """The cues of each text, in order."""


class StandingRule(NamedTuple):
    """Rule or frame that stands in a text, and the [start, end) of the text as it was given where
    it does.
    """

    rule: str
    start: int
    end: int


class CueReading(NamedTuple):
    """Reading of a text: its cues, and every rule and frame that stands there, those that say
    nothing included.
    """

    cues: tuple[Cue, ...]
    standing: tuple[StandingRule, ...]


class CueReader:
    """Reads cues with a lexicon; with a linguist too, when there is one."""

    def __init__(self, lexicon: Lexicon, linguist: Linguist | None = None) -> None:
        self.lexicon = lexicon
        self._linguist = linguist

    def read(self, text: str) -> tuple[Cue, ...]:
        """The cues of one text, by place.

        Any text will do; the same text always gives the same cues.
        """
        return next(self.read_many([text]))

    def read_many(self, texts: Iterable[str]) -> Iterator[tuple[Cue, ...]]:
        """The cues of each text, in order; quicker than one at a time."""
        for one, decision in self._resolutions(texts):
            yield self._cues(one, decision)

    def read_closely(self, texts: Iterable[str]) -> Iterator[CueReading]:
        """As `read_many`, with what stands."""
        for one, decision in self._resolutions(texts):
            standing = tuple(
                StandingRule(self.lexicon.rules[number].id, *one.span(hit.start, hit.end))
                for number, hits in decision.all().items()
                for hit in hits
            )
            yield CueReading(self._cues(one, decision), standing)

    def frames(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """The rules and frames that stand in a text, and where: for tests of lexicons."""
        (one,) = prepare([text], self.lexicon.alphabet)
        found = all_matches(self.lexicon, one, *self._linguistic([one]))
        stands = MatchResolution(self.lexicon, one, found).all()
        return {
            self.lexicon.rules[number].id: [one.span(hit.start, hit.end) for hit in hits]
            for number, hits in stands.items()
        }

    def matching(self, text: str) -> frozenset[str]:
        """The rules of which a pattern matches, whether they stand or not."""
        (one,) = prepare([text], self.lexicon.alphabet)
        return frozenset(
            self.lexicon.rules[number].id for number in self.lexicon.matcher.match(one) if isinstance(number, int)
        )

    def _resolutions(self, texts: Iterable[str]) -> Iterator[tuple[PreparedText, MatchResolution]]:
        for batch in batches(texts):
            prepared = list(prepare(batch, self.lexicon.alphabet))
            for one, found in zip(prepared, self._matches(prepared), strict=True):
                yield one, MatchResolution(self.lexicon, one, found)

    def _cues(self, one: PreparedText, decision: MatchResolution) -> tuple[Cue, ...]:
        language = foreign(one.text)
        return settle(self.lexicon, [*decision.cues(), *([language] if language else [])])

    def _matches(self, prepared: list[PreparedText]) -> list[Matches]:
        return search(self.lexicon, prepared, self._linguistic(prepared))

    def _linguistic(self, prepared: list[PreparedText]) -> list[dict[str, list[Hit]]]:
        return [{}] * len(prepared) if self._linguist is None else list(self._linguist.read(prepared))


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Groups of texts that are folded at once: not too many, not too long."""
    batch: list[str] = []
    length = 0
    for text in texts:
        if batch and (len(batch) == BATCH or length + len(text) > MAX_BATCH_LENGTH):
            yield batch
            batch, length = [], 0
        batch.append(text)
        length += len(text)
    if batch:
        yield batch
