"""A tree is what a folder gives back: nothing else is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.rules.edition_folders import EditionFolders
from api.rules.tree import RulesTree, TreeError, tree_of, tree_of_folder


@pytest.mark.parametrize(
    "path", ["coverage.json", "facts/__a.yaml", "__pycache__/a.yaml", ".git/a.yaml", "a/../b.yaml", "/a.yaml", "a.py"]
)
def test_a_path_that_a_folder_leaves_out_is_refused(path: str) -> None:
    with pytest.raises(TreeError):
        tree_of({path: b"x\n"})


def test_a_file_is_not_a_folder_as_well() -> None:
    with pytest.raises(TreeError) as refused:
        tree_of({"facts/a.yaml": b"x\n", "facts/a.yaml/b.yaml": b"x\n"})
    assert refused.value.path == "facts/a.yaml/b.yaml"


def test_a_folder_gives_back_the_tree_that_was_written(tmp_path: Path) -> None:
    tree = tree_of({"facts/a.yaml": b"\xef\xbb\xbfun\r\ndeux", "notes.md": b""})
    tree.write(tmp_path)
    assert tree_of_folder(tmp_path) == tree
    assert tree.files["facts/a.yaml"] == b"un\ndeux\n"


def test_a_folder_that_is_not_read_back_is_an_error_and_no_endless_wait(tmp_path: Path) -> None:
    forged = RulesTree({"coverage.json": b"{}\n"})
    with pytest.raises(OSError, match="read back"):
        EditionFolders(tmp_path).lease(forged)
