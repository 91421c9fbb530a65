"""Lines out of bytes that come in pieces."""

from __future__ import annotations

MAX_LINE = 16_000_000
"""Bytes of a line: a text of a million characters, escaped."""


class LineSplitter:
    """An incremental splitter, in time linear in what it is fed whatever the pieces. Of a line of
    more than `most` bytes, it gives that many and one.
    """

    def __init__(self, most: int = MAX_LINE) -> None:
        self._room = most + 1
        self._rest = bytearray()
        self.skipped = 0
        """Bytes passed over so far of the line that has not ended."""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that these bytes end, without their ends."""
        first, *others = chunk.split(b"\n")
        self._extend(first)
        if not others:
            return []
        whole = [self.rest, *(line[: self._room] for line in others[:-1])]
        self._rest, self.skipped = bytearray(), 0
        self._extend(others[-1])
        return whole

    @property
    def rest(self) -> bytes:
        """The line that has not ended."""
        return bytes(self._rest)

    def _extend(self, piece: bytes) -> None:
        room = self._room - len(self._rest)
        self._rest += piece[:room]
        self.skipped += max(0, len(piece) - room)
