"""The whole law known to the engine, immutable and named by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model.fact import FactDefinition
from engine.model.law import Limitation, Notion, Offence, OutOfField
from engine.model.order import Order


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Vocabulary, notions, limitation regimes, offences and out-of-field rules, each by id; the
    order of suggestions, if it has one.

    `digest` is the SHA-256 of the parsed data, so that comments and layout do not change it.
    """

    facts: Mapping[str, FactDefinition]
    notions: Mapping[str, Notion]
    limitations: Mapping[str, Limitation]
    offences: Mapping[str, Offence]
    out_of_field: Mapping[str, OutOfField]
    digest: str
    order: Order | None = None
