"""Shapes of the files of rules: where the files of each stand, and the model that they must fit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pydantic import BaseModel

from classifiers.cues.shapes import LexiconFile
from engine.analysis.case_shapes import CasesFile, CrossFile
from engine.language.json_schema import json_schema
from engine.language.schema import ClausesFile, FactsFile, LimitationsFile, NotionsFile, OutOfFieldFile
from engine.model.law import Offence
from engine.model.order import Order
from engine.notices.tables import Codes, Directive, Families, Labels, Manifest, Orientations
from engine.routing.cases import RoutingCasesFile
from engine.routing.project import ContactsFile, NetworkFile, RecipientFamiliesFile, RoutingRulesFile, UnionFile


class FileShape(NamedTuple):
    """Files of rules of one shape: the name of their schema, where they stand, their model."""

    name: str
    pattern: str
    model: type[BaseModel]


SHAPES = (
    FileShape("faits", "facts/*.yaml", FactsFile),
    FileShape("notions", "notions/*.yaml", NotionsFile),
    FileShape("prescriptions", "limitation/*.yaml", LimitationsFile),
    FileShape("clauses", "clauses/*.yaml", ClausesFile),
    FileShape("hors-champ", "hors_champ/*.yaml", OutOfFieldFile),
    FileShape("infraction", "offences/*/*/offence.yaml", Offence),
    FileShape("cas", "offences/*/*/cases.yaml", CasesFile),
    FileShape("cas-croises", "cases/*.yaml", CrossFile),
    FileShape("ordre", "parameters/ordre.yaml", Order),
    FileShape("inhope", "parameters/inhope.yaml", NetworkFile),
    FileShape("lexique", "lexicons/**/*.yaml", LexiconFile),
    FileShape("routage-faits", "routing/facts/*.yaml", FactsFile),
    FileShape("routage-notions", "routing/notions/*.yaml", NotionsFile),
    FileShape("routage-regles", "routing/rules/*.yaml", RoutingRulesFile),
    FileShape("routage-familles", "routing/familles.yaml", RecipientFamiliesFile),
    FileShape("routage-contacts", "routing/contacts.yaml", ContactsFile),
    FileShape("routage-union", "routing/union.yaml", UnionFile),
    FileShape("routage-cas", "routing/cases/*.yaml", RoutingCasesFile),
    FileShape("notifications-manifeste", "notices/manifest.yaml", Manifest),
    FileShape("notifications-familles", "notices/familles.yaml", Families),
    FileShape("notifications-directive", "notices/directive-2011-93.yaml", Directive),
    FileShape("notifications-codes", "notices/codes.yaml", Codes),
    FileShape("notifications-mots", "notices/mots.yaml", Labels),
    FileShape("notifications-orientations", "notices/orientations.yaml", Orientations),
)


def shape_of(path: str) -> FileShape | None:
    """The shape of the file at a path; None where none is declared."""
    parts = PurePosixPath(path).parts
    return next((shape for shape in SHAPES if _fits(parts, PurePosixPath(shape.pattern).parts)), None)


@lru_cache(maxsize=len(SHAPES))
def schema_of(shape: FileShape) -> Mapping[str, Any]:
    """The JSON Schema of a shape."""
    return json_schema(shape.model, shape.pattern, shape.model is Offence)


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if "**" in pattern:
        at = pattern.index("**")
        return parts[:at] == pattern[:at] and _fits(parts[-1:], pattern[at + 1 :]) and len(parts) > at
    return len(parts) == len(pattern) and all(
        PurePosixPath(part).match(want) for part, want in zip(parts, pattern, strict=True)
    )
