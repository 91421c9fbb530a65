"""Bounded decompression: as many bytes as may be, and not one more."""

from __future__ import annotations

import zlib

import pytest

from api.kit.compression import decompress


def test_the_bound_is_part_of_what_may_be() -> None:
    assert decompress(zlib.compress(b"12345"), 5) == b"12345"
    assert decompress(zlib.compress(b""), 0) == b""
    with pytest.raises(ValueError, match="too long"):
        decompress(zlib.compress(b"123456"), 5)


@pytest.mark.parametrize("data", [b"plain", zlib.compress(b"12345")[:-1], zlib.compress(b"12345") + b"x"])
def test_what_is_no_whole_stream_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not compressed|cut short"):
        decompress(data, 5)
