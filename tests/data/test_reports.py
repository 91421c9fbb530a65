"""Whole reports with their labels: each once, those that measure by other authors than those that teach."""

from __future__ import annotations

from typing import Any

from tests.data.lines import KINDS, lines
from training.corpus import CORPUS

FEW = 2
"""Words that two authors may both write by chance: « . », « test »."""


def _words(row: dict[str, Any]) -> int:
    return len(f"{row['text'] or ''} {row['comment'] or ''}".split())


def test_a_file_holds_the_reports_of_one_author() -> None:
    for name in KINDS["reports"]:
        path = CORPUS / name
        assert {row["id"].partition("-")[0] for row in lines(path)} == {path.stem.upper()}, name


def test_no_report_comes_twice_and_no_author_has_two_uses() -> None:
    every = [row for name in KINDS["reports"] for row in lines(CORPUS / name)]
    assert len(every) == 10410
    longer = [row for row in every if _words(row) > FEW]
    whole = {tuple(row[key] for key in ("url", "reported_category", "text", "comment")) for row in longer}
    assert len(whole) == len(longer) > 6600
    authors = [name.rpartition("/")[2] for name in KINDS["reports"]]
    assert len(set(authors)) == len(authors)
    assert {name.split("/")[1] for name in KINDS["reports"]} == {"train", "calibrate", "heldout"}


def test_what_measures_has_no_words_in_common_with_what_teaches() -> None:
    words = {
        part: {
            (row["text"], row["comment"])
            for name in KINDS["reports"]
            if f"/{part}/" in name
            for row in lines(CORPUS / name)
            if _words(row) > FEW
        }
        for part in ("train", "calibrate", "heldout")
    }
    assert (
        len(words["heldout"] & (words["train"] | words["calibrate"])) == 0
    )  # a number: a failure must show none of them
