"""A crash at every statement: each command has its scenario, a share of the points runs here, and what is wrong is seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.accounts.pseudonyms import new_pseudonym
from campaign.crashes import run, run_disk_calls
from campaign.crashes.comparison import StateComparison, tokens
from campaign.crashes.disk_calls import preloaded
from campaign.crashes.registry import scenarios
from tests.api.app.test_routes import routes_of
from tests.api.service import postgresql
from tests.api.service.world import World
from tests.shared import ROOT

READS = {"GET", "HEAD", "OPTIONS"}
STRIDE, SEED = 80, 11
"""One point in forty, from this one: `make campaign` runs them all."""


def test_every_command_of_the_api_and_of_the_pages_has_a_scenario(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path)
    commands = {f"{method} {route.path}" for route in routes_of(world) for method in (route.methods or set()) - READS}
    world.close()
    assert {scenario.name for scenario in scenarios()} == commands


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_done_by_half_or_done_twice_by_a_crash(database: str) -> None:
    if database == "postgresql" and postgresql.server()[0] is None:
        pytest.skip(postgresql.server()[1])
    lines: list[str] = []
    row = run(database, stride=STRIDE, offset=SEED, report=lines.append)
    assert row.failures == ()
    assert row.runs > 25
    assert len(lines) >= 20


@pytest.mark.skipif(preloaded() is None, reason="libfiu is absent: apt-get install fiu-utils")
def test_each_call_of_the_disk_that_fails_is_refused_and_leaves_nothing_half_done() -> None:
    lines: list[str] = []
    row = run_disk_calls(lines.append, only="PUT /v1/queue/{report}/hold")
    assert row.failures == ()
    assert row.runs > 3
    assert lines == [f"sqlite: PUT /v1/queue/{{report}}/hold: {row.runs} calls failed, one by one"]


def test_a_service_that_commits_in_two_steps_is_caught() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.campaign.broken_commit"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    faults = ended.stdout.splitlines()
    assert any("neither before nor after" in fault for fault in faults), ended.stdout
    assert any("does not end as it should" in fault for fault in faults), ended.stdout


def test_what_chance_decides_is_left_aside_and_nothing_else() -> None:
    one, other = (f"rep_{letter * 26}" for letter in "ab")
    first, second = {"reports": [f"{one}\topen"], "notes": []}, {"reports": [f"{other}\topen"], "notes": []}
    comparison = StateComparison(first, second)
    assert comparison.differences(first, second) == {}
    assert [*comparison.differences(first, {"reports": [f"{other}\tnoise"], "notes": []})] == ["reports"]
    assert [*comparison.differences(first, {**first, "notes": ["une note"]})] == ["notes"]
    assert [*comparison.differences(first, {"reports": [], "notes": []})] == ["reports"]


def test_a_pseudonym_of_two_words_is_decided_by_chance_too() -> None:
    first, second = {"accounts": ["camille\tRouge-gorge 923"]}, {"accounts": ["camille\tMerle 12"]}
    assert StateComparison(first, second).differences(first, second) == {}


def test_each_pseudonym_is_a_word_of_chance() -> None:
    borne: list[str] = []
    for _ in range(60):  # each bird once, then some again
        borne.append(new_pseudonym(borne, machine=False))
    assert "Épervier" in {name.partition(" ")[0] for name in borne}
    assert tokens({"accounts": borne}) == {*borne}
