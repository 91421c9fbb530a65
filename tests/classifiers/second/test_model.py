"""The model file: what is written is read back, and what was touched is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.second.model import BadSecondModel, load, save
from classifiers.second.network import FactNetwork, quantize
from tests.classifiers.second.small import model


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = replace(model(), about={"data": "d"})
    save(made, tmp_path / "m.skops")
    read = load(tmp_path / "m.skops")
    assert (read.values, read.columns, read.about, read.digest) == (made.values, made.columns, made.about, made.digest)
    assert all(map(np.array_equal, read.network, made.network))
    assert not list(tmp_path.glob("*.part"))


def _altered(path: Path, **changes: object) -> Path:
    from skops import io as skops  # two seconds to import: not by each process that collects the tests

    content = skops.load(path, trusted=[])
    skops.dump({**content, **changes}, path)
    return path


def _changed(size: np.ndarray) -> list[np.ndarray]:
    """The sizes of the steps, those of the values' biases changed."""
    return [
        size if name == "output_bias" else one.size
        for name, one in zip(FactNetwork._fields, model().weights, strict=True)
    ]


def test_a_touched_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.skops"
    save(model(), path)
    with pytest.raises(BadSecondModel, match="empreinte"):
        load(_altered(path, sizes=_changed(np.ones(3, np.float32))))
    save(model(), path)
    with pytest.raises(BadSecondModel, match="incohérent"):
        load(_altered(path, sizes=_changed(np.full(3, np.nan, np.float32))))
    save(model(), path)
    with pytest.raises(BadSecondModel, match="format"):
        load(_altered(path, format="autre"))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"rien"])
def test_an_unreadable_file_says_what_to_do(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "m.skops"
    path.write_bytes(raw)
    with pytest.raises(BadSecondModel, match=r"training\.facts"):
        load(path)


def test_a_model_with_anything_but_numbers_is_refused(tmp_path: Path) -> None:
    from skops import io as skops

    path = tmp_path / "m.skops"
    skops.dump({"format": Path}, path)
    with pytest.raises(BadSecondModel, match=r"que des nombres|illisible"):
        load(path)


def test_a_rounded_weight_is_within_half_a_step_of_it() -> None:
    weight = np.random.default_rng(3).standard_normal((40, 6)).astype(np.float32)
    weight[:, 2] = 0
    kept = quantize(weight)
    assert (np.abs(kept.weight() - weight) <= kept.size * 0.5001).all()
    assert (quantize(kept.weight()).steps == kept.steps).all()
