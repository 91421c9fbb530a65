"""A difference as plain data: what `--json` prints, and what a change request keeps."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from engine.analysis.difference.findings import FolderDifference, RulesetDifference


def difference_document(
    found: RulesetDifference, beside: FolderDifference | None = None, *, proofs: bool = False
) -> dict[str, Any]:
    """The difference as plain data, and what differs beside the law; `proofs`: with both proofs of
    each witness, as the JSON objects they are (some 100 kB each).
    """
    document: dict[str, Any] = _plain(found, proofs)
    return document if beside is None else {**document, "beside": _plain(beside, proofs)}


def _plain(value: Any, proofs: bool) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {n.rstrip("_"): _plain(one, proofs) for n, one in named.items() if proofs or n != "proof"}
    match value:
        case Enum():
            return value.value
        case bytes():
            return json.loads(value)
        case date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(one, proofs) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one, proofs) for one in value]
        case _:
            return value
