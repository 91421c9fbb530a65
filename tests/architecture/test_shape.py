"""The shape of the code: dependencies one way, no Python among the rules, commands documented."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.shared import ROOT

CLOCKS = re.compile(r"\b(perf_counter|process_time|thread_time)(_ns)?\b")


def test_dependencies_point_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_rulesets_hold_data_only() -> None:
    folder = ROOT / "rulesets"
    kept = {folder / "coverage.json", *folder.glob("notices/templates/*.html"), *folder.glob("notices/schema/*.json")}
    others = [p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".yaml", ".md")]
    assert sorted(set(others) - kept) == []


def test_every_command_is_in_the_reference() -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for command in (
        "qualif qualify",
        "qualif facts",
        "qualif ask",
        "qualif rules check",
        "qualif rules test",
        "qualif rules coverage",
        "qualif rules show",
    ):
        assert command in page, command


def test_every_make_target_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    for target in phony:
        assert any(line.startswith(f"{target}:") and "##" in line for line in makefile.splitlines()), target


def test_no_test_measures_time() -> None:
    """Work is counted (`tests/work.py`); what waits for another thread may give up after a while, no more."""
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert [str(path) for path in files if CLOCKS.search(path.read_text(encoding="utf-8"))] == []
