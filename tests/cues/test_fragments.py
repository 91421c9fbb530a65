"""Fragments never hide a match: whatever a pattern and a text, a pattern that matches is woken. And they wake little else."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.prepare import prepare
from tests.cues.lexicons import Given

CLASSES = {
    "groupe": ["voleur(s)|voleuse(s)", "pirate(s)", "t'", "🐒", "n r"],
    "tous": ["{groupe}", "escroc(s)", "vol*"],
    "longue": [f"{first}{second}ard(s)" for first in "bcdfg" for second in ("a", "e", "i", "o", "ou")],
}
ATOMS = (
    "a", "le", "les", "sale", "mort", "vas-y", "-les", "t'", "qu'on", "aujourd'hui", "voleur", "ŋa", "a🐒", "!", "?", ":", "100", "18+", "(e)",
    "(le |)", "(petit |gros |)", "(-|)", "(a|ont)", "(le|🐒)", "(un|{groupe})", "{groupe}", "{tous}", "{longue}", "{nombre}", "{mot}", "{date}",
    "{nom_propre}", "…", "…2", "…*", "*", "*ez", "^", "$", "(demain|$)", "(…1 )", "<le>", "<{groupe} (s)>",
)  # fmt: skip
PIECES = (
    "a", "le", "les", "sale", "mort", "vas", "y", "vasy", "t", "qu", "on", "aujourd", "hui", "voleur", "voleurs", "voleuse", "pirate", "escroc",
    "volage", "ŋ", "ŋa", "中", "ß", "é", "🐒", "!", "?", ":", "100", "18", "+", "petit", "gros", "ont", "un", "n", "r", "baard", "gouards", "3",
    "vingt-et-un", "3 mars 2024", "Anna", "prenez", "ez", "demain", "e", "s",
)  # fmt: skip
PARTERS = (
    "",
    " ",
    " ",
    " ",
    "  ",
    "-",
    "'",
    "’",
    ".",
    ". ",
    "\n",
    ", ",
    "🐒",
    "ŋ",
    "_",
    "*",
    "\u200b",
    "\u202e",
    "\u0301",
)
PATTERNS = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=5).flatmap(
    lambda atoms: st.lists(st.sampled_from(("", " ", " ")), min_size=len(atoms), max_size=len(atoms)).map(
        lambda blanks: "".join(atom + blank for atom, blank in zip(atoms, blanks, strict=True)).strip()
    )
)
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(PARTERS)), max_size=12).map(
    lambda pairs: "".join(piece + parter for piece, parter in pairs)
)


def _lexicon(pattern: str) -> Lexicon | None:
    cue = {"id": "a", "says": {"menace": True}, "patterns": [pattern]}
    return build([Given({"words": CLASSES, "cues": [cue]})])[0]


def _woken(lexicon: Lexicon, text: str) -> tuple[bool, bool]:
    """Whether the pattern is woken, and whether it matches."""
    (prepared,) = prepare([text], lexicon.alphabet)
    (pattern,) = lexicon.matcher.patterns
    woken = [number for number, _, _ in lexicon.matcher.awake(prepared)]
    return woken == [0], pattern.regex.search(prepared.data) is not None


@settings(max_examples=600, deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=8))
@example("{nombre} …3 le", ["14le"])
@example("? …3 le", ["?le"])
@example("{longue} (petit |gros |){longue}", ["baard petit gouards"])
@example("a🐒", ["ŋa🐒ŋ"])
@example("(t'|sale)a", ["ta"])
@example("(…1 )le", ["un le", "unle"])
def test_a_pattern_that_matches_is_woken(pattern: str, texts: list[str]) -> None:
    lexicon = _lexicon(pattern)
    assume(lexicon is not None)
    assert lexicon is not None
    for text in texts:
        woken, matches = _woken(lexicon, text)
        assert woken or not matches, (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "asleep", "woken"),
    [
        ("mort", "amorti, mortel, mooorts", "à MOOOORT !"),
        ("sale voleur", "un sale type, un voleur", "sale, voleur"),
        ("il faut", "faut-il", "qu'il faut"),
        ("vas-y", "vas la y", "vas’y"),
        ("vas-y", "vas la y", "vasy"),
        ("sale … {groupe}", "sale, ou revoleuses", "sale bande de voleuses"),
        ("*ez les {groupe}", "les voleurs, prenez-en", "prenez les voleurs"),
        ("pirate ?", "pirate !", "pirate, non ?"),
    ],
)
def test_fragments_have_the_edges_of_their_words(pattern: str, asleep: str, woken: str) -> None:
    lexicon = _lexicon(pattern)
    assert lexicon is not None
    assert (_woken(lexicon, asleep)[0], _woken(lexicon, woken)[0]) == (False, True)
