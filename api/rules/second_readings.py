"""Second-reading policy, as policy staff declare it in `rulesets/parameters/relecture.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from engine.language.names import LawNames
from textfile.diagnostics import Diagnostic
from textfile.reader import Document

FILE = Path("parameters/relecture.yaml")
Share = Annotated[float, Field(ge=0, le=1)]


class Rereading(BaseModel):
    """Shares between 0 and 1, by field of the hotline; offences that are always read twice; the
    fewest readings that make a kappa.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    shares: Mapping[str, Share]
    other_fields: Share
    always: tuple[str, ...] = ()
    least: int = Field(ge=2, le=10_000)

    def share(self, field: str) -> float:
        """The share of the decisions of a field."""
        return self.shares.get(field, self.other_fields)


def open_rereading(rulesets: Path | None) -> Rereading:
    """Policy that a folder of rules declares, or the shipped declaration when it has none.

    Raises:
        RulesetError: the file cannot be used.
    """
    return read_rules_file(Rereading, FILE, rulesets)


def check_rereading(root: Path, law: LawNames) -> list[Diagnostic]:
    """What is wrong in the declaration of a folder."""

    def names(file: Rereading, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        yield from named.keys_of("champ inconnu", file.shares, law.fields, "shares")
        yield from named.offences(file.always, "always")

    return read_for_check(Rereading, FILE, root).with_names(names)
