"""The own corpus: of the checkout alone, and that which the shipped model learnt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from api.noise_setup import shipped_folder
from classifiers.noise.corpus import BadCorpus, own
from classifiers.noise.model import MODEL, load


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


def test_the_shipped_model_learnt_this_corpus() -> None:
    counted = Counter((example.source, example.label) for example in own())
    about = {
        source: told
        for source, told in load(shipped_folder() / MODEL).about["sources"].items()
        if source.startswith("own:")
    }
    assert about
    assert counted == Counter(
        {
            (source, label): told[label]
            for source, told in about.items()
            for label in ("keep", "grey", "noise")
            if told[label]
        }
    )
