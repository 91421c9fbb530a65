"""What whoever contributes relies on: one list of checks, a changelog that gives the notes of a release."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import date
from itertools import pairwise

import pytest
import yaml

from tests.shared import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
RELEASES = re.findall(r"^## (\S+) — (\d{4}-\d\d-\d\d)$", CHANGELOG, flags=re.MULTILINE)
HEADINGS = re.findall(r"^##+ .+$", CHANGELOG, flags=re.MULTILINE)
GROUPS = ("### Added", "### Changed", "### Fixed", "### Removed")
CHECKS = ("format", "lint", "types", "imports", "rules", "test")


def _release_notes(*settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", "release-notes", *settings],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_make_check_asks_for_everything_and_ends_with_the_tests() -> None:
    (recipe,) = re.findall(r"^check: setup ##.*\n((?:\t.*\n)+)", MAKEFILE, flags=re.MULTILINE)
    *_, before, tests = recipe.split("$(MAKE)")
    assert {*CHECKS} <= {*before.split("||")[0].split(), *tests.split("||")[0].split()}
    assert tests.split("||")[0].split()[-1] == CHECKS[-1]


def test_integration_runs_make_check() -> None:
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == "make check"


def test_a_commit_is_checked_with_the_tools_of_make_check() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    tools = {" ".join(hook["entry"].removeprefix(".venv/bin/").split()[:2]) for hook in hooks}
    assert tools == {"ruff format", "ruff check", "mypy", "lint-imports", "qualif rules"}
    assert [tool for tool in tools if f"$(BIN)/{tool}" not in MAKEFILE] == []


def test_releases_are_dated_the_newest_first() -> None:
    days = [date.fromisoformat(day) for _, day in RELEASES]
    assert all(newer >= older for newer, older in pairwise(days))
    assert len({version for version, _ in RELEASES}) == len(RELEASES)


def test_the_newest_release_is_the_version_of_the_package() -> None:
    assert RELEASES[0][0] == VERSION


def test_the_changelog_holds_releases_and_their_groups_alone() -> None:
    releases = {f"## {version} — {day}" for version, day in RELEASES}
    assert [heading for heading in HEADINGS if heading not in {*releases, *GROUPS, "## Unreleased"}] == []


def test_release_notes_are_those_of_the_version_alone() -> None:
    told = _release_notes().stdout
    assert told.startswith(f"## {VERSION} — ")
    assert told in CHANGELOG
    assert re.findall(r"^## .+$", told, flags=re.MULTILINE) == [told.splitlines()[0]]


@pytest.mark.parametrize("version", [version for version, _ in RELEASES])
def test_each_release_has_its_notes(version: str) -> None:
    assert _release_notes(f"VERSION={version}").stdout.startswith(f"## {version} — ")


def test_a_version_without_notes_is_refused() -> None:
    done = _release_notes("VERSION=0.0.0")
    assert done.returncode != 0
    assert "0.0.0" in done.stderr
