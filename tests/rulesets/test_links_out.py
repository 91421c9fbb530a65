"""F17: no file of a rules folder is read through a link that leads out of it, whoever reads it; what it holds is never quoted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli.lexicon_checks import told_lexicon_trials
from api.rules.delivery_networks import open_tables
from api.rules.follow_up import open_followup
from api.rules.priorities import open_priorities
from api.rules.register import open_vocabulary
from api.rules.second_readings import open_rereading
from api.texts.lexicons import LexiconOpening, Lexicons
from engine.analysis.case_files import cross_runs
from engine.language.loader import check_folder
from engine.notices.loader import load_notices
from engine.routing.cases import routing_cases
from engine.routing.loader import check_routing, load_routing
from tests.shared import RULESETS, shipped
from textfile.diagnostics import RulesetError, render_text

SECRET = "racine-secrete"
Reads = Callable[[Path], Any]


def raised(opens: Reads) -> Reads:
    """What a reader that stops at its faults says."""

    def faults(root: Path) -> str:
        with pytest.raises(RulesetError) as met:
            opens(root)
        return render_text(met.value.diagnostics)

    return faults


READERS: dict[str, Reads] = {
    "facts/haine.yaml": lambda root: render_text(check_folder(root, thorough=False)[1]),
    "offences/haine/loi-1881-24-al7/offence.yaml": lambda root: render_text(check_folder(root, thorough=False)[1]),
    "cases/voisins.yaml": lambda root: render_text(cross_runs(root, shipped().ruleset)[1]),
    "routing/facts/decision.yaml": lambda root: render_text(check_routing(root, thorough=False)[1]),
    "routing/cases/autres.yaml": lambda root: render_text(routing_cases(root, load_routing(root))[2]),
    "lexicons/haine/mots.yaml": lambda root: render_text(Lexicons(root, opening=LexiconOpening()).diagnostics),
    "notices/mots.yaml": raised(lambda root: load_notices(root / "notices")),
    "notices/templates/dsa16.fr.html": raised(lambda root: load_notices(root / "notices")),
    "parameters/registre.yaml": raised(open_vocabulary),
    "parameters/plateformes.yaml": raised(open_tables),
    "parameters/suivi.yaml": raised(open_followup),
    "parameters/relecture.yaml": raised(open_rereading),
    "parameters/priorites.yaml": raised(open_priorities),
}
"""A file of each kind, and what its reader says of it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped rules."""
    copy = tmp_path_factory.mktemp("regles") / "rulesets"
    shutil.copytree(RULESETS, copy)
    return copy


@pytest.mark.parametrize("name", READERS)
def test_f17_a_file_of_rules_that_is_a_link_out_of_the_folder_is_refused_unread(name: str, folder: Path) -> None:
    assert "sort du dossier" in refused(folder, name, READERS[name])


@pytest.mark.parametrize("name", ["facts", "notices", "parameters", "lexicons", "routing", "notices/templates"])
def test_f17_so_is_a_folder_that_is_one(name: str, folder: Path) -> None:
    file = next(one for one in READERS if one.startswith(f"{name}/"))
    path, outside = folder / name, folder.parent / "ailleurs"
    path.rename(outside)
    path.symlink_to(outside)
    try:
        assert "sort du dossier" in READERS[file](folder)
    finally:
        path.unlink()
        outside.rename(path)


def test_f17_trials_read_no_noise_filter_through_a_link(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run_trials(root: Path) -> str:
        shutil.rmtree(root / "lexicons")
        assert told_lexicon_trials(root, {})
        return capsys.readouterr().out

    copy = folder.parent / "sans-lexiques"
    shutil.copytree(folder, copy)
    assert "R011" in refused(copy, "parameters/bruit.yaml", run_trials)


def refused(folder: Path, name: str, reads: Reads) -> str:
    """What is said of a file in place of which a link leads out of the folder, to something that it must not quote."""
    path, outside = folder / name, folder.parent / "secret.yaml"
    outside.write_text(f"{SECRET}:*:19000:0:99999:7:::\n", encoding="utf-8")
    held = path.read_bytes()
    path.unlink()
    path.symlink_to(outside)
    try:
        told = str(reads(folder))
    finally:
        path.unlink()
        path.write_bytes(held)
    assert SECRET not in told
    return told
