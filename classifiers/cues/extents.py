"""Extent of patterns once their classes of words are written out: how much there is to write, how
deep classes stand in classes.

A class that names another one twice doubles it: thirty short lines would fill any memory. This is
counted, not written, before a pattern is made into anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MAX_EXTENT = 400_000
"""Characters and classes of a pattern, all its alternatives written out."""
MAX_CLASSES_DEEP = 20
"""Classes that stand one in the other."""


class Extents:
    """Extents of patterns over classes of words of which none holds itself: for each class, its
    terms, each as its length and the classes that it names.
    """

    def __init__(self, classes: Mapping[str, Iterable[tuple[int, tuple[str, ...]]]]) -> None:
        self._classes = classes
        self._extents: dict[str, int] = {}

    def of(self, length: int, references: Iterable[str]) -> int:
        """The extent of a pattern of this length which names these classes."""
        return length + sum(map(self._of_class, references))

    def _of_class(self, name: str) -> int:
        if name not in self._extents:
            terms = self._classes.get(name, ())
            self._extents[name] = 1 + sum(self.of(length, references) for length, references in terms)
        return self._extents[name]
