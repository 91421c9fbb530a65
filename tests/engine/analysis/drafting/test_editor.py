"""An edit of YAML text adds what it says, and leaves the rest as written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.drafting.editor import Missing, block, has, with_item, with_item_moved, with_key, with_line_after

TEXT = """\
# en tête
list:
  - {id: un, of: [a, b]}   # une remarque
  - id: deux
    of:
      - c
      # la fin
map:
  x: 1

  y: {z: 2}
empty: []
"""


def test_an_item_goes_at_the_end_of_a_list_on_one_line() -> None:
    assert "of: [a, b, c]}   # une remarque" in with_item(TEXT, ("list", 0, "of"), "c")
    assert "empty: [c]" in with_item(TEXT, ("empty",), "c")


def test_an_item_goes_on_its_own_lines_in_a_list_of_lines() -> None:
    assert "      - c\n      - d\n        e\n      # la fin" in with_item(TEXT, ("list", 1, "of"), "d\ne")


def test_a_key_goes_at_the_end_of_a_mapping() -> None:
    assert "  y: {z: 2, w: 3}\n" in with_key(TEXT, ("map", "y"), "w", "3")
    assert "  y: {z: 2}\n  w:\n    v: 3\nempty" in with_key(TEXT, ("map",), "w", "\nv: 3")


def test_a_line_goes_after_what_it_follows_as_deep_as_its_key() -> None:
    assert "    of:\n      - c\n    until: 3\n      # la fin" in with_line_after(TEXT, ("list", 1, "of"), "until: 3")


def test_what_is_written_at_a_path_comes_at_the_margin() -> None:
    assert block(TEXT, ("list", 1, "of")) == "- c"
    assert block(TEXT, ("map",)) == "x: 1\n\ny: {z: 2}"


@pytest.mark.parametrize("path", [("no",), ("list", "no"), ("map", "x", "no")])
def test_nothing_is_added_where_nothing_stands(path: tuple[str, ...]) -> None:
    assert not has(TEXT, path)
    for edit in (lambda: with_item(TEXT, path, "a"), lambda: with_line_after(TEXT, path, "a: 1")):
        with pytest.raises(Missing):
            edit()


ORDER = "# en tête\norder:   # la file\n  # la première\n  # sur deux lignes\n  - a   # une\n\n  # la deuxième\n  - b\n\n  - c\n# la fin\n"


@pytest.mark.parametrize(("item", "to"), [(0, 1), (1, 0)])
def test_an_item_moves_with_the_comment_above_it_the_first_one_too(item: int, to: int) -> None:
    expected = "# en tête\norder:   # la file\n  # la deuxième\n  - b\n\n  # la première\n  # sur deux lignes\n  - a   # une\n\n  - c\n# la fin\n"
    assert with_item_moved(ORDER, ("order",), item, to) == expected
    assert with_item_moved(expected, ("order",), to, item) == ORDER


def test_a_list_that_is_the_whole_file_keeps_its_heading() -> None:
    assert with_item_moved("# en tête\n- a\n- b\n", (), 1, 0) == "# en tête\n- b\n- a\n"


paths = st.sampled_from([("list",), ("list", 0, "of"), ("list", 1, "of"), ("empty",)])


@given(st.lists(st.tuples(paths, st.sampled_from(["a", "{k: v}", "[1, 2]", "k: v"])), max_size=5))
def test_edits_add_what_they_say_and_leave_the_rest(edits: list[tuple[tuple[str | int, ...], str]]) -> None:
    text, meant = TEXT, yaml.safe_load(TEXT)
    for path, item in edits:
        if item == "k: v" and path in {("list", 0, "of"), ("empty",)}:
            item = "{k: v}"  # a mapping on one line has braces
        text = with_item(text, path, item)
        at = meant
        for part in path:
            at = at[part]
        at.append(yaml.safe_load(item))
    assert yaml.safe_load(text) == meant
    assert [line for line in TEXT.splitlines() if line.startswith("#")] == ["# en tête"]
    assert text.count("#") == TEXT.count("#")


def test_a_place_past_the_end_of_a_list_is_not_there() -> None:
    assert not has("a: [1]\n", ("a", 5))
    assert has("a: [1]\n", ("a", 0))
