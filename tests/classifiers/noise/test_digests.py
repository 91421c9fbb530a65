"""A certificate is tied to everything that makes a score: each module on the way, found by reading the imports, and the encoder's files."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from importlib.util import find_spec, resolve_name
from pathlib import Path

import pytest

from classifiers.noise import encoder
from classifiers.noise import filter as filtering
from classifiers.noise.cascade import Cascade
from classifiers.noise.filter import SCORING, code_digest, rules_digest
from classifiers.noise.never import Never
from tests.classifiers.noise.test_cascade import Listening

ENTRIES = ("classifiers.noise.cascade", "classifiers.noise.encoder_beside", "classifiers.noise.never")
"""What gives a score: the cascade, the encoder where the service runs it, what counts as a score of 1."""

NO_SCORE = {("classifiers.cues.model", "Cue")}
"""A record that `never` only asks whether it is there: the module that holds it is the lexicons', and changes with them."""


def imported(module: str) -> Iterator[tuple[str, str]]:
    """The modules that a module imports, wherever it does, each with the name it takes of it (none: the whole)."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    for node in ast.walk(ast.parse(Path(spec.origin).read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), spec.parent or "")
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield (inner, "") if _is_module(inner) else (source, alias.name)


def _is_module(name: str) -> bool:
    try:
        return name.startswith("classifiers.") and find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def on_the_way() -> set[str]:
    """Every module of `classifiers` that a score may pass through, packages that hold only their sentence left out."""
    met, todo = set[str](), list(ENTRIES)
    while todo:
        module = todo.pop()
        if module in met:
            continue
        met.add(module)
        parents = [module.rsplit(".", up)[0] for up in range(1, module.count(".") + 1)]
        todo += [parent for parent in parents if not _only_says(parent)]
        todo += [
            name
            for name, taken in imported(module)
            if name.split(".")[0] == "classifiers" and (name, taken) not in NO_SCORE
        ]
    return met


def _only_says(package: str) -> bool:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for node in ast.parse(Path(spec.origin).read_bytes()).body
    )


def test_the_digest_of_the_code_covers_every_module_a_score_passes_through() -> None:
    assert set(SCORING) == on_the_way(), "list the module in `filter.SCORING`, then make the certificates anew"
    assert len(set(SCORING)) == len(SCORING)


@pytest.mark.parametrize("module", SCORING)
def test_a_change_of_any_of_them_changes_the_digest(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(name: str) -> bytes:
        return source(name) + (b"#" if name == module else b"")

    source, before = filtering.source_of, code_digest()
    monkeypatch.setattr(filtering, "source_of", read)
    assert code_digest.__wrapped__() != before


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
