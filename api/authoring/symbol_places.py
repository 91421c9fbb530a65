"""Places of symbols: which kind of symbol the keys of a file of rules name, whatever the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from api.authoring.symbols import SymbolKind
from textfile.reader import Path_

NAMED_BY_KEY: Mapping[str, SymbolKind] = MappingProxyType(
    {
        "fact": "fact", "notion": "notion", "limitation": "limitation", "limitation_if": "limitation",
        "offences": "offence", "always": "offence", "usual": "offence", "others": "offence", "offence": "offence",
        "continued_by": "offence", "main": "offence", "contacts": "contact", "yields_to": "route", "due": "route",
        "template": "template", "theme": "theme", "themes": "theme", "unless": "cue", "silences": "cue",
        "weakens": "cue", "unset": "fact", "minor_facts": "fact", "on": "version", "because": "clause",
    }
)  # fmt: skip
"""What the value of a key names."""
FACT_KEYS = ("says", "then", "set", "facts", "priority", "lifted_by")
"""Keys under which stand facts and their values."""
VALUE_KEYS = ("is", "in", "includes", "includes_any")
"""Keys of a condition that compare a fact with its values."""


def last_keys(path: Path_) -> tuple[str, str]:
    """The last two keys of a path, lists left out; empty where there is none."""
    keys = [part for part in path if isinstance(part, str)]
    return ("", "", *keys)[-2], ("", *keys)[-1]


def offence_of(path: str) -> str:
    """The offence that a file is of; empty for any other file."""
    parts = PurePosixPath(path).parts
    return parts[2] if parts[0] == "offences" and len(parts) == 4 else ""


def is_of_routing(path: str) -> bool:
    """Whether a file is of routing, which has facts and notions of its own."""
    return path.startswith("routing/")
