"""The words of the service's reports as an archive: each once, in order, those that were erased left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from api.bulk import stored_texts as module
from api.bulk.stored_texts import stored_texts
from api.cli.main import app
from api.db.reports import ReportRow
from tests.api.service.world import World


def test_every_page_is_read_and_erased_words_are_left_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    names = [world.report(text=f"Un message numéro {number}.", comment=None)["id"] for number in range(4)]
    names.append(world.report(comment="Il menace ma voisine.", reported_category="menaces")["id"])
    world.report(url="https://exemple.invalid/a", facts={"menace": True})
    with world.database.write() as session:
        session.execute(update(ReportRow).where(ReportRow.id == names[1]).values(text=None))
    found = [json.loads(line) for line in stored_texts(world.database)]
    assert [one["id"] for one in found] == [name for name in names if name != names[1]]
    assert found[0] == {"id": names[0], "text": "Un message numéro 0."}
    assert found[-1] == {"id": names[4], "comment": "Il menace ma voisine.", "reported_category": "menaces"}


def test_the_reports_of_the_service_are_judged_and_answered(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = world.report(text="Je vais te frapper.", facts={"menace": True, "acces": "ouvert"})["id"]
    two = world.report(url="https://exemple.invalid/a", facts={"menace": True})["id"]
    monkeypatch.setattr("api.cli.opening.open_stored", lambda: world.database)
    monkeypatch.setattr("api.cli.backtest.open_stored", lambda: world.database)
    words = ("--database", "--workers", "1", "--out")
    judged, answered = tmp_path / "judged", tmp_path / "answered"
    assert CliRunner().invoke(app, ["noise", *words, str(judged)]).exit_code == 0
    law = ("--rulesets", "docs/examples/petite-loi", "--no-cues", "--no-noise")
    result = CliRunner().invoke(app, ["qualify", *words, str(answered), *law])
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["id"] for line in judged.read_bytes().splitlines()] == [one]
    assert [json.loads(line)["report"] for line in answered.read_bytes().splitlines()] == [one, two]
    assert "frapper" not in answered.read_text(encoding="utf-8")
