"""Texts that no terminal and no file can hold as they are: every command answers, and says what it read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.cli.terminal import harmless
from tests.docs.examples import ROOT

QUALIF = [sys.executable, "-c", "from api.cli.main import run; run()"]
STRICT = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
"""The streams of a French terminal; those of a bare machine hold anything."""
SMALL = ["--rulesets", str(ROOT / "docs/examples/petite-loi")]


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    """As a shell runs it."""
    done = subprocess.run(
        [*QUALIF, *arguments], input=given.encode(), capture_output=True, timeout=120, check=False, env=STRICT
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_half_a_character_leaves_the_noise_filter_as_it_came() -> None:
    given = lines(
        {"id": "\ud83d", "text": "Bonjour à tous les amis de la plage."},
        {"id": "\udcff", "text": 3},
        {"id": 2, "text": "Bonjour à tous \ud83d"},
    )
    code, out, err = run("noise", given=given)
    assert (code, "Traceback" in err) == (0, False), err
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["\ud83d", "\udcff", 2]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_half_a_character_in_a_text_stops_no_reading_of_cues(form: list[str]) -> None:
    code, out, err = run("cues", "-", *SMALL, *form, given=lines({"text": "je vais te frapper \ud83d"}, "\ud83d"))
    assert (code, "Traceback" in err) == (0, False), err
    assert "menace-de-coups" in out


def test_half_a_character_in_what_qualify_refuses_is_shown_escaped() -> None:
    given = lines({"id": "\ud83d", "facts": {"\ud83d": True}}, {"id": "b", "facts": {"acces": "ouvert"}})
    code, out, err = run("qualify", "-", "--json", given=given)
    assert (code, "Traceback" in err) == (2, False), err
    assert [json.loads(line).get("report") for line in out.splitlines()] == [None, "b"]


def test_bytes_typed_that_are_no_character_stop_no_interview(tmp_path: Path) -> None:
    given = tmp_path / "tape"
    given.write_bytes(b"\xff\n3\n2026-06-01\nf\n")
    with given.open("rb") as typed:
        done = subprocess.run([*QUALIF, "ask"], stdin=typed, capture_output=True, timeout=120, check=False, env=STRICT)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert b"codec" not in done.stdout


def test_what_a_terminal_would_obey_is_shown_as_an_escape_and_words_are_left_as_they_are() -> None:
    assert harmless("a\x1b[2J\r\x07\u2028b") == "a\\x1b[2J\\r\\x07\\u2028b"
    assert harmless("1 %\u00a0; l’été\t« 👩‍🚀 »\n") == "1 %\u00a0; l’été\t« 👩‍🚀 »\n"


def test_neither_routes_nor_faults_give_orders_to_a_terminal() -> None:
    for given in (
        {"id": "a\x1b[31m", "offence": "loi-1881-24-al7", "decision": "qualifie"},
        {"id": "a", "\x1b[31m": 1},
    ):
        told = CliRunner().invoke(app, ["route", "-"], input=json.dumps(given))
        assert "\x1b" not in told.stdout + told.stderr
        assert "\\x1b[31m" in told.stdout + told.stderr
