"""What teaches the reader: who wrote each report, since no author measures what they taught."""

from __future__ import annotations

import pytest

from training.reader.sources import author


@pytest.mark.parametrize(("identifier", "letters"), [("A-001", "A"), ("AA-001", "AA"), ("AB-320", "AB")])
def test_authors_with_the_same_first_letter_are_two(identifier: str, letters: str) -> None:
    assert author({"id": identifier}) == letters
