"""What is packaged holds no training data: neither its files nor, in any other, one of its sentences."""

from __future__ import annotations

from pathlib import Path

import ahocorasick
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.data.lines import lines
from tests.shared import ROOT
from training.corpus import CORPUS

TEACHING = (
    "train/facts.jsonl",
    "train/noise.jsonl",
    *(f"reports/train/{path.name}" for path in sorted(CORPUS.glob("reports/train/*.jsonl"))),
)
LONG = 40
"""Shorter sentences are everybody's."""


def contents(builder: WheelBuilder | SdistBuilder) -> dict[str, Path]:
    """The files of a package, by the path they have in it."""
    return {file.distribution_path: Path(file.path) for file in builder.recurse_included_files()}


def test_the_wheel_holds_its_packages_and_no_training_data() -> None:
    files = contents(WheelBuilder(str(ROOT)))
    assert {name.split("/")[0] for name in files} == {
        "textfile",
        "filecache",
        "engine",
        "classifiers",
        "api",
        "rulesets",
    }
    assert [name for name in files if name.endswith((".jsonl", ".sha256"))] == []


def test_no_file_of_the_wheel_holds_a_training_sentence() -> None:
    found = ahocorasick.Automaton()
    for name in TEACHING:
        for row in lines(CORPUS / name):
            for words in (row.get("text"), row.get("comment")):
                if words and len(words) >= LONG:
                    found.add_word(words, row["id"])
    found.make_automaton()
    sentence = next(iter(found.keys()))
    assert list(found.iter(f"« {sentence} »"))  # it does find
    held = {
        (name, identity)
        for name, path in contents(WheelBuilder(str(ROOT))).items()
        for _, identity in found.iter(path.read_bytes().decode("utf-8", "replace"))
    }
    assert held == set()


def test_the_source_archive_builds_the_wheel_and_holds_no_more() -> None:
    wheel, archive = contents(WheelBuilder(str(ROOT))), contents(SdistBuilder(str(ROOT)))
    assert wheel.keys() <= archive.keys()
    assert {name for name in archive.keys() - wheel.keys() if "/" in name} == set()
