"""Second-reading policy, as policy staff declare it in `rulesets/parameters/relecture.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.rules.parameter_files import read_rules_file
from engine.model.ruleset import Ruleset

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

    def unknown_to(self, law: Ruleset) -> list[str]:
        """Names declared that the law does not know."""
        fields = {offence.field for offence in law.offences.values()}
        return sorted({*self.shares} - fields) + sorted({*self.always} - law.offences.keys())


def open_rereading(rulesets: Path | None) -> Rereading:
    """Policy that a folder of rules declares, or the shipped declaration when it has none.

    Raises:
        RulesetError: the file cannot be used.
    """
    return read_rules_file(Rereading, FILE, rulesets)
