"""Which edition a service starts with: the folder of the installation, then what was published in the service."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from api.app.edition_at_start import UnreadableEdition
from api.cli.main import app
from api.db.audit import AuditRow
from api.db.changes import PublicationRow
from api.kit.permissions import Role
from api.law.folder_publications import ADOPTED, FOLDER_PUBLISHED
from api.texts.readers import NO_TEXTS
from tests.api.app.editions import (
    broken_tree,
    first_tree,
    follower,
    law_of,
    publish,
    rewritten,
    second_tree,
    served,
    settle,
    started,
    withdraw,
)
from tests.api.service.two_laws import FIRST
from tests.api.service.world import World
from tests.shared import ROOT


def publications(world: World) -> list[tuple[int, str, str]]:
    """Number, kind and tree of each publication."""
    with world.database.read() as session:
        rows = session.scalars(select(PublicationRow).order_by(PublicationRow.number))
        return [(row.number, row.kind, row.tree) for row in rows]


def entries(world: World, action: str) -> list[dict[str, Any]]:
    """Details of the entries of the journal for an action."""
    with world.database.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.number))
        return [row.detail for row in rows]


def test_the_first_start_publishes_the_folder_and_the_next_one_finds_it(database_url: str, tmp_path: Path) -> None:
    for _ in range(2):
        world = started(database_url, tmp_path)
        assert served(world) == (1, law_of(first_tree()))
        assert publications(world) == [(1, "folder", first_tree().digest)]
        assert [one["number"] for one in entries(world, FOLDER_PUBLISHED)] == [1]
        assert world.services.origin.root == FIRST
        world.close()


def test_rules_deployed_by_git_are_served_and_published_as_long_as_nothing_else_was(
    database_url: str, tmp_path: Path
) -> None:
    started(database_url, tmp_path).close()
    world = started(database_url, tmp_path, rewritten(tmp_path, second_tree()))
    assert served(world) == (2, law_of(second_tree()))
    back = started(database_url, tmp_path)
    assert served(back) == (3, law_of(first_tree()))
    assert [kind for _, kind, _ in publications(back)] == ["folder"] * 3
    settle(follower(world))
    assert served(world) == (3, law_of(first_tree()))
    world.close()
    back.close()


def test_two_that_start_at_once_publish_the_folder_once(database_url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        worlds = list(pool.map(lambda _: started(database_url, tmp_path), range(4)))
    assert [served(world)[0] for world in worlds] == [1] * 4
    assert len(publications(worlds[0])) == 1
    for world in worlds:
        world.close()


def test_once_something_was_published_in_the_service_the_database_says_what_is_served(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = started(database_url, tmp_path)
    publish(before, second_tree())
    before.close()
    with caplog.at_level(logging.WARNING, "qualif.laws"):
        world = started(database_url, tmp_path)
    assert served(world) == (2, law_of(second_tree()))
    assert world.services.origin.root.parent == tmp_path / "editions"
    assert not world.services.monitor.standing.folder_apart
    assert "not served" not in caplog.text
    world.close()


def test_a_folder_that_differs_from_all_that_was_published_is_not_served_and_said(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = started(database_url, tmp_path)
    publish(before, second_tree())
    before.close()
    third = first_tree().with_files({"CHANGELOG.md": b"Autre chose.\n"})
    with caplog.at_level(logging.WARNING, "qualif.laws"):
        world = started(database_url, tmp_path, rewritten(tmp_path, third))
    assert served(world) == (2, law_of(second_tree()))
    assert "qualif rules request" in caplog.text
    page = world.signed_in(Role.ADMINISTRATOR).get("/administration/sante").text
    assert "qualif rules request" in page
    settle(follower(world))
    assert world.services.monitor.standing.folder_apart
    world.close()


def test_a_publication_to_come_leaves_the_one_before_it_in_effect_at_start(database_url: str, tmp_path: Path) -> None:
    before = started(database_url, tmp_path)
    number = publish(before, second_tree(), before.clock.now() + timedelta(days=1))
    world = started(database_url, tmp_path)
    assert served(world) == (1, law_of(first_tree()))
    withdraw(before, number)
    other = started(database_url, tmp_path, rewritten(tmp_path, second_tree()))
    assert served(other) == (3, law_of(second_tree()))
    for one in (before, world, other):
        one.close()


def test_a_folder_that_no_tree_can_hold_is_served_unrecorded(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = rewritten(tmp_path, first_tree())
    (folder / "notes.txt").write_text("Pour nous.")
    with caplog.at_level(logging.WARNING, "qualif.laws"):
        world = started(database_url, tmp_path, folder)
    assert served(world) == (None, law_of(first_tree()))
    assert publications(world) == []
    assert "notes.txt" in caplog.text
    assert served(world) == (None, law_of(first_tree()))
    world.close()


def test_a_database_without_tables_starts_on_the_folder(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'vide.sqlite3'}", tmp_path, rulesets=FIRST, texts=NO_TEXTS)
    assert world.services.origin.root == FIRST
    world.close()


def test_an_edition_that_is_no_longer_read_refuses_to_start_and_a_folder_can_be_adopted(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = started(database_url, tmp_path)
    publish(before, broken_tree())
    with pytest.raises(UnreadableEdition) as error:
        started(database_url, tmp_path)
    assert error.value.number == 2
    monkeypatch.setenv("QUALIF_DATABASE_URL", database_url)
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("QUALIF_RULESETS", str(FIRST))
    refused = CliRunner().invoke(app, ["purge", "--dry-run"])
    assert refused.exit_code == 1
    assert "qualif rules adopt" in refused.output
    assert "publication 2" in refused.output
    folder = rewritten(tmp_path, second_tree())
    empty = CliRunner().invoke(app, ["rules", "adopt", str(folder), "--reason", "  "])
    assert empty.exit_code != 0
    broken = CliRunner().invoke(app, ["rules", "adopt", str(rewritten(tmp_path, broken_tree())), "--reason", "x"])
    assert broken.exit_code == 1
    assert len(publications(before)) == 2
    command = "from api.cli.main import run; run()"
    asked = [sys.executable, "-c", command, "rules", "adopt", str(folder), "--reason", "édition illisible"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "publication 3" in done.stdout
    (told,) = entries(before, ADOPTED)
    assert (told["number"], told["tree"], told["reason"]) == (3, second_tree().digest, "édition illisible")
    with before.database.write() as session:
        row = session.get(PublicationRow, 3)
        assert row is not None
        row.effect_at = before.clock.now()  # the command reads the clock of the machine, the service that of tests
    world = started(database_url, tmp_path)
    assert served(world) == (3, law_of(second_tree()))
    assert json.loads(json.dumps(publications(world)[-1])) == [3, "folder", second_tree().digest]
    world.close()
    before.close()
