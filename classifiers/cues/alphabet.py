"""One byte for each folded character, so that places in the bytes are places in the text, and RE2
runs at its fastest.

ASCII letters, digits and signs are themselves. Letters beyond are bytes from 0x80 up, signs and
emoji from 0xFF down; those that no lexicon writes share one byte each.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

MAX_EXTRA = 120
OTHER_LETTER, OTHER_SIGN = 0x80, 0xFF
_SIZE = 0x20000


class Alphabet:
    """One-byte encoding of folded characters."""

    def __init__(self, written: Iterable[str]) -> None:
        extra = self.extra = "".join(sorted(char for char in set().union(*written) if not char.isascii()))
        """The letters and signs beyond ASCII that are written."""
        if len(extra) > MAX_EXTRA:
            raise ValueError(f"{len(extra)} signes hors de l'alphabet")
        letters = [char for char in extra if char.isalnum()]
        signs = [char for char in extra if not char.isalnum()]
        self._bytes = {char: OTHER_LETTER + 1 + i for i, char in enumerate(letters)}
        self._bytes |= {char: OTHER_SIGN - 1 - i for i, char in enumerate(signs)}
        self.letter_class = rf"0-9a-z\x80-\x{OTHER_LETTER + len(letters):02x}"
        self.table = _table(self._bytes)

    def byte(self, char: str) -> int:
        """The byte of a folded character."""
        return self._bytes.get(char, int(self.table[min(ord(char), _SIZE - 1)]))

    def encode(self, folded: str) -> bytes:
        """The bytes of folded characters."""
        if folded.isascii():
            return folded.encode("ascii").translate(_ASCII)
        codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32)
        return bytes(self.table[codes.clip(max=_SIZE - 1)])


_ASCII = bytes.maketrans(b"_\n", b"  ")
"""Letters of the ASCII characters, as `_letters` gives them."""


def _table(extra: dict[str, int]) -> npt.NDArray[np.uint8]:
    table = _letters()
    for char, byte in extra.items():
        if ord(char) < _SIZE:
            table[ord(char)] = byte
    return table


def _letters() -> npt.NDArray[np.uint8]:
    table = np.full(_SIZE, OTHER_SIGN, dtype=np.uint8)
    for code in range(0x80, 0x3000):
        if chr(code).isalnum():
            table[code] = OTHER_LETTER
    table[0x3040:0xD7B0] = OTHER_LETTER
    table[:0x80] = np.arange(0x80, dtype=np.uint8)
    table[ord("_")] = table[ord("\n")] = ord(" ")
    return table
