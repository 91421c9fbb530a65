"""The entry point: a text, or many, into cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from classifiers.cues.decide import Decision, find_ahead, settle
from classifiers.cues.language import foreign
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.linguistic import Linguist
from classifiers.cues.model import Cue, Hit
from classifiers.cues.prepare import Prepared, prepare

BATCH = 256
MAX_BATCH_LENGTH = 200_000


class CueReader:
    """Reads cues with a lexicon; with a linguist too, when there is one."""

    def __init__(self, lexicon: Lexicon, linguist: Linguist | None = None) -> None:
        self.lexicon = lexicon
        self._linguist = linguist

    def read(self, text: str) -> tuple[Cue, ...]:
        """The cues of one text, by place. Any text will do; the same text always gives the same cues."""
        return next(self.read_many([text]))

    def read_many(self, texts: Iterable[str]) -> Iterator[tuple[Cue, ...]]:
        """The cues of each text, in order; quicker than one at a time."""
        for batch in batches(texts):
            prepared = list(prepare(batch, self.lexicon.alphabet))
            for one, decision in zip(prepared, self._decisions(prepared), strict=True):
                cues = decision.cues()
                language = foreign(one.text)
                yield settle(self.lexicon, [*cues, *([language] if language else [])])

    def frames(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """The rules and frames that stand in a text, and where: for tests of lexicons."""
        (one,) = prepare([text], self.lexicon.alphabet)
        stands = next(self._decisions([one])).all()
        return {
            self.lexicon.rules[number].id: [one.span(hit.start, hit.end) for hit in hits]
            for number, hits in stands.items()
        }

    def matching(self, text: str) -> frozenset[str]:
        """The rules of which a pattern matches, whether they stand or not."""
        (one,) = prepare([text], self.lexicon.alphabet)
        return frozenset(self.lexicon.rules[number].id for number in self.lexicon.matcher.match(one))

    def _decisions(self, prepared: list[Prepared]) -> Iterator[Decision]:
        """Of each text. Each step is taken for all texts before the next: the memory it goes through stays at hand."""
        awake = [self.lexicon.matcher.awake_rules(one) for one in prepared]
        found = find_ahead(self.lexicon, prepared, awake)
        for one, rules, hits, linguistic in zip(prepared, awake, found, self._linguistic(prepared), strict=True):
            yield Decision(self.lexicon, one, rules, hits, linguistic)

    def _linguistic(self, prepared: list[Prepared]) -> Iterator[dict[str, list[Hit]]]:
        return iter([{}] * len(prepared)) if self._linguist is None else self._linguist.read(prepared)


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
