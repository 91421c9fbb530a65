"""The adapter: the digest covers the files of the encoder's package."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from classifiers.encoder import package


def test_the_digest_of_the_encoder_is_that_of_its_weights_and_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "__pycache__").mkdir()
    weights, code = tmp_path / "resources" / "weights.npz", tmp_path / "__init__.py"
    weights.write_bytes(b"weights")
    code.write_bytes(b"code")
    monkeypatch.setattr(package, "_folder", lambda: tmp_path)
    told = package.weights_digest.__wrapped__
    one = told()
    (tmp_path / "__pycache__" / "code.pyc").write_bytes(b"compiled")
    assert told() == one
    weights.write_bytes(b"Weights")
    two = told()
    code.write_bytes(b"Code")
    assert len({one, two, told()}) == 3


def test_without_the_encoder_its_digest_is_that_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_folder", lambda: None)
    assert package.weights_digest.__wrapped__() == hashlib.sha256().hexdigest()
