"""A report as the engine takes it: the words of the content, those of the reporter, address and
facts; never an image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from engine.model.indications import Indications
from engine.model.knowledge import StatedFact
from engine.model.outcome import Standing


@dataclass(frozen=True, slots=True)
class Report:
    """Report of a content.

    `text`: its own words; `comment`: what the reporter says of it.

    `disputed`: facts looked at and arguable, by name. They are unknown to the answer, which shows
    them, asks nothing of them and is prudent where they would matter.

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
    disputed: Mapping[str, StatedFact] = field(default_factory=dict)

    @property
    def warning_facts(self) -> Mapping[str, StatedFact]:
        """The facts as a danger reads them: a disputed one is presumed, for what may harm somebody
        is not unknown while people argue.
        """
        if not self.disputed:
            return self.facts
        presumed = {name: replace(fact, standing=Standing.PRESUMED) for name, fact in self.disputed.items()}
        return {**presumed, **self.facts}
