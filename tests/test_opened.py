"""What a process of the tests opens once is that of this repository; what a test writes is read each time."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import make_url

from api.db.sessions import Database
from api.rules.rulebook import open_rulebook
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.shared import ROOT, RULESETS, shipped
from textfile.reader import Document, read_file

SMALL = ROOT / "docs/examples/petite-loi"


def test_the_law_of_the_repository_is_read_and_compiled_once() -> None:
    assert load_folder(RULESETS) is load_folder(RULESETS)
    assert Engine(load_folder(RULESETS)).plan is shipped().plan


def test_a_law_that_a_test_writes_is_read_and_compiled_each_time(tmp_path: Path) -> None:
    root = tmp_path / "loi"
    shutil.copytree(SMALL, root)
    first = load_folder(root)
    assert load_folder(root) is not first
    assert Engine(first).plan is not Engine(first).plan
    path = root / "facts/exemple.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Threat"', '"Threatening"'), encoding="utf-8")
    assert load_folder(root).facts["menace"].label.en == "Threatening"


def test_a_file_is_read_once_and_anew_once_it_differs(tmp_path: Path) -> None:
    def read(name: str, text: str) -> Document:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_file(tmp_path / name, name, tmp_path)

    assert read("a.yaml", "a: 1\n") is read("a.yaml", "a: 1\n")
    assert read("a.yaml", "a: 2\n").data == {"a": 2}
    assert read("b.yaml", "a: 1\n").file == "b.yaml"


def test_routing_and_notices_of_the_repository_are_opened_once_and_those_of_a_test_each_time(tmp_path: Path) -> None:
    assert open_rulebook(SMALL).router is open_rulebook(None).router
    assert open_rulebook(SMALL).notices is open_rulebook(None).notices
    shutil.copytree(RULESETS / "notices", tmp_path / "notices")
    assert open_rulebook(tmp_path).notices is not open_rulebook(tmp_path).notices
    assert open_rulebook(tmp_path).router is open_rulebook(None).router


def test_databases_of_one_kind_share_their_statements_and_no_other(tmp_path: Path) -> None:
    one, other = (Database(f"sqlite:///{tmp_path / name}.sqlite3") for name in "ab")
    options = [database.engine.get_execution_options()["compiled_cache"] for database in (one, other)]
    assert options[0] is options[1]
    assert one.engine.dialect == other.engine.dialect
    assert one.engine.dialect != make_url("postgresql+psycopg://").get_dialect()()
    for database in (one, other):
        database.dispose()
