"""Addresses of static files, changed when their content changes; the manifest of what others
wrote.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
MOUNT = "/static"


@cache
def asset(path: str) -> str:
    """The address of a static file, with the start of its digest.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return f"{MOUNT}/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class VendorFile:
    """A file that others wrote, as the manifest tells it."""

    file: str
    name: str
    version: str
    source: str
    licence: str
    sha256: str


def vendored() -> list[VendorFile]:
    """The manifest of `static/vendor/`."""
    rows = json.loads((STATIC / "vendor/manifest.json").read_text(encoding="utf-8"))
    return [VendorFile(**row) for row in rows]


@cache
def vendor_asset(name: str) -> str:
    """The address of a vendored file by the name of its library, so that templates name no version.

    Raises:
        StopIteration: the manifest does not have it.
    """
    return asset(f"vendor/{next(v.file for v in vendored() if v.name == name)}")
