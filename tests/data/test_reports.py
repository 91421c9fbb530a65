"""Whole reports with their labels: each once, those that measure by other authors than those that teach."""

from __future__ import annotations

from classifiers.noise.corpus import CORPUS
from tests.data.lines import KINDS, lines


def test_a_file_holds_the_reports_of_one_author() -> None:
    for name in KINDS["reports"]:
        path = CORPUS / name
        assert {row["id"][0] for row in lines(path)} == {path.stem.upper()}, name


def test_no_report_comes_twice_and_no_author_has_two_uses() -> None:
    every = [row for name in KINDS["reports"] for row in lines(CORPUS / name)]
    assert len({(row["text"], row["comment"]) for row in every}) == len(every) == 950
    authors = [name.rpartition("/")[2] for name in KINDS["reports"]]
    assert len(set(authors)) == len(authors)
    assert {name.split("/")[1] for name in KINDS["reports"]} == {"train", "heldout"}
