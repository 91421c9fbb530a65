"""Of how many real messages a fact is presumed: `python -m tools.cues.shares --data FOLDER`.

The public texts say what falls under an offence, not which words show which fact: this is no
recall. It tells what is seen of the messages that must be seen, and of how many harmless ones
something grave is said. Texts whose authors' own annotators marked an insult or a threat stand
apart.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from api.texts.lexicons import open_reader
from classifiers.cues.model import Cue
from tests.shared import RULESETS
from tools.cues.measure import sentences
from training.corpus import LABELS

TOLD = {
    "critère": ("critere_protege",),
    "injure": ("terme_outrageant",),
    "appel": ("exhortation",),
    "menace": ("menace",),
    "imputation": ("fait_impute",),
    "l'un des quatre": ("terme_outrageant", "exhortation", "menace", "fait_impute"),
}
"""What is told of a message, and the facts of which one is enough."""
Counts = dict[str, Counter[str]]


def counted(rows: Iterable[dict[str, Any]], read: Iterable[tuple[Cue, ...]]) -> Counts:
    """By group of texts, how many there are (key `textes`), and of how many each thing is told."""
    counts: Counts = defaultdict(Counter)
    for row, cues in zip(rows, read, strict=True):
        facts = {cue.fact for cue in cues}
        for group in _groups(row):
            counts[group]["textes"] += 1
            counts[group].update(name for name, any_of in TOLD.items() if facts.intersection(any_of))
    return dict(counts)


def _groups(row: dict[str, Any]) -> Iterator[str]:
    yield f"{row['source']}, {row['label']}"
    for mark, name in (("insult=1", "annotés injure"), ("threat=1", "annotés menace")):
        if mark in str(row.get("orig_label")):
            yield f"{row['source']}, {name}"


def table(counts: Counts) -> str:
    """One line a group."""
    lines = [f"{'textes publics':<34}{'textes':>8}" + "".join(f"{name:>17}" for name in TOLD)]
    for group, counter in sorted(counts.items()):
        size = counter["textes"]
        lines.append(f"{group:<34}{size:>8}" + "".join(f"{counter[name] / size:>16.1%} " for name in TOLD))
    return "\n".join(lines)


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """The labelled texts of every file of a folder."""
    return [row for row in sentences(folder) if row["label"] in LABELS]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Part des messages réels dont un fait est présumé.")
    parser.add_argument(
        "--data", type=Path, required=True, help="dossier de textes publics (JSON Lines : text, label, source)"
    )
    rows = rows_of(parser.parse_args().data)
    print(table(counted(rows, open_reader(RULESETS).read_many(row["text"] for row in rows))))


if __name__ == "__main__":
    main()
