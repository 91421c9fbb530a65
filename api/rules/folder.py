"""The law from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rulesets
from engine.language.loader import load_folder
from engine.language.sources import digest_of, source_files
from engine.reasoning.qualify import Engine


@dataclass(frozen=True)
class OpenEdition:
    """An engine, and the files that make its ruleset; none for an engine that was given without
    them.
    """

    engine: Engine
    files: Mapping[str, bytes]


def shipped_law() -> Path:
    """The rulesets shipped with the code."""
    return Path(next(iter(rulesets.__path__)))


def open_law(folder: Path | None) -> Engine:
    """The engine on a folder of rules, or on the shipped ones.

    Raises:
        RulesetError: something is wrong in the folder.
    """
    return Engine(load_folder(folder or shipped_law()))


def open_with_files(folder: Path | None) -> OpenEdition:
    """Edition of a folder with its files, which give the very ruleset of the engine.

    Raises:
        RulesetError: something is wrong in the folder.
        ValueError: the folder changed while it was read.
    """
    root = folder or shipped_law()
    engine, files = open_law(root), source_files(root)
    if digest_of(files) != engine.ruleset.digest:
        raise ValueError(f"{root.name} : les règles ont changé pendant leur lecture ; relancer")
    return OpenEdition(engine, files)
