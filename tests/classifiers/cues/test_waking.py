"""What is read with fragments is what would be read by trying every pattern on every text: same cues, places, values, rules.

The reference is slow and plain: no fragment is looked at, and everything is asked for. It tries texts of the lexicons and of the own corpus, and texts made to hide or to confuse.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from api.texts.lexicons import open_lexicon
from classifiers.cues.matcher import in_order
from classifiers.cues.model import Cue, Hit, Matches
from classifiers.cues.prepare import PreparedText, prepare
from classifiers.cues.reader import CueReader
from tests.shared import RULESETS
from training.corpus import own

Frames = dict[str, list[tuple[int, int]]]
"""Where each rule and frame stands in a text."""


class Slow(CueReader):
    """Tries every pattern on the whole of every text, pattern after pattern; decides on all matches.

    A line feed ends a sentence, past which no pattern looks: what matches in a text matches there too where all of them stand one after
    the other, which is looked at once, and a pattern is tried on the texts where it matches so.
    """

    def read_with_frames(self, texts: Iterable[str]) -> Iterator[tuple[tuple[Cue, ...], Frames]]:
        """The cues of each text, and the frames as `frames` gives them, in one pass."""
        for cues, standing in self.read_closely(texts):
            frames: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
            for rule, start, end in standing:
                frames[rule].append((start, end))
            yield cues, frames

    def _matches(self, prepared: list[PreparedText]) -> list[Matches]:
        matcher = self.lexicon.matcher
        whole = [(text, one, one.data, 0, len(one.data)) for text, one in enumerate(prepared)]
        starts = list(accumulate((len(one.data) + 1 for one in prepared), initial=0))
        joined = b"\n".join(one.data for one in prepared)
        found: list[defaultdict[int | str, list[Hit]]] = [defaultdict(list) for _ in prepared]
        for number, pattern in enumerate(matcher.patterns):
            spans = [match.span() for match in pattern.compiled.every(joined, 0, len(joined))]
            near = {text for span in spans for text in range(*_texts_of(starts, span))}
            for text, hits in matcher.tried(number, [whole[text] for text in sorted(near)]):
                found[text][pattern.rule] += hits
        return [{rule: in_order(hits) for rule, hits in one.items()} for one in found]


def _texts_of(starts: list[int], span: tuple[int, int]) -> tuple[int, int]:
    """The texts that a match in all of them stands in, from the first to the one after the last."""
    first, last = span
    return bisect_right(starts, first) - 1, bisect_right(starts, last - 1)


assert Slow._matches is not CueReader._matches  # renamed there, it would be overridden no more
LEXICON = open_lexicon(RULESETS)
READER, SLOW = CueReader(LEXICON), Slow(LEXICON)
SENTENCES = sorted(
    {example.text for rule in LEXICON.rules for example in (*rule.hits, *rule.misses)}
    | {example.text for _, example in LEXICON.sources.quiet}
)
CORPUS = [example.text for example in own()][::16]
LOOKALIKES = str.maketrans("aeocixjsp", "аеосіхјѕр")
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})


def _disguised(text: str, at: int, how: int) -> str:
    """The text, written as those who hide write it; `at` chooses where."""
    at %= len(text) + 1
    before, after = text[:at], text[at:]
    ways = (
        before + after.translate(LOOKALIKES),
        before + " ".join(after[:6]) + after[6:],
        before + after[:1] * 4 + after[1:],
        before + "*" + after[1:],
        before + "\u202e" + after + "\u202c",
        before + "\u200b\u0301" + after,
        before + "😀👩\u200d👧" + after,
        before + "ŋ中ß" + after,
        before + ".\n" + after,
        before.upper() + after.replace("e", "3").replace("o", "0"),
        before.replace(" ", "_") + "#" + "".join(word.capitalize() for word in after.split()),
        before + "\ud800\x00" + after,
    )
    return ways[how % len(ways)]


MADE = st.one_of(
    st.builds(_disguised, st.sampled_from(SENTENCES + CORPUS), st.integers(0, 400), st.integers(0, 11)),
    st.builds(lambda one, other, by: one + by + other, *[st.sampled_from(SENTENCES)] * 2, st.sampled_from(["", " ", ". ", "\n", "-", " « "])),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.text(max_size=60),
)  # fmt: skip


def _read_alike(texts: list[str]) -> None:
    for text, cues, (expected, frames) in zip(
        texts, READER.read_many(texts), SLOW.read_with_frames(texts), strict=True
    ):
        assert cues == expected, text
        assert READER.frames(text) == frames, text


def test_the_sentences_of_the_lexicons_are_read_alike() -> None:
    _read_alike(SENTENCES)


def test_texts_of_the_own_corpus_are_read_alike() -> None:
    _read_alike(CORPUS)


@settings(max_examples=30)
@given(
    st.integers(0, len(CORPUS)),
    st.integers(20, 60),
    st.sampled_from([" ", ". ", "\n", " … ", ", "]),
)
def test_long_texts_are_read_alike_stretch_by_stretch(first: int, count: int, by: str) -> None:
    _read_alike([by.join((CORPUS + CORPUS)[first : first + count])])


@settings(max_examples=40)
@given(st.lists(MADE, min_size=8, max_size=8))
def test_texts_made_to_hide_are_read_alike(texts: list[str]) -> None:
    _read_alike(texts)


def test_what_matches_in_a_text_matches_where_all_stand_one_after_the_other() -> None:
    texts = SENTENCES[::40] + CORPUS[::40]
    alone = [next(SLOW.read_with_frames([text])) for text in texts]
    assert list(SLOW.read_with_frames(texts)) == alone


def test_few_patterns_wake_for_an_ordinary_text() -> None:
    woken = [sum(row.bit_count() for row in LEXICON.matcher.awake(one)) for one in prepare(CORPUS, LEXICON.alphabet)]
    assert sum(woken) / len(woken) < len(LEXICON.matcher.patterns) / 40
