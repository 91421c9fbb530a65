"""Archives of models: what the library writes is read alike, and whatever is no plain value is refused."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifiers.second.archive import NotPlain, read_archive, write_archive
from classifiers.second.model import MODEL
from classifiers.second.model import __file__ as model_file

SHIPPED = Path(model_file).parent / "shipped" / MODEL


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def test_plain_values_and_arrays_come_back(tmp_path: Path) -> None:
    twice = np.arange(4, dtype=np.int8).reshape(2, 2)
    value = {"a": [twice, (1, 2.5, "é", True, None)], "b": (twice, {"c": np.ones(3, np.float32)}), "d": []}
    write_archive(value, tmp_path / "v.skops")
    assert _same(read_archive(tmp_path / "v.skops"), value)
    assert [file.name for file in tmp_path.iterdir()] == ["v.skops"]


def test_the_shipped_model_is_read_as_its_library_reads_it() -> None:
    from skops import io as skops  # two seconds to import: not by each process that collects the tests

    assert _same(read_archive(SHIPPED), skops.load(SHIPPED, trusted=[]))


@pytest.mark.parametrize(
    "value",
    [
        {"format": Path},
        {"format": Path("x")},
        {"arrays": np.array([{}], dtype=object)},
        {"format": OrderedDict(a=1)},
        {"format": len},
    ],
)
def test_anything_else_is_refused(tmp_path: Path, value: dict[str, object]) -> None:
    from skops import io as skops

    skops.dump(value, tmp_path / "v.skops")
    with pytest.raises((NotPlain, ValueError)):
        read_archive(tmp_path / "v.skops")
