"""Languages of parts of a page (WCAG 3.1.2): French words on a page in another language (citations,
categories and texts that reporters wrote, names of people), and what people wrote in either.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from api.kit.typography import typeset
from classifiers.text.french import recognised
from textfile.text import Language


def marking(language: Language, text: str, *french: str) -> str:
    """A sentence in which these words stay French."""
    wanted = {words for one in french if one for words in (one, typeset(one, "fr"))}
    if language == "fr" or not wanted:
        return text
    parts = re.split(f"({'|'.join(map(re.escape, sorted(wanted, key=len, reverse=True)))})", text)
    return Markup("").join(french_words(language, p) if n % 2 else p for n, p in enumerate(parts))


def french_words(language: Language, text: str) -> str:
    """Words that are French from one end to the other."""
    return text if language == "fr" or not text else Markup('<span lang="fr">{}</span>').format(text)


def text_language(text: str) -> Language:
    """Language of words that a colleague or a host wrote, of the two that the screens speak."""
    return "fr" if recognised(text) else "en"
