"""Laws of a backtest: their files, which travel to who answers, and the engines on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from api.rules.edition_files import pack, unpack
from engine.analysis.backtest.causes import CauseFinder
from engine.analysis.backtest.guide import Guide
from engine.analysis.backtest.readings import VocabularyReader, read_alike
from engine.language.loader import load_folder
from engine.language.sources import digest_of, source_files, write_files
from engine.reasoning.qualify import Engine


@dataclass(frozen=True)
class LawFiles:
    """Law by its digest; its files, compressed."""

    digest: str
    files: bytes = field(compare=False, repr=False)


@dataclass(frozen=True)
class LawPair:
    """The two laws of a backtest."""

    old: LawFiles
    new: LawFiles


class OpenPair:
    """Engines on two laws, and what compares them."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self.old, self.new = old, new
        self.guide = Guide(old, new)
        self.causes = CauseFinder(old, new)
        self.readers = VocabularyReader(old.ruleset), VocabularyReader(new.ruleset)
        self.read_alike = read_alike(old.ruleset.facts, new.ruleset.facts)


def law_of_folder(root: Path) -> LawFiles:
    """The law of a folder.

    Raises:
        RulesetError: something is wrong in it.
        ValueError: it changed while it was read.
    """
    ruleset, files = load_folder(root), source_files(root)
    if digest_of(files) != ruleset.digest:
        raise ValueError(f"{root.name} : les règles ont changé pendant leur lecture ; relancer")
    return law_of_files(ruleset.digest, files)


def law_of_files(digest: str, files: Mapping[str, bytes]) -> LawFiles:
    """A law from its files."""
    return LawFiles(digest, pack(files))


MOST_PAIRS = 3
"""Pairs of laws that stay open in a process: those of as many shadow runs, which take turns."""


@lru_cache(maxsize=MOST_PAIRS)
def open_pair(laws: LawPair) -> OpenPair:
    """The engines on two laws: opened once a process, whatever the number of shards."""
    old = _engine(laws.old)
    return OpenPair(old, old if laws.old == laws.new else _engine(laws.new))


def _engine(law: LawFiles) -> Engine:
    with TemporaryDirectory(prefix="qualif-law-") as folder:
        write_files(unpack(law.files), Path(folder))
        return Engine(load_folder(Path(folder)))
