"""Semantic checks of a ruleset, each named as the assertion it verifies: one a file, run in this
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.language.checks.ceilings import conditions_compile_within_ceilings
from engine.language.checks.dated import dated_texts_follow_each_other
from engine.language.checks.decisive import clauses_can_decide
from engine.language.checks.fact_definitions import fact_definitions_are_complete
from engine.language.checks.known_references import references_exist
from engine.language.checks.notion_cycles import notions_are_acyclic
from engine.language.checks.out_of_field_cases import out_of_field_cases_fit_the_vocabulary
from engine.language.checks.relations import relations_are_consistent
from engine.language.checks.satisfiable import conditions_are_contingent
from engine.language.checks.sizes import conditions_are_bounded
from engine.language.checks.sources import verifications_are_recent
from engine.language.checks.timelines import timelines_have_no_gap_or_overlap
from engine.language.checks.typed_tests import comparisons_fit_their_facts
from engine.language.checks.unique_ids import ids_are_unique
from engine.language.checks.unused import definitions_are_used
from engine.language.checks.versions import versions_are_complete
from engine.language.project import Project
from textfile.diagnostics import Diagnostic

Check: TypeAlias = Callable[[Project], Iterator[Diagnostic]]

FOUNDATIONS: tuple[Check, ...] = (
    ids_are_unique,
    fact_definitions_are_complete,
    references_exist,
    comparisons_fit_their_facts,
    notions_are_acyclic,
)
"""After one of these fails, the others would only repeat the same fault in other words."""

STRUCTURE: tuple[Check, ...] = (
    conditions_are_bounded,
    timelines_have_no_gap_or_overlap,
    dated_texts_follow_each_other,
    versions_are_complete,
    relations_are_consistent,
)
"""Checks that the engine relies on: run whenever a ruleset is loaded.

The next ones compile conditions, which only holds then.
"""

COMPILED: tuple[Check, ...] = (conditions_compile_within_ceilings,)
"""Before the checks of meaning, which take long on a condition too large for the engine anyway."""

MEANING: tuple[Check, ...] = (
    conditions_are_contingent,
    clauses_can_decide,
    out_of_field_cases_fit_the_vocabulary,
    verifications_are_recent,
    definitions_are_used,
)
"""What an author wants to know: run by `qualif rules check`, some seconds over the whole law."""

OF_THE_WHOLE: tuple[Check, ...] = (out_of_field_cases_fit_the_vocabulary, definitions_are_used)
"""Those of `MEANING` that say nothing of one part of a ruleset."""
