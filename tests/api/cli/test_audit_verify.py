"""`qualif audit verify`: what an export proves of the publications of rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.api.audit.test_publication_proofs import rechained
from tests.api.changes.desk import NEW_PENALTY, OLD_PENALTY
from tests.api.cli.rules_counter import Counter


def audit(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["audit", *map(str, words)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_names_signatures_emergencies_and_seals(counter: Counter, tmp_path: Path) -> None:
    counter.desk.published()
    file = tmp_path / "journal.jsonl"
    audit("export", "--out", file)
    told = audit("verify", file)
    assert "éditions publiées avec toutes leurs signatures : 1" in told
    assert "sceaux non vérifiés" in told
    change = counter.desk.change_in(NEW_PENALTY, OLD_PENALTY, counter.desk.approver)
    assert counter.desk.emergency(change).status_code == 201
    audit("export", "--out", file)
    told = audit("verify", file, "--key-from-settings")
    assert "édition 3 publiée en urgence : à ratifier avant le " in told
    assert "sceaux vérifiés : 8" in told


def test_a_step_forged_in_a_whole_chain_is_found_by_the_key_alone(counter: Counter, tmp_path: Path) -> None:
    counter.desk.published()
    file = tmp_path / "journal.jsonl"
    audit("export", "--out", file)
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    for entry in entries:
        if entry["action"] in ("rules.change_submitted", "rules.published"):
            entry["detail"]["seats"] = {}
        if entry["action"] == "rules.published":
            entry["detail"]["signers"] = []
    kept = [entry for entry in entries if entry["action"] != "rules.change_signed"]
    file.write_text("\n".join(rechained(kept)) + "\n", encoding="utf-8")
    assert "toutes leurs signatures : 1" in audit("verify", file), "coherent, as whoever writes the base can make it"
    told = audit("verify", file, "--key-from-settings", code=1)
    assert told.count("sceau faux") == 2


def test_the_command_says_that_the_key_is_another(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.desk.emergency(counter.desk.change_in(client=counter.desk.approver))
    file = tmp_path / "journal.jsonl"
    audit("export", "--out", file)
    monkeypatch.setenv("QUALIF_AUDIT_KEY", "une autre clé")
    assert "sous une autre clé que celle des réglages" in audit("verify", file, "--key-from-settings", code=1)
