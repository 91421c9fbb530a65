"""English to translate: a draft may be written in French alone, and marked; a release may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from api.authoring.edits import EditRefused, set_label
from api.authoring.lint import FileDiagnostic
from api.authoring.memory import Memory
from api.rules.tree import RulesTree
from textfile.diagnostics import Place
from textfile.reader import Unreadable

TO_TRANSLATE = "R107"
"""The code of a text of which the English is missing."""


def draft_faults(faults: Iterable[FileDiagnostic]) -> tuple[FileDiagnostic, ...]:
    """The diagnostics as a draft takes them: an English that is missing is a warning."""
    return tuple(replace(fault, is_warning=True) if fault.code == TO_TRANSLATE else fault for fault in faults)


def with_french_for_english(tree: RulesTree, faults: Iterable[FileDiagnostic], memory: Memory) -> RulesTree:
    """The tree in which the French stands where its English is missing: what tries a draft reads
    it; it is never stored. A text that cannot be completed so stays as it is, and keeps its fault.
    """
    changes: dict[str, bytes | None] = {}
    for fault in faults:
        if fault.code != TO_TRANSLATE or fault.path not in tree.files:
            continue
        try:
            document = memory.file(fault.path, tree.files[fault.path])
            path = document.path_at(Place(fault.path, fault.line, fault.column))
            found = document.at(path)
            if isinstance(found, dict) and isinstance(found.get("fr"), str):
                text = (changes.get(fault.path) or tree.files[fault.path]).decode("utf-8")
                changes[fault.path] = set_label(text, path, "en", found["fr"]).encode("utf-8")
        except (EditRefused, Unreadable):
            continue
    return tree.with_files(changes) if changes else tree
