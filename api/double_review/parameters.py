"""What is read twice, as policy staff declare it in `rulesets/parameters/relecture.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.law_folder import shipped_law
from engine.model.ruleset import Ruleset

FILE = Path("parameters/relecture.yaml")
Share = Annotated[float, Field(ge=0, le=1)]


class Rereading(BaseModel):
    """Shares between 0 and 1, by field of the hotline; offences that are always read twice; the fewest readings that make a kappa."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shares: Mapping[str, Share]
    other_fields: Share
    always: tuple[str, ...] = ()
    least: int = Field(ge=2, le=10_000)

    def share(self, field: str) -> float:
        """The share of the decisions of a field."""
        return self.shares.get(field, self.other_fields)

    def unknown_to(self, law: Ruleset) -> list[str]:
        """What is declared and the law does not know."""
        fields = {offence.field for offence in law.offences.values()}
        return sorted({*self.shares} - fields) + sorted({*self.always} - law.offences.keys())


def open_rereading(rulesets: Path | None) -> Rereading:
    """What a folder of rules declares, or the shipped declaration when it has none.

    Raises:
        ValueError: the file cannot be used.
    """
    own = rulesets / FILE if rulesets is not None else None
    path = own if own is not None and own.exists() else shipped_law() / FILE
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Rereading.model_validate(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name} : illisible : {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{path.name} : {'.'.join(map(str, first['loc']))} : {first['msg']}") from error
