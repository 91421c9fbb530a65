"""The model file of the reader: what is written is what is read; a file that cannot be trusted is refused."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.reader.features import count_rows
from classifiers.reader.model import MODEL, BadReaderModel, load, save
from classifiers.reader.network import mean_network
from classifiers.reader.reader import ReportReader
from classifiers.reader.reading import ReportText
from tests.classifiers.reader.small import model
from tests.classifiers.second import small


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    written = model()
    save(written, tmp_path / MODEL)
    read = load(tmp_path / MODEL)
    assert read.digest == written.digest
    assert read.about == written.about
    rows = np.ones((2, len(written.several[0].hidden)), np.float32)
    facts = np.ones((2, len(written.lines.weight)), np.float32)
    counts = count_rows([ReportText("alpha", None), ReportText(None, "beta gamma")])
    assert np.array_equal(read.probabilities(rows, facts, counts), written.probabilities(rows, facts, counts))


def test_one_network_says_the_mean_of_several() -> None:
    networks = (model().several[0], model(1).several[0])
    rows = np.random.default_rng(2).normal(size=(3, len(networks[0].hidden))).astype(np.float32)
    mean = np.mean([network.logits(rows) for network in networks], axis=0)
    assert np.allclose(mean_network(networks).logits(rows), mean, rtol=1e-5, atol=1e-3)  # sums of two thousand products


def test_each_number_counts_in_the_digest() -> None:
    one = model()
    moved = replace(one, scale=one.scale._replace(shift=one.scale.shift + 1e-3))
    head = one.posts._replace(scale=one.posts.scale._replace(gain=one.posts.scale.gain + 1e-3))
    assert len({one.digest, moved.digest, replace(one, posts=head).digest, model(1).digest}) == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "qualif-reader-0"}, "format"),
        ({"digest": "0" * 64}, "empreinte"),
        ({"scale": (np.ones(2),) * 4}, "incohérent"),
        ({"counts": [(np.ones((2, 2), np.int8), np.ones(2))] * 2}, "incohérent"),
        ({"named": "{}"}, "illisible"),
        ({"networks": []}, "incohérent"),
        ({"posts": [(np.ones((2, 1)), np.ones(1)), (np.ones((2, 1), np.int8), np.ones(1)), np.ones(5)]}, "incohérent"),
        ({"posts": []}, "illisible"),
        ({"lines": (np.full((1, 1), np.nan), np.ones(1))}, "incohérent"),
    ],
)
def test_an_altered_file_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    from skops import io as skops  # two seconds to import: not by each process that collects the tests

    path = tmp_path / MODEL
    save(model(), path)
    skops.dump({**skops.load(path, trusted=[]), **change}, path)
    with pytest.raises(BadReaderModel, match=said):
        load(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", pickle.dumps({"format": "qualif-reader-1"})])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / MODEL
    path.write_bytes(content)
    with pytest.raises(BadReaderModel, match="illisible"):
        load(path)


def test_another_second_reader_is_refused() -> None:
    other = replace(model(), values=(("menace", True),))
    with pytest.raises(BadReaderModel, match="second lecteur"):
        ReportReader(other, small.reader())
