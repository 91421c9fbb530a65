"""A working copy holds the files of its tree, whatever was in it before and whatever swept it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree, tree_of, tree_of_folder

FIRST = tree_of({"facts/a.yaml": b"a\n", "offences/t/o/offence.yaml": b"o\n", "notions/n.yaml": b"n\n"})
OTHER = FIRST.with_files({"offences/t/o/offence.yaml": None, "facts/a.yaml": b"b\n"})


def _remove_file(root: Path) -> None:
    (root / "facts/a.yaml").unlink()


def _remove_folder(root: Path) -> None:
    shutil.rmtree(root / "offences")


def _remove_all(root: Path) -> None:
    shutil.rmtree(root.parent)


@pytest.mark.parametrize("sweep", [_remove_file, _remove_folder, _remove_all])
@pytest.mark.parametrize("then", [FIRST, OTHER])
def test_what_is_swept_from_the_folder_is_written_again(sweep: Callable[[Path], None], then: RulesTree) -> None:
    workspace = Workspace()
    with workspace.checkout(FIRST) as checkout:
        root = checkout.root
    sweep(root)
    with workspace.checkout(then) as checkout:
        assert tree_of_folder(checkout.root) == then
    workspace.close()
    assert not root.parent.exists()
    assert not checkout.root.parent.exists()


def test_only_what_differs_is_written() -> None:
    workspace = Workspace()
    with workspace.checkout(FIRST) as checkout:
        before = {path: (checkout.root / path).stat().st_mtime_ns for path in FIRST.files}
    with workspace.checkout(OTHER) as checkout:
        assert tree_of_folder(checkout.root) == OTHER
        assert (checkout.root / "notions/n.yaml").stat().st_mtime_ns == before["notions/n.yaml"]
        assert not (checkout.root / "offences").exists()
    workspace.close()
