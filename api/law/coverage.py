"""Coverage of each offence by its cases, measured beforehand by `qualif rules coverage --json`: reading it is all the service does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Share = Annotated[float, Field(ge=0, le=1)]


class Measured(BaseModel):
    """What was found for one offence under a ruleset, by its digest: share of the cells shown, those missing, share of mutants that cases notice, how many mutants."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ruleset: str
    coverage: Share
    missing: tuple[str, ...]
    mutation: Share
    mutants: int = Field(ge=0)


class _Row(Measured):
    offence: str


def read_coverage(path: Path | None) -> Mapping[str, Measured]:
    """What was measured, by offence; nothing without a file.

    Raises:
        ValueError: the file cannot be read, or is not what the command writes.
    """
    if path is None:
        return {}
    try:
        rows = TypeAdapter(list[_Row]).validate_json(path.read_bytes())
    except OSError as error:
        raise ValueError(f"QUALIF_COVERAGE_FILE : fichier illisible : {path.name}") from error
    except ValidationError as error:
        what = "écrire ce fichier avec `qualif rules coverage --json`"
        raise ValueError(f"QUALIF_COVERAGE_FILE : {path.name} n'est pas lu ; {what}") from error
    return {row.offence: row for row in rows}
