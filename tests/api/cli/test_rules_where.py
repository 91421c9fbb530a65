"""`qualif rules where` and `show` of a notion."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from api.cli.main import app

RUN = CliRunner()
SMALL = ["--rulesets", "docs/examples/petite-loi"]


def test_each_place_that_names_a_fact_is_told_in_groups() -> None:
    result = RUN.invoke(app, ["rules", "where", "acces", *SMALL])
    assert result.exit_code == 0
    assert "notions — 2\n" in result.stdout
    assert (
        "  petite-loi/notions/exemple.yaml:9:21  notions › publicite › versions › condition › fact\n" in result.stdout
    )


def test_the_same_in_json() -> None:
    data = json.loads(RUN.invoke(app, ["rules", "where", "acces", "--json", *SMALL]).stdout)
    assert {"group": "notions", "file": "petite-loi/notions/exemple.yaml", "line": 9, "column": 21,
            "within": "notions › publicite › versions › condition › fact"} in data  # fmt: skip


def test_a_name_that_nothing_holds_is_told_with_its_neighbour() -> None:
    result = RUN.invoke(app, ["rules", "where", "publicites", *SMALL])
    assert result.exit_code == 1
    assert "vouliez-vous `publicite` ?" in result.stderr


def test_a_folder_that_does_not_exist_is_told() -> None:
    result = RUN.invoke(app, ["rules", "where", "acces", "--rulesets", "nulle-part"])
    assert result.exit_code == 2
    assert "nulle-part" in result.stderr


def test_a_notion_is_shown_by_version_with_who_uses_it() -> None:
    result = RUN.invoke(app, ["rules", "show", "publicite", *SMALL])
    assert result.exit_code == 0
    assert "  ▪ 1er janvier 2000 → 31 décembre 2009\n      Accès au contenu : ouvert à tous\n" in result.stdout
    assert "  · menace/publicite : " in result.stdout


def test_a_notion_is_shown_in_json_with_who_uses_it() -> None:
    data = json.loads(RUN.invoke(app, ["rules", "show", "publicite", "--json", *SMALL]).stdout)
    assert len(data["versions"]) == 2
    assert any(use.startswith("menace/publicite") for use in data["used_by"])


def test_what_is_neither_offence_nor_notion_is_told() -> None:
    result = RUN.invoke(app, ["rules", "show", "publicites", *SMALL])
    assert result.exit_code == 2
    assert "vouliez-vous `publicite` ?" in result.stderr
