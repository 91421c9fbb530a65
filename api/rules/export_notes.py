"""Note beside an exported tree: which one it was, so that what comes back says what it was made
from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FILE = ".qualif-tree"
"""Where an exported folder holds it: a hidden file is no part of a tree."""
_FIELD = re.compile(r"^Qualif-(Name|Tree|Base): ([\w:.-]{1,100})$", re.MULTILINE)
_MOST = 2_000
"""Bytes in which a note is looked for."""


@dataclass(frozen=True)
class ExportNote:
    """Name under which a tree was exported (`request:…`, `edition:…`), its digest then, and that of
    its base.
    """

    name: str
    tree: str
    base: str

    def text(self) -> str:
        """The note, a field a line; git passes over it before a patch."""
        return f"Qualif-Name: {self.name}\nQualif-Tree: {self.tree}\nQualif-Base: {self.base}\n\n"


def note_in(data: bytes) -> ExportNote | None:
    """The note at the beginning of a patch, or in its file; None where there is none."""
    head = data[:_MOST].replace(b"\r\n", b"\n").partition(b"\ndiff --git ")[0]
    found = {part[1]: part[2] for part in _FIELD.finditer(head.decode("utf-8", "replace"))}
    whole = found.keys() == {"Name", "Tree", "Base"}
    return ExportNote(found["Name"], found["Tree"], found["Base"]) if whole else None
