"""The training domain: the reporters' categories that the model's training texts speak of. Outside it, a score is worth nothing."""

from __future__ import annotations

from collections.abc import Iterable

from classifiers.text.likeness import plain_words

MAX_CATEGORY = 200
"""Characters of a category, as reports have them; a longer one is of no list."""


class TrainingDomain:
    """Names of categories, compared without case, accents or punctuation. Without names it covers nothing."""

    def __init__(self, categories: Iterable[str] = ()) -> None:
        self._names = frozenset(map(_name, categories)) - {""}

    def covers(self, reported_category: str | None) -> bool:
        """Whether a report made under this category is of what the model learnt; one made under none is not."""
        if reported_category is None or len(reported_category) > MAX_CATEGORY:
            return False
        return _name(reported_category) in self._names


def _name(category: str) -> str:
    return " ".join(plain_words(category.replace("_", " ")))
