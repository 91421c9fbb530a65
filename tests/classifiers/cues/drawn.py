"""Patterns and texts that chance draws, over a few words, classes and signs."""

from __future__ import annotations

from hypothesis import strategies as st

from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.shapes import LexiconFile

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


def drawn_lexicon(pattern: str) -> Lexicon | None:
    """A lexicon of this one pattern; None when it is none."""
    cue = {"id": "a", "says": {"menace": True}, "patterns": [pattern]}
    if not pattern:
        return None
    return build({"essai.yaml": LexiconFile.model_validate({"words": CLASSES, "cues": [cue]})})[0]
