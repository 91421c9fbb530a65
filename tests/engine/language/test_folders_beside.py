"""R010 knows the folders of the product that the engine does not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.unread import BESIDE
from tests.engine.language.broken import diagnose_edits, write


@pytest.mark.parametrize("folder", ["routing", "notices", "lexicons", "parameters", "schema"])
def test_what_other_parts_of_the_product_read_is_left_to_them(tmp_path: Path, folder: str) -> None:
    assert folder in BESIDE
    edits = [write(f"{folder}/{name}", "a: 1\n") for name in ("a.yaml", "fr/b.yaml", "c.yml")]
    assert diagnose_edits(tmp_path, *edits) == []


@pytest.mark.parametrize("folder", BESIDE)
def test_their_misspelt_name_is_told_like_any_other(tmp_path: Path, folder: str) -> None:
    (found,) = diagnose_edits(tmp_path, write(f"{folder[:-1]}/a.yaml", "a: 1\n"))
    assert (found.code, found.hint) == ("R010", f"vouliez-vous `{folder}` ?")


def test_a_file_with_the_name_of_such_a_folder_is_still_told(tmp_path: Path) -> None:
    assert [found.code for found in diagnose_edits(tmp_path, write("routing.yaml", "a: 1\n"))] == ["R010"]
