"""Lines are those that the standard library would make."""

from __future__ import annotations

import textwrap
from random import Random

import pytest

from engine.explanation.wrapping import WIDTH, wrap


@pytest.mark.parametrize("seed", range(20))
def test_lines_are_those_of_textwrap(seed: int) -> None:
    random = Random(seed)
    for _ in range(200):
        words = ["x" * random.choice([1, 2, 5, 9, 40, 99, 100, 130]) for _ in range(random.randint(0, 25))]
        spaces = random.choice([[" "], [" ", "  ", "    "], [" ", " ", "  ", "\n", "\t", "\u00a0", "\u202f"]])
        text = "".join(word + random.choice(spaces) for word in words)
        text = random.choice([text, text.strip(), " " + text])
        lead = random.choice(["", "  · ", "       → "])
        assert list(wrap(text, lead)) == textwrap.wrap(
            text,
            WIDTH,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_long_words=False,
            break_on_hyphens=False,
        )
