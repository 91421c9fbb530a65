"""A certificate is tied to what decides beside the code: the reader, the declared patterns and bounds. The encoder's files have their digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from classifiers.noise import encoder
from classifiers.noise.filter import rules_digest
from classifiers.noise.never import Never
from tests.classifiers.noise.small_reader import SmallReader, reading
from tests.classifiers.noise.test_decision import Says


def test_another_reader_and_other_rules_are_told_apart(never: Never) -> None:
    other = Never(never.parameters._replace(digest="other"))
    found = {rules_digest(one, rules) for one in (SmallReader(), Says(reading())) for rules in (never, other)}
    assert len(found) == 4
    assert rules_digest(SmallReader(), never) == rules_digest(SmallReader(), never)


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
