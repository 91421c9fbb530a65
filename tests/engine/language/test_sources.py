"""The files of a ruleset held apart from its folder: same digest, same ruleset; no path leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.loader import load_folder
from engine.language.sources import digest_of, source_files, write_files
from tests.shared import ROOT

SMALL = ROOT / "docs/examples/petite-loi"


@pytest.mark.parametrize("root", [SMALL, ROOT / "rulesets"], ids=["small", "shipped"])
def test_a_law_written_back_from_its_files_is_the_same(root: Path, tmp_path: Path) -> None:
    files, loaded = source_files(root), load_folder(root)
    assert digest_of(files) == digest_of(dict(reversed(files.items()))) == loaded.digest
    write_files(files, tmp_path)
    assert load_folder(tmp_path) == loaded
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == set(files)


def test_layout_and_comments_do_not_change_a_digest_and_values_and_names_do() -> None:
    files = source_files(SMALL)
    name = "facts/exemple.yaml"
    digest = digest_of(files)
    assert digest_of({**files, name: b"# une remarque\n" + files[name]}) == digest
    assert digest_of({**files, name: files[name].replace(b"cost: 1", b"cost: 2", 1)}) != digest
    assert digest_of({**{k: v for k, v in files.items() if k != name}, "facts/autre.yaml": files[name]}) != digest


@pytest.mark.parametrize(
    "name",
    [
        "../facts/a.yaml",
        "facts/../../a.yaml",
        "/facts/a.yaml",
        "facts/a.txt",
        "cases/a.yaml",
        "facts/..",
        "facts/a\0.yaml",
    ],
)
def test_a_path_that_is_none_of_a_ruleset_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    files = {"facts/a.yaml": b"facts: []", name: b"x"}
    with pytest.raises(ValueError, match="none of a ruleset"):
        write_files(files, tmp_path / "vide")
    with pytest.raises(ValueError, match="none of a ruleset"):
        digest_of(files)
    assert not (tmp_path / "vide").exists()


def test_a_file_that_is_no_yaml_has_no_digest() -> None:
    with pytest.raises(ValueError, match="R004"):
        digest_of({"facts/a.yaml": b"facts: ["})
