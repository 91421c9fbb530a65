"""What is read with fragments is what would be read by trying every pattern on every text: same cues, places, values, rules.

The reference is slow and plain: nothing sleeps, and everything is asked for. It tries texts of the lexicons and of the own corpus, and texts made to hide or to confuse.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from api.texts.lexicons import open_lexicon
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.matcher import Matcher
from classifiers.cues.model import Matches
from classifiers.cues.prepare import PreparedText, prepare
from classifiers.cues.reader import CueReader
from classifiers.cues.search import all_matches
from tests.shared import RULESETS
from training.corpus import own


class Sleepless(Matcher):
    """Tries every pattern, on the whole text."""

    def awake(self, prepared: PreparedText) -> list[int]:
        return [(1 << len(self.patterns)) - 1 for _ in prepared.stretches]

    def match(self, prepared: PreparedText) -> Matches:
        return super().match(replace(prepared, stretches=((0, len(prepared.data)),)))


class Slow(CueReader):
    """Decides on everything that matches, whether something asks for it or not."""

    def _found(self, prepared: list[PreparedText]) -> list[Matches]:
        return [all_matches(self.lexicon, one, {}) for one in prepared]


def _sleepless(lexicon: Lexicon) -> Lexicon:
    return replace(lexicon, matcher=Sleepless(lexicon.matcher.patterns, lexicon.matcher.index))


LEXICON = open_lexicon(RULESETS)
READER, SLOW = CueReader(LEXICON), Slow(_sleepless(LEXICON))
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


def test_the_sentences_of_the_lexicons_are_read_alike() -> None:
    for text in SENTENCES:
        assert READER.frames(text) == SLOW.frames(text), text


def test_texts_of_the_own_corpus_are_read_alike() -> None:
    for text, found, expected in zip(CORPUS, READER.read_many(CORPUS), SLOW.read_many(CORPUS), strict=True):
        assert found == expected, text


@settings(max_examples=30)
@given(
    st.integers(0, len(CORPUS)),
    st.integers(20, 60),
    st.sampled_from([" ", ". ", "\n", " … ", ", "]),
)
def test_long_texts_are_read_alike_stretch_by_stretch(first: int, count: int, by: str) -> None:
    text = by.join((CORPUS + CORPUS)[first : first + count])
    assert READER.read(text) == SLOW.read(text)
    assert READER.frames(text) == SLOW.frames(text)


@settings(max_examples=300)
@given(MADE)
def test_texts_made_to_hide_are_read_alike(text: str) -> None:
    assert READER.read(text) == SLOW.read(text)
    assert READER.frames(text) == SLOW.frames(text)


def test_few_patterns_wake_for_an_ordinary_text() -> None:
    woken = [sum(row.bit_count() for row in LEXICON.matcher.awake(one)) for one in prepare(CORPUS, LEXICON.alphabet)]
    assert sum(woken) / len(woken) < len(LEXICON.matcher.patterns) / 40
