"""The annotated data as files: where each kind of line stands, and its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from training.corpus import CORPUS

KINDS = {
    "answers": ("answers/calibrate.jsonl", "answers/dev.jsonl"),
    "descriptions": ("answers/agreement/descriptions.jsonl",),
    "facts": ("train/facts.jsonl", "train/lexicons.jsonl", "heldout/facts.jsonl"),
    "messages": ("train/messages.jsonl", "heldout/messages.jsonl"),
    "noise": ("train/noise.jsonl",),
    "readings": ("answers/agreement/readings.jsonl",),
    "reports": tuple(sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("reports/*/*.jsonl"))),
}
"""Each kind of line, named as its schema, and its files."""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    with path.open(encoding="utf-8") as opened:
        yield from map(json.loads, opened)


def validator(kind: str) -> Draft202012Validator:
    """What checks a line of a kind."""
    return Draft202012Validator(json.loads((CORPUS / f"schemas/{kind}.json").read_text(encoding="utf-8")))
