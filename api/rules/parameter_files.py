"""Parameters of a folder of rules, read like the law: what is wrong is told with its place and what
to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from api.rules.folder import shipped_law
from engine.language.schema import parse
from textfile.diagnostics import Diagnostic, RulesetError
from textfile.reader import Unreadable, read_file

M = TypeVar("M", bound=BaseModel)


def read_rules_file(model: type[M], file: Path, rulesets: Path | None) -> M:
    """The file of a folder of rules, or the shipped one when the folder lacks it, as a model.

    Raises:
        RulesetError: with every fault of the file.
    """
    root = rulesets if rulesets is not None and (rulesets / file).exists() else shipped_law()
    faults: list[Diagnostic] = []
    try:
        value, faults = parse(model, read_file(root / file, file.as_posix(), root))
    except Unreadable as error:
        raise RulesetError([error.diagnostic]) from error
    if value is None:
        raise RulesetError(faults)
    return value
