"""What a ruleset must satisfy beyond its shape: one check a file, run in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.language.checks import (
    ceilings,
    decisive,
    fact_definitions,
    known_references,
    notion_cycles,
    out_of_field_cases,
    relations,
    satisfiable,
    sizes,
    sources,
    timelines,
    typed_tests,
    unique_ids,
    unused,
    versions,
)
from engine.language.project import Project
from textfile.diagnostics import Diagnostic

Check: TypeAlias = Callable[[Project], Iterator[Diagnostic]]

FOUNDATIONS: tuple[Check, ...] = (
    unique_ids.check,
    fact_definitions.check,
    known_references.check,
    typed_tests.check,
    notion_cycles.check,
)
"""After one of these fails, the others would only repeat the same fault in other words."""

STRUCTURE: tuple[Check, ...] = (sizes.check, timelines.check, versions.check, relations.check)
"""What the engine relies on: run whenever a ruleset is loaded. The next ones compile conditions, which only holds then."""

COMPILED: tuple[Check, ...] = (ceilings.check,)
"""Before the checks of meaning, which take long on a condition too large for the engine anyway."""

MEANING: tuple[Check, ...] = (
    satisfiable.check,
    decisive.check,
    out_of_field_cases.check,
    sources.check,
    unused.check,
)
"""What an author wants to know: run by `qualif rules check`, some seconds over the whole law."""

OF_THE_WHOLE: tuple[Check, ...] = (out_of_field_cases.check, unused.check)
"""Those of `MEANING` that say nothing of one part of a ruleset."""
