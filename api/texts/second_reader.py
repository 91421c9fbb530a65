"""The second reader of cues, as shipped: its model, its policy in the rulesets, the encoder of this
process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias

from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from api.texts.lexicons import LexiconReader, open_reader
from api.texts.opening import open_or_log
from classifiers.encoder.encoder import SentenceEncoder, shipped_encoder
from classifiers.encoder.package import weights_digest
from classifiers.encoder.tokens import TokenReader
from classifiers.second.model import MODEL, BadSecondModel, SecondModel, load
from classifiers.second.policy import Policy, PolicyFile, policy_of
from classifiers.second.reader import SecondReader
from engine.language.names import LawNames
from textfile.diagnostics import Diagnostic
from textfile.reader import Document

POLICY = Path("parameters/second_lecteur.yaml")
UNUSABLE = (BadSecondModel, OSError)
"""What `open_both` raises, each with a sentence for a person."""
ABSENT = "Second lecteur absent (extra « encoder » non installé) : les lexiques lisent seuls."


class BothReaders(SecondReader):
    """The lexicons' reader and the second one, named together: `digest` is that of lexicons, model,
    policy and encoder.
    """

    def __init__(self, lexicons: LexiconReader, model: SecondModel, policy: Policy, tokens: TokenReader) -> None:
        super().__init__(lexicons, model, policy, tokens)
        self.lexicons = lexicons
        told = f"{lexicons.digest}\n{self.digest}\n{weights_digest()}"
        self.digest = hashlib.sha256(told.encode()).hexdigest()


OnText: TypeAlias = LexiconReader | BothReaders
"""What reads the text of a report: the lexicons, with the second reader or without."""


def shipped_folder() -> Path:
    """Folder of the shipped model."""
    with resources.as_file(resources.files("classifiers.second.shipped")) as folder:
        return folder


def lexicons_of(reader: OnText | None) -> LexiconReader | None:
    """The lexicons' reader alone, whose cues the certificates of the noise filter count."""
    return reader.lexicons if isinstance(reader, BothReaders) else reader


def encoder_here() -> SentenceEncoder | None:
    """The encoder of this process, one for all who ask; None when it is not installed."""
    return _encoder() if shipped_encoder() is not None else None


@cache
def _encoder() -> SentenceEncoder:
    return SentenceEncoder()


@cache
def _model(path: Path, mtime_ns: int) -> SecondModel:
    """Read once a file as it was written then: it takes 40 MB, and never changes."""
    return load(path)


def is_enabled(root: Path) -> bool:
    """Whether a rulesets folder lets a second reader speak."""
    return (root / POLICY).is_file()


def read_policy(root: Path) -> Policy:
    """Policy of the second reader: what the rules of a folder let it say.

    Raises:
        RulesetError: the file cannot be used.
    """
    return policy_of(read_rules_file(PolicyFile, POLICY, root), (root / POLICY).read_bytes())


def check_policy(root: Path, law: LawNames) -> list[Diagnostic]:
    """What is wrong in the policy of a folder; nothing when it lets no second reader speak."""

    def names(file: PolicyFile, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        for name in file.facts:
            yield from named.fact(name, "facts", name)
        yield from named.fact_items(file.never_doubt, "never_doubt")

    return read_for_check(PolicyFile, POLICY, root).with_names(names)


def cue_reader(root: Path, first: LexiconReader | None = None) -> OnText:
    """What reads cues in a folder of rules: its lexicons (`first` where they are open), with the
    second reader where the rules want one and it can be opened; where it cannot, the log says why.

    Raises:
        RulesetError: the lexicons cannot be used.
    """
    first = first or open_reader(root)
    return open_or_log(lambda: open_both(root, first), "second reader", (*UNUSABLE, ImportError)) or first


def open_both(root: Path, first: LexiconReader, folder: Path | None = None) -> BothReaders | None:
    """Both readers, on the encoder of this process; None when the rules want no second one, or when
    its encoder is not installed.

    Raises:
        BadSecondModel, RulesetError, OSError: a file is missing or cannot be used.
    """
    encoder = encoder_here()
    if not is_enabled(root) or encoder is None:
        return None
    policy = read_policy(root)
    path = (folder or shipped_folder()) / MODEL
    return BothReaders(first, _model(path, path.stat().st_mtime_ns), policy, encoder)
