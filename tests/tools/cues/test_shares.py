"""Messages are counted by where they come from, and once for each thing told of them."""

from __future__ import annotations

import json
from pathlib import Path

from classifiers.cues.model import Cue
from tools.cues.shares import counted, rows_of, table

ROWS = [
    {"text": "a", "label": "keep", "source": "x", "orig_label": "toxic=1;insult=1;threat=1"},
    {"text": "b", "label": "keep", "source": "x", "orig_label": None},
    {"text": "c", "label": "unlabelled", "source": "x"},
]
READ = [(Cue("menace", True, 0, 1, 0.9, "r"), Cue("menace", True, 1, 2, 0.9, "s")), ()]


def test_each_message_counts_once_and_annotated_ones_in_their_own_lines_too() -> None:
    counts = counted(ROWS[:2], READ)
    assert counts["x, keep"] == {"textes": 2, "menace": 1, "l'un des quatre": 1}
    assert (
        counts["x, annotés menace"] == counts["x, annotés injure"] == {"textes": 1, "menace": 1, "l'un des quatre": 1}
    )
    assert "50.0%" in table(counts)


def test_texts_nobody_labelled_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    assert [row["text"] for row in rows_of(tmp_path)] == ["a", "b"]
