"""The annotated data: every file of one declared shape, each line once, every file as the manifest says it."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from tests.data.lines import KINDS, lines, validator
from training.corpus import CORPUS

MANIFEST = CORPUS / "MANIFEST.sha256"


def test_every_file_is_of_one_kind() -> None:
    there = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.jsonl")}
    assert sorted(there) == sorted(name for names in KINDS.values() for name in names)
    assert {path.stem for path in CORPUS.glob("schemas/*.json")} == set(KINDS)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in KINDS.items() for name in names])
def test_every_line_has_the_shape_of_its_kind(kind: str, name: str) -> None:
    check = validator(kind)
    faults = [
        f"{row['id']}: {'/'.join(map(str, fault.instance_path))}: {fault.kind.name}"  # never its words
        for row in lines(CORPUS / name)
        for fault in check.iter_errors(row)
    ]
    assert faults == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_kind_comes_twice(kind: str) -> None:
    counted = Counter((row["id"], row.get("reader")) for name in KINDS[kind] for row in lines(CORPUS / name))
    assert [identity for identity, number in counted.items() if number > 1] == []


def test_what_several_read_and_a_judge_settled_is_held_out() -> None:
    for kind in ("facts", "messages"):
        for name in KINDS[kind]:
            assert {"again" in row for row in lines(CORPUS / name)} == {name.startswith("heldout/")}, name


def test_the_manifest_names_every_file_as_it_is() -> None:
    said = dict(reversed(line.split("  ", 1)) for line in MANIFEST.read_text(encoding="ascii").splitlines())
    there = [path for path in CORPUS.rglob("*") if path.is_file() and path.suffix in (".json", ".jsonl")]
    assert said == {
        path.relative_to(CORPUS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in there
    }, "see « Le manifeste » in data/annotated/README.md"
