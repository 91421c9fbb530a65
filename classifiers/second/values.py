"""The values of facts that the second reader tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

ShownValue: TypeAlias = tuple[str, bool | str]
"""A fact and one of its values."""

SAME_VALUE: Mapping[ShownValue, ShownValue] = {("cible", "personne_nommee"): ("cible", "personne_identifiable")}
"""Values that no offence tells apart, learnt as one: whoever is named can be identified."""
