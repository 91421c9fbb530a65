"""What is said of a case that fails: readable, and harmless to a terminal."""

from __future__ import annotations

from engine.analysis.case_runs import Failure
from textfile.diagnostics import Place


def test_a_case_name_cannot_command_the_terminal() -> None:
    told = str(Failure(Place("cas.yaml"), "nom\x1b[2J\u202e piégé\nautre", ("attendu \x07, obtenu rien",)))
    assert [line for line in told.splitlines() if not line.isprintable()] == []
    assert told.count("\n") == 1
    assert "\\x1b[2J" in told


def test_an_ordinary_name_is_repeated_as_it_is() -> None:
    assert "« déjà vu — l'été » " not in str(Failure(Place("cas.yaml"), "déjà vu — l'été", ()))
    assert "« déjà vu — l'été »" in str(Failure(Place("cas.yaml"), "déjà vu — l'été", ()))
