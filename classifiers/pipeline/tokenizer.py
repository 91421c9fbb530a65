"""The French tokeniser of spaCy, in linear time on any text, half characters included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

LINEAR = "qualif.LinearTokenizer.v1"
"""The name by which a configuration asks for this tokeniser."""
HALVES = "qualif_halves"
"""The key of a Doc's data that says where half characters stood: [place, code] of each. spaCy holds
none.
"""
LONGEST, PART = 100, 50
"""Characters without a blank that are tokenised whole, and those of the parts that a longer run is
cut into: the tokeniser takes the square of a run.
"""
CLOSE = 40_000
"""Characters of a Doc that are tokenised; what comes after is cut at blanks: of each voice, half as
many are read closely.
"""
_BLANKS = re.compile(r"(\S+)( ?)|(\s+)")
_RUN = re.compile(rf"\S{{{LONGEST + 1},}}")
_HALF = re.compile("[\ud800-\udfff]")
_SHOWN = "\ufffd"


class LinearTokenizer:
    """spaCy's tokeniser, to which long runs without a blank come in parts."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.vocab = inner.vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of a text; each character keeps its place."""
        halves = [] if text.isascii() else [[half.start(), ord(half[0])] for half in _HALF.finditer(text)]
        doc = self._doc(_HALF.sub(_SHOWN, text) if halves else text)
        if halves:
            doc.user_data[HALVES] = halves
        return doc

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Doc]:
        """The Docs of several texts."""
        return map(self, texts)

    def memory_zone(self, memory: Any = None) -> AbstractContextManager[Any]:
        """spaCy's, where what new words take is given back."""
        zone: AbstractContextManager[Any] = (
            self._inner.memory_zone(memory) if hasattr(self._inner, "memory_zone") else nullcontext()
        )
        return zone

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """As spaCy's."""
        return bytes(self._inner.to_bytes(exclude=exclude))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LinearTokenizer:
        """As spaCy's."""
        self._inner.from_bytes(data, exclude=exclude)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """As spaCy's."""
        self._inner.to_disk(path, exclude=exclude)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> LinearTokenizer:
        """As spaCy's."""
        self._inner.from_disk(path, exclude=exclude)
        return self

    def _doc(self, text: str) -> Doc:
        close = text[:CLOSE]
        cuts = [at for run in _RUN.finditer(close) for at in range(run.start() + PART, run.end(), PART)]
        if not cuts and close == text:
            whole: Doc = self._inner(text)
            return whole
        tokens = [token for start, end in pairwise([0, *cuts, len(close)]) for token in self._inner(close[start:end])]
        words = [(token.text, bool(token.whitespace_)) for token in tokens]
        words += [(found[1] or found[3], bool(found[2])) for found in _BLANKS.finditer(text, CLOSE)]
        return Doc(self.vocab, [word for word, _ in words], [spaced for _, spaced in words])


def whole_text(doc: Doc) -> str:
    """The text that was tokenised, half characters included."""
    halves = doc.user_data.get(HALVES)
    if not halves:
        return str(doc.text)
    characters = list(doc.text)
    for place, code in halves:
        characters[place] = chr(code)
    return "".join(characters)


def linear_tokenizer() -> Any:
    """The tokeniser that a pipeline's configuration names."""

    def made(nlp: Language) -> LinearTokenizer:
        return LinearTokenizer(registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp))

    return made


registry.tokenizers.register(LINEAR, func=linear_tokenizer)
