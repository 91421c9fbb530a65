"""What every command needs: the ruleset folder, the engine, the way errors are told."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import NoReturn

import typer

from engine.language.diagnostics import RulesetError, render_text
from engine.language.loader import load_folder
from engine.reasoning.durable import MISSING
from engine.reasoning.qualify import Engine

BAD_INPUT = 2
"""Exit code when what was given cannot be used."""


def default_rulesets() -> Path:
    """The rulesets shipped with the code."""
    import rulesets

    return Path(next(iter(rulesets.__path__)))


def complain(message: str) -> None:
    """Says something on standard error."""
    print(message, file=sys.stderr)


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Says why, and stops."""
    complain(message)
    raise typer.Exit(code)


def open_engine(folder: Path | None) -> Engine:
    """The engine on a folder, or a list of what is wrong in it."""
    try:
        engine = Engine(load_folder(folder or default_rulesets()))
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    gc.freeze()  # the compiled law lives as long as the process: no need to walk it at each collection
    if MISSING is not None:
        complain(
            "avertissement : l'extension C de durable_rules est absente ; le moteur en Python pur répond à sa place "
            "(mêmes réponses). Voir README, « Sans compilateur »."
        )
    return engine
