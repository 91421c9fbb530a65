"""Citations of articles: the text and the numbers that a wording such as « Code pénal, art. 227-24,
al. 2 » names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

CODES: Mapping[str, str] = {
    "CP": "Code pénal",
    "CSP": "Code de la santé publique",
    "CSI": "Code de la sécurité intérieure",
}
"""Codes that the rules cite by an abbreviation, and their titles."""
_TEXT = re.compile(
    rf"(?:(?P<text>(?:Code|Loi|Décret|Ordonnance)\b[^,]*),\s*art\.\s*|(?P<short>{'|'.join(CODES)})\s+)(?P<rest>.+)"
)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_PARAGRAPHS = re.compile(r",\s*al\.\s*\d+(?:er)?(?:\s+(?:et|ou|à)\s+\d+)*")
_LATIN = "bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies"
_NUMBER = re.compile(rf"((?:[LRDA]\.?\s?)?\*?\d+(?:-\d+)*(?:\s(?:{_LATIN}))?)(?:,.*|\sanciens?|\sselon le décompte)?")
_NEXT = re.compile(r",?\s+et\s+|,\s*(?=[LRDA]\.?\s?\d)")
IDENTIFIER = re.compile(r"LEGIARTI\d{12}")
"""Form of a Légifrance identifier of one version of one article."""


class ArticleCitation(NamedTuple):
    """Citation of articles of one text, numbers in the order they are named."""

    text: str
    numbers: tuple[str, ...]

    @property
    def articles(self) -> tuple[ArticleCitation, ...]:
        """The citation of each article apart."""
        return tuple(ArticleCitation(self.text, (number,)) for number in self.numbers)

    def __str__(self) -> str:
        return f"{self.text}, art. {' et '.join(self.numbers)}"


def read_citation(written: str) -> ArticleCitation | None:
    """The articles that a citation names; None when they cannot be told for certain."""
    found = _TEXT.fullmatch(_ASIDE.sub("", " ".join(unicodedata.normalize("NFC", written).split())))
    if found is None:
        return None
    numbers = []
    for part in _NEXT.split(_PARAGRAPHS.sub("", found["rest"])):
        number = _NUMBER.fullmatch(part)
        if number is None:
            return None
        numbers.append(number[1])
    return ArticleCitation(found["text"] or CODES[found["short"]], tuple(numbers))


def abbreviated(citation: str) -> str:
    """A citation under the abbreviation of its code, « CSP L3342-1 »; as it is, of another text."""
    for short, code in CODES.items():
        if citation.startswith(f"{code}, art. "):
            return f"{short} {citation.removeprefix(f'{code}, art. ')}"
    return citation


def offence_name(citation: str) -> str:
    """The name that an offence has from the first article it cites of a code, « csp-l3342-1 »;
    empty of another text.
    """
    read = read_citation(citation[:1].upper() + citation[1:])
    if read is None:
        return ""
    shorts = [short for short, code in CODES.items() if code == read.text]
    return f"{shorts[0]}-{number_key(read.numbers[0])}".lower() if shorts else ""


def number_key(number: str) -> str:
    """Key of an article's number, the same for « R. 625-8-3 » and « R625-8-3 »."""
    return re.sub(r"[.\s*]", "", number).upper()


def is_text(cited: str, title: str) -> bool:
    """Whether a title is that of a cited text: a code has no other words, a law may be followed by
    what it is about.
    """
    wanted, whole = _folded(cited), _folded(title)
    return whole == wanted or (not wanted.startswith("code ") and whole.startswith(f"{wanted} "))


def _folded(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).casefold().replace("’", "'").replace("n°", "n° ").split())
