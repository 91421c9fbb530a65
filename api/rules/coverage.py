"""Coverage of each offence by its cases, measured beforehand by `qualif rules coverage --write`:
reading it is all the service does.

It stands in a file beside the rules. Each row names the ruleset it was measured on: pages say so
when the rules changed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

FILE = "coverage.json"
"""Where a folder of rules keeps what was measured of it."""
Share = Annotated[float, Field(ge=0, le=1)]


class OffenceCoverage(BaseModel):
    """Test coverage of one offence under a ruleset, by its digest: share of the cells shown, those
    missing, share of mutants that cases notice, how many mutants.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    ruleset: str
    coverage: Share
    missing: tuple[str, ...]
    mutation: Share
    mutants: int = Field(ge=0)


class _Row(OffenceCoverage):
    offence: str


def file_of(path: Path | None, root: Path) -> Path | None:
    """The file to read: the one that was set, else the one that stands beside the rules, if any."""
    beside = root / FILE
    return path if path is not None else beside if beside.is_file() else None


def read_coverage(path: Path | None) -> Mapping[str, OffenceCoverage]:
    """Coverage by offence; nothing without a file.

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
        what = "écrire ce fichier avec `qualif rules coverage --write`"
        raise ValueError(f"QUALIF_COVERAGE_FILE : {path.name} n'est pas lu ; {what}") from error
    return {row.offence: row for row in rows}


def write_coverage(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps these rows in the file, in place of those of the same offences; the others stay as they
    were measured.

    Raises:
        ValueError: the file that is there already is not what the command writes.
    """
    if path.is_file():
        read_coverage(path)
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    kept = {row["offence"]: row for row in (*held, *rows)}
    lines = ",\n".join(json.dumps(kept[name], ensure_ascii=False) for name in sorted(kept))
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
