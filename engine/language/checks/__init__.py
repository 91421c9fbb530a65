"""Semantic checks of a ruleset, each named as the assertion it verifies: one a file.

They run in stages, each on what the ones before found sound, so that one run tells every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.language.checks.ceilings import conditions_compile_within_ceilings
from engine.language.checks.copied_lists import lists_are_written_once
from engine.language.checks.dated import dated_texts_follow_each_other
from engine.language.checks.decisive import clauses_can_decide
from engine.language.checks.fact_definitions import fact_definitions_are_complete
from engine.language.checks.known_references import references_exist
from engine.language.checks.notion_changes import notions_change_with_offences
from engine.language.checks.notion_cycles import notions_are_acyclic
from engine.language.checks.order_fields import offences_have_a_field
from engine.language.checks.out_of_field_cases import out_of_field_cases_fit_the_vocabulary
from engine.language.checks.relations import relations_are_consistent
from engine.language.checks.satisfiable import conditions_are_contingent
from engine.language.checks.sizes import conditions_are_bounded
from engine.language.checks.sources import verifications_are_recent
from engine.language.checks.timelines import notions_cover_versions, timelines_have_no_gap_or_overlap
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
    timelines_have_no_gap_or_overlap,
    dated_texts_follow_each_other,
    versions_are_complete,
    relations_are_consistent,
)
"""Checks of what is written, whatever else is wrong."""

STRUCTURE: tuple[tuple[Check, ...], ...] = ((conditions_are_bounded,), (notions_cover_versions,))
"""Stages that the engine relies on as well: run whenever a ruleset is loaded."""

COMPILED: tuple[Check, ...] = (conditions_compile_within_ceilings,)
"""Before the checks of meaning, which take long on a condition too large for the engine anyway."""

MEANING: tuple[Check, ...] = (
    conditions_are_contingent,
    clauses_can_decide,
    notions_change_with_offences,
    out_of_field_cases_fit_the_vocabulary,
)
"""What an author wants to know: run by `qualif rules check`, some seconds over the whole law."""

REMARKS: tuple[Check, ...] = (
    verifications_are_recent,
    offences_have_a_field,
    lists_are_written_once,
    definitions_are_used,
)
"""Those that look at definitions as they are written."""

OF_THE_WHOLE: tuple[Check, ...] = (
    out_of_field_cases_fit_the_vocabulary,
    lists_are_written_once,
    definitions_are_used,
)
"""Those that say nothing of one part of a ruleset."""
