"""A certificate is tied to what makes a score: the model, and the encoder's files where it runs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from classifiers.noise import encoder
from classifiers.noise import filter as filtering
from classifiers.noise.cascade import Cascade
from classifiers.noise.filter import rules_digest
from classifiers.noise.never import Never
from tests.classifiers.noise.test_cascade import Listening


def test_the_files_of_the_encoder_count_where_it_runs(
    shipped: Cascade, never: Never, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Cascade(shipped.model, Listening())
    alone, before = rules_digest(shipped, never), rules_digest(both, never)
    monkeypatch.setattr(filtering, "weights_digest", lambda: "0" * 64)
    assert rules_digest(shipped, never) == alone
    assert rules_digest(both, never) != before


def test_the_digest_of_the_encoder_is_that_of_its_weights_and_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "__pycache__").mkdir()
    weights, code = tmp_path / "resources" / "weights.npz", tmp_path / "__init__.py"
    weights.write_bytes(b"weights")
    code.write_bytes(b"code")
    monkeypatch.setattr(encoder, "_folder", lambda: tmp_path)
    told = encoder.weights_digest.__wrapped__
    one = told()
    (tmp_path / "__pycache__" / "code.pyc").write_bytes(b"compiled")
    assert told() == one
    weights.write_bytes(b"Weights")
    two = told()
    code.write_bytes(b"Code")
    assert len({one, two, told()}) == 3


def test_without_the_encoder_its_digest_is_that_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_folder", lambda: None)
    assert encoder.weights_digest.__wrapped__() == hashlib.sha256().hexdigest()
