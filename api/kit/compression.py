"""Bounded decompression: what a forged value could fill the memory with is refused."""

from __future__ import annotations

import zlib


def decompress(data: bytes, most: int) -> bytes:
    """The bytes of one zlib stream, at most so many.

    Raises:
        ValueError: these bytes are no whole stream, hold more, or something follows it.
    """
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, most + 1)  # the end shows once there is room for one more
    except zlib.error as error:
        raise ValueError("not compressed") from error
    if not stream.eof or stream.unused_data or len(plain) > most:
        raise ValueError("cut short, too long, or followed by something else")
    return plain
