"""Shared parts of commands: the ruleset folder, the engine, the way errors are told."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import NoReturn

import typer

from api.cli.terminal import harmless
from engine.language.loader import load_folder
from engine.reasoning.durable import MISSING
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.partitions import PartitionError
from engine.reasoning.qualify import Engine
from textfile.diagnostics import RulesetError, render_text

BAD_INPUT = 2
"""Exit code when what was given cannot be used."""
STOPPED = 130
"""Exit code after Ctrl-C, as shells give it."""


def default_rulesets() -> Path:
    """The rulesets shipped with the code."""
    import rulesets

    return Path(next(iter(rulesets.__path__)))


def complain(message: str) -> None:
    """Says something on standard error."""
    print(harmless(message), file=sys.stderr)


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Says why, and stops."""
    complain(message)
    raise typer.Exit(code)


def keep_open() -> None:
    """Garbage collection setting of a command: what is open (the law, a model, lexicons) lives as
    long as the command: it is not walked again for garbage, and what is read since seldom.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 100)


def open_engine(folder: Path | None) -> Engine:
    """The engine on a folder, or a list of what is wrong in it."""
    root = folder or default_rulesets()
    try:
        engine = Engine(load_folder(root))
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except (TooManyReasons, PartitionError) as error:
        from api.law.rules_check import oversized_conditions  # half a second of imports, for what fails alone

        fail(render_text(oversized_conditions(root, error)))
    keep_open()
    if MISSING is not None:
        complain(
            "avertissement : l'extension C de durable_rules est absente ; le moteur en Python pur répond à sa place "
            "(mêmes réponses). Voir README, « Sans compilateur »."
        )
    return engine
