"""What a ruleset must satisfy beyond its shape: one check a file, run in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.language.diagnostics import Diagnostic
from engine.language.project import Project

Check: TypeAlias = Callable[[Project], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = ()
