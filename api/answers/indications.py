"""The indications of a question as it is kept: what a reader said of the report, and the field that
the reporter's category names.

A category in somebody's own words is not kept here: it would outlive its erasure. The field that
the law reads in it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.facts.indications import KEYS
from engine.model.indications import Indications
from engine.model.ruleset import Ruleset


def indications_to_keep(
    law: Ruleset, category: str | None, reading: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Indications to store, as plain data; None where nothing indicates anything, or the law orders
    nothing. `reading`: what a reader said.
    """
    if law.order is None:
        return None
    rule = law.order.field_of(category)
    told = {key: reading[key] for key in KEYS if reading.get(key)} if reading is not None else {}
    if rule is not None:
        told["category"] = rule.id
    return told or None


def report_indications(indications: Mapping[str, Any] | None) -> dict[str, Any]:
    """Indications in the form reports use, to be added to one."""
    if indications is None:
        return {}
    shares = {key: indications[key] for key in KEYS if key in indications}
    return {"indications": shares, "reported_category": indications.get("category")}


def indications_of(indications: Mapping[str, Any] | None) -> Indications:
    """Indications as the engine reads them."""
    told = indications or {}
    return Indications(category=told.get("category"), **{key: told.get(key, {}) for key in KEYS})
