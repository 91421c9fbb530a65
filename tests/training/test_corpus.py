"""The own corpus: of the checkout alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.corpus import BadCorpus, own


def test_a_folder_without_the_corpus_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadCorpus, match=r"train/noise\.jsonl.*paquet installé.*--corpus"):
        own(tmp_path)


@pytest.mark.parametrize(
    "line", ["{", '{"id": "a", "text": "b", "label": "keep"}', '{"id": "a", "batch": "c", "text": "b", "label": "?"}']
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train/noise.jsonl").write_text(
        '{"id": "a", "batch": "c", "text": "b", "label": "keep"}\n' + line, encoding="utf-8"
    )
    with pytest.raises(BadCorpus, match=r"noise\.jsonl:2"):
        own(tmp_path)
