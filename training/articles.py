"""Normalisation of articles of law, so that a suggestion is compared with a label.

An offence is known by its identifier, which names its article: `cp-227-23-diffusion` is CP 227-23,
`csp-l3342-1` is CSP L3342-1, `loi-1881-24-bis-al1` is the law of 1881, article 24 bis, paragraph 1.
A label is written « CP 227-23 », « CP R.625-7 », « CSI L. 320-7 », « Loi 1881 art. 24 al. 7 ». A
label without paragraph accepts every paragraph of its article; one with a paragraph, that one. An
article of another law, or one that no offence encodes, is met by no suggestion.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from api.watch.citations import CODES

_CODE = f"(?P<code>{'|'.join(CODES).lower()})"
_OFFENCE = re.compile(
    _CODE + r"-(?P<number>[lr]?\d+(?:-\d+)*)|loi-1881-(?P<press>\d+(?:-bis)?)(?:-al(?P<paragraph>\d+))?"
)
_LABEL = re.compile(
    _CODE + r" (?P<number>(?:[lr][. ]*)?\d+(?:-\d+)*)"
    r"|loi (?:de )?1881,? art\. ?(?P<press>\d+(?: bis)?)(?:,? al\. ?(?P<paragraph>\d+))?"
)


class Article(NamedTuple):
    """An article: its law, its number, its paragraph where one is named."""

    law: str
    number: str
    paragraph: str | None = None

    def accepts(self, other: Article) -> bool:
        """Whether an offence of the other meets a label of this."""
        return self[:2] == other[:2] and self.paragraph in (None, other.paragraph)


def article_of(offence: str) -> Article:
    """The article that an offence encodes.

    Raises:
        ValueError: its identifier names none.
    """
    named = _OFFENCE.match(offence)
    if named is None:
        raise ValueError(f"{offence} : aucun article dans cet identifiant")
    return _article(named)


def article_in(label: str) -> Article:
    """The article that a label names; of another law, one that nothing meets."""
    named = _LABEL.match(label.lower())
    return _article(named) if named is not None else Article(label, "")


def _article(named: re.Match[str]) -> Article:
    if named["code"] is not None:
        return Article(named["code"].upper(), re.sub("[. ]", "", named["number"]))
    return Article("loi 1881", named["press"].replace("-", " "), named["paragraph"])
