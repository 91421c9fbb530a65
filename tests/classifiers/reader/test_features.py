"""What is weighed of a report: who speaks counts, what is absent is zero, order of pieces does not count."""

from __future__ import annotations

import numpy as np

from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Signs, Tokens, sight
from classifiers.reader.features import (
    MOST_COUNTED,
    Side,
    count_rows,
    facts_row,
    facts_width,
    network_row,
    network_width,
    side_width,
)
from classifiers.reader.reading import CATEGORIES, ReportText

RNG = np.random.default_rng(3)
SIGNS, VALUES = 4, 5
LENGTHS = np.array([3, 1, 2])
TOKENS = Tokens(RNG.standard_normal((6, TOKEN)), LENGTHS, RNG.standard_normal((3, VECTOR)))
LOOK = Signs(RNG.standard_normal((TOKEN, SIGNS)), RNG.standard_normal(SIGNS))


def side() -> Side:
    return Side(sight(TOKENS, LOOK), RNG.random((3, VALUES)), 40)


def test_rows_are_as_wide_as_said() -> None:
    one = side()
    assert network_row(one, None, None, SIGNS).shape == (network_width(SIGNS),)
    assert facts_row(None, one, "haine", VALUES).shape == (facts_width(VALUES),)


def test_who_speaks_counts() -> None:
    one, width = side(), side_width(SIGNS)
    text, comment = network_row(one, None, None, SIGNS), network_row(None, one, None, SIGNS)
    assert np.array_equal(text[:width], comment[width : 2 * width])
    assert not text[width : 2 * width].any()
    assert not np.array_equal(text, comment)


def test_facts_are_the_highest_of_both_sides() -> None:
    one, two = side(), side()
    both = facts_row(one, two, None, VALUES)[:VALUES]
    apart = [facts_row(*pair, None, VALUES)[:VALUES] for pair in ((one, None), (None, two))]
    assert np.array_equal(both, np.maximum(*apart))


def test_an_unknown_category_counts_as_none() -> None:
    one = side()
    assert np.array_equal(network_row(one, None, "spam", SIGNS), network_row(one, None, None, SIGNS))
    assert facts_row(one, None, "suicide", VALUES)[-len(CATEGORIES) - 1 :].sum() == 1


def test_the_order_of_pieces_does_not_count() -> None:
    one = side()
    turned = Side(Sight(*(array[::-1] for array in one.sight)), one.facts[::-1], one.length)
    assert np.allclose(
        network_row(one, None, None, SIGNS), network_row(turned, None, None, SIGNS), rtol=1e-5, atol=1e-5
    )


def test_words_count_whoever_says_them_and_however_they_are_written() -> None:
    rows = count_rows([ReportText("Été dehors", None), ReportText(None, "ete  DEHORS"), ReportText("hiver", None)])
    assert abs(rows[0] - rows[1]).max() == 0
    assert abs(rows[0] - rows[2]).max() > 0


def test_of_a_long_side_the_beginning_is_counted() -> None:
    long = "mot " * MOST_COUNTED
    rows = count_rows([ReportText(long, "fin"), ReportText(long + "autre", "fin"), ReportText(None, None)])
    assert abs(rows[0] - rows[1]).max() == 0
    assert rows[2].nnz == 0
