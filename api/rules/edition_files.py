"""The files of a ruleset as one compressed value, and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from api.kit.canonical import canonical
from api.kit.compression import decompress

MAX_BYTES = 256 * 1024 * 1024
"""What the files may weigh once unpacked: far above any law, and short of what a forged copy could
fill a memory with.
"""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Compressed archive of files, by path."""
    return zlib.compress(canonical({name: data.decode("utf-8") for name, data in files.items()}), 9)


def unpack(data: bytes) -> dict[str, bytes]:
    """Files of a compressed archive.

    Raises:
        ValueError: these bytes are not what `pack` gives.
    """
    files = json.loads(decompress(data, MAX_BYTES))
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise ValueError("not files by path")
    return {name: text.encode("utf-8") for name, text in files.items()}
