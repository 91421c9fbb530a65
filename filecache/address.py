"""Cache keys: the digest of everything a value is made from, the code that makes it included.

A number raised by hand would be forgotten one day, and an old value served in silence: the sources
of the code stand in the key instead. Rewording a docstring makes the value again, which costs
seconds, once.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType


def address(kind: str, *parts: bytes) -> str:
    """The name of an entry: its kind, then the SHA-256 of its parts, none of which runs into the
    next.
    """
    seen = hashlib.sha256()
    for part in parts:
        seen.update(len(part).to_bytes(8, "big") + part)
    return f"{kind}-{seen.hexdigest()}"


def code_digest(files: Iterable[Path]) -> bytes:
    """The digest of source files, by name and content, of Python's version and of its Unicode
    tables.
    """
    seen = hashlib.sha256(f"{sys.version_info[:2]}\0{unicodedata.unidata_version}\0".encode())
    for file in sorted(files):
        seen.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return seen.digest()


def packages_digest(packages: Iterable[ModuleType]) -> bytes:
    """The digest of the sources of packages and of all that is under them, by `code_digest`."""
    return code_digest(
        file for package in packages for folder in package.__path__ for file in Path(folder).rglob("*.py")
    )
