"""Editions that the state machine publishes: a law of one offence, whose penalty says which text it is, under a policy."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from api.rules.tree import RulesTree, tree_of
from tests.api.changes.publication_model import LOOSE, STRICT, policy_text
from tests.shared import ROOT

FILE, POLICY = "offences/exemple/conservation/offence.yaml", "parameters/signatures.yaml"
EditionContent: TypeAlias = tuple[str, int]
"""One of `TEXTS`, and the number of a policy."""
TEXTS = "0123"
_SMALL_LAW = ROOT / "docs/examples/petite-loi"
_LIMITATION = "limitation/exemple.yaml"
_PENALTY = "penalty: {prison_months: 36}"
_FACTS = """facts:
  - id: fichier_conserve
    type: boolean
    label: {fr: "Fichier conservé", en: "File kept"}
    question: {fr: "Le fichier est-il encore en ligne ?", en: "Is the file still online?"}
    where: {fr: "La page.", en: "The page."}
    cost: 1
    exposure: low
    sources: [analyst]
"""


def months(text: str) -> int:
    """Months in prison under a text."""
    return 12 * (1 + int(text))


def contents() -> list[EditionContent]:
    """Every content that an edition may have."""
    return [(text, policy) for text in TEXTS for policy in (LOOSE, STRICT)]


@cache
def tree(content: EditionContent) -> RulesTree:
    """The tree of a text under a policy."""
    text, policy = content
    offence = (_SMALL_LAW / FILE).read_text(encoding="utf-8")
    assert _PENALTY in offence
    return tree_of(
        {
            "facts/exemple.yaml": _FACTS.encode(),
            _LIMITATION: (_SMALL_LAW / _LIMITATION).read_bytes(),
            FILE: offence.replace(_PENALTY, f"penalty: {{prison_months: {months(text)}}}").encode(),
            POLICY: policy_text(policy).encode(),
        }
    )
