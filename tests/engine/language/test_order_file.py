"""`parameters/ordre.yaml` is read with the law: of its digest, its faults told with place, and the law the same without it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.language.loader import check_folder, load_folder
from engine.language.sources import digest_of, source_files
from tests.shared import ROOT

LAW, ORDER = ROOT / "docs/examples/petite-loi", ROOT / "docs/examples/ordre.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small law with an order."""
    folder = tmp_path / "rulesets"
    shutil.copytree(LAW, folder)
    (folder / "parameters").mkdir()
    shutil.copy(ORDER, folder / "parameters/ordre.yaml")
    return folder


def test_the_order_is_of_the_law_and_of_its_digest(root: Path) -> None:
    with_order, without = load_folder(root), load_folder(LAW)
    assert with_order.order is not None
    assert without.order is None
    assert with_order.digest != without.digest == digest_of(source_files(LAW))
    assert digest_of(source_files(root)) == with_order.digest
    assert "parameters/ordre.yaml" in source_files(root)


@pytest.mark.parametrize(
    ("before", "after", "code", "message"),
    [
        ("usual: [menace]", "usual: [menasse]", "R206", "infraction inconnue : `menasse`"),
        ("others: [menace-mineur,", "others: [menace-major,", "R206", "infraction inconnue : `menace-major`"),
        ("offences: [menace]}", "offences: [mennace]}", "R206", "infraction inconnue : `mennace`"),
        ("[menace, minorite]", "[menace, majorite]", "R206", "élément inconnu : `majorite`"),
        ("  menace-mineur: [", "  menace-mineure: [", "R206", "infraction inconnue : `menace-mineure`"),
        ("id: threat", "id: threats", "R104", "`id`"),
        ("points: 200", "points: -1", "R103", "`points`"),
        ("likely: 0.5", "likely: 5", "R103", "`likely`"),
        ("unlikely: 0.1\n", "", "R102", "`unlikely`"),
        ("  usual: {points: 10", "  habituel: {points: 10", "R101", "habituel"),
        ("id: pedopornographie", "id: harcelement", "R204", "deux fois"),
    ],
)
def test_a_fault_is_told_at_its_place(root: Path, before: str, after: str, code: str, message: str) -> None:
    file = root / "parameters/ordre.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")
    ruleset, faults = check_folder(root)
    assert ruleset is None
    told = [f for f in faults if f.place.file.endswith("ordre.yaml")]
    assert any(message in f"{f.message} {f.hint}" for f in told), [str(f) for f in faults]
    assert code in {f.code for f in told}
