"""A report as the engine takes it: the words of the content, those of the reporter, address and
facts; never an image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.model.indications import Indications
from engine.model.knowledge import StatedFact


@dataclass(frozen=True, slots=True)
class Report:
    """Report of a content.

    `text`: its own words; `comment`: what the reporter says of it.

    `date_of_facts` is None when unknown. `raised` names defences, presumed elements or scope rules
    that a person wants examined although no fact evokes them, each as `offence/name`. `indications`
    state nothing: they say where to look first.
    """

    id: str
    facts: Mapping[str, StatedFact] = field(default_factory=dict)
    date_of_facts: date | None = None
    url: str | None = None
    text: str | None = None
    comment: str | None = None
    reported_category: str | None = None
    raised: frozenset[str] = frozenset()
    indications: Indications = field(default_factory=Indications)
