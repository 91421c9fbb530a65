"""What the filter sets aside of labelled reports: `python -m tests.classifiers.noise.aside FOLDER`.

FOLDER holds `reports.jsonl` (`id`, `text`, `comment`, `reported_category`) and `expected.jsonl` (`id`, `expect`: `noise` or something that matters, `field`,
`never_aside`: losing it would be grave). The words of the content and those of the reporter are judged as intake judges them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from api.noise_setup import open_filter
from classifiers.noise.filter import NoiseFilter, Text

Row = Mapping[str, Any]
FIELD = "haine"
"""The field that the shipped model learnt."""

GROUPS: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    ("à voir", lambda row: row["expect"] != "noise"),
    ("graves", lambda row: row["never_aside"]),
    ("à voir, haine", lambda row: row["expect"] != "noise" and row["field"] == FIELD),
    ("à voir, autres champs", lambda row: row["expect"] != "noise" and row["field"] != FIELD),
    ("bruit", lambda row: row["expect"] == "noise"),
)


def rows_of(folder: Path) -> list[Row]:
    """Each report with what is expected of it."""
    expected = {row["id"]: row for row in _lines(folder / "expected.jsonl")}
    return [{**row, **expected[row["id"]]} for row in _lines(folder / "reports.jsonl")]


def aside(rows: Sequence[Row], noise: NoiseFilter) -> dict[str, tuple[int, int]]:
    """By group, how many are set aside, and how many there are."""
    texts = [
        Text(row["id"], row["text"] or "", reported_category=row["reported_category"], comment=row["comment"] or "")
        for row in rows
    ]
    verdicts = [verdict.set_aside for verdict in noise.judge(texts, explain=False)]
    found = {}
    for name, belongs in GROUPS:
        part = [set_aside for row, set_aside in zip(rows, verdicts, strict=True) if belongs(row)]
        found[name] = (sum(part), len(part))
    return found


def _lines(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Prints, for each variant of the model, one line a group."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    rows = rows_of(parser.parse_args().folder)
    for encoder in (False, True):
        noise = open_filter(encoder=encoder, today=date.today())
        print(f"{noise.cascade.variant} : {noise.standing.sentence}")
        for name, (some, all_of) in aside(rows, noise).items():
            print(f"  {name:<24}{some:>4} sur {all_of}")


if __name__ == "__main__":
    main()
