"""Duplicate detection among contents read so far: a second report of one is never set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from api.kit.urls import normalised
from classifiers.noise.filter import NoiseInput
from classifiers.text.folding import plain

AT_LEAST = 250_000
"""The latest contents surely remembered; twice as many at most, which is some 55 MiB."""


class Repeats:
    """Two-generation set of contents, by 16 bytes of each: its words once folded, and its address
    when it has one.

    Bounded: beyond twice `at_least` contents, the oldest are forgotten, and pass for new.
    """

    def __init__(self, at_least: int = AT_LEAST) -> None:
        self._at_least = at_least
        self._latest: set[bytes] = set()
        self._before: set[bytes] = set()

    def again(self, text: str | None, url: str | None = None) -> bool:
        """Whether this text, or this address, was read before; it is from now on."""
        address = normalised(url) if url else None
        keys = [_digest("text", " ".join(plain(text).text.split()))] if text and text.strip() else []
        keys += [_digest("url", address)] if address else []
        known = any(key in self._latest or key in self._before for key in keys)
        for key in keys:
            self._remember(key)
        return known

    def count(self, text: NoiseInput) -> NoiseInput:
        """The text, said to be of two reports at least when it was read before."""
        return text._replace(reports=max(text.reports, 2)) if self.again(text.text) else text

    def _remember(self, key: bytes) -> None:
        if len(self._latest) >= self._at_least:
            self._latest, self._before = set(), self._latest
        self._latest.add(key)


class ListedRepeats(Repeats):
    """Answers of a duplicate detection that has seen the contents before: one a question, in the
    order in which they are asked.
    """

    def __init__(self, answers: Iterable[bool]) -> None:
        super().__init__()
        self._answers = iter(answers)

    def again(self, text: str | None, url: str | None = None) -> bool:
        """The next answer."""
        return bool(next(self._answers))


def _digest(kind: str, content: str) -> bytes:
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16, person=kind.encode()).digest()
