"""Parameters of a folder of rules, read like the law: what is wrong is told with its place and what
to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from api.rules.folder import shipped_law
from engine.language.allowances import settle
from engine.language.project import file_name
from engine.language.schema import parse
from textfile.diagnostics import Diagnostic, RulesetError
from textfile.reader import Document, Unreadable, read_file

M = TypeVar("M", bound=BaseModel)


class RulesFile(NamedTuple, Generic[M]):
    """A parameter file as it was read for checking: its value (None when it has no shape), its
    document (None when it cannot be read, or is not there), and what is wrong in it so far.
    """

    value: M | None
    document: Document | None
    faults: list[Diagnostic]

    def with_names(self, check: Callable[[M, Document], Iterable[Diagnostic]]) -> list[Diagnostic]:
        """All that is wrong in it, what it names included, but for what it opts out of."""
        if self.document is None:
            return self.faults
        more = check(self.value, self.document) if self.value is not None else ()
        faults = [*self.faults, *more]
        whole = all(fault.warning for fault in faults)
        return [*settle(faults, {self.document.file: self.document}, whole=whole)]


def read_for_check(model: type[M], file: Path, root: Path) -> RulesFile[M]:
    """The file of a folder of rules, to be checked; one that is not there has no fault."""
    if not (root / file).exists():
        return RulesFile(None, None, [])
    try:
        document = read_file(root / file, file_name(root / file, root), root)
    except Unreadable as error:
        return RulesFile(None, None, [error.diagnostic])
    value, faults = parse(model, document)
    return RulesFile(value, document, faults)


def read_rules_file(model: type[M], file: Path, rulesets: Path | None) -> M:
    """The file of a folder of rules, or the shipped one when the folder lacks it, as a model.

    Raises:
        RulesetError: with every fault of the file.
    """
    return read_rules_document(model, file, rulesets)[0]


def read_rules_document(model: type[M], file: Path, rulesets: Path | None) -> tuple[M, Document]:
    """The same, with its document.

    Raises:
        RulesetError: with every fault of the file.
    """
    root = rulesets if rulesets is not None and (rulesets / file).exists() else shipped_law()
    read = read_for_check(model, file, root)
    if read.value is None or read.document is None:
        raise RulesetError(read.faults)
    return read.value, read.document
