"""Names that a folder of law gives to what stands beside it: facts, offences, themes, rules out of
field.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.language.project import Project
from engine.model.fact import FactDefinition
from engine.model.law import Offence
from engine.model.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class LawNames:
    """Everything that a folder of law defines.

    `facts`: those of which the definition can be relied on. `doubtful`: words of what is wrong in
    it, of which nothing is said. `opaque`: some of it could not be read, nothing is surely missing.
    """

    facts: Mapping[str, FactDefinition]
    offences: Mapping[str, Offence]
    out_of_field: frozenset[str]
    doubtful: frozenset[str] = frozenset()
    opaque: bool = False

    def is_missing(self, name: str, known: Collection[str]) -> bool:
        """Whether a name is surely none of those that are defined."""
        return name not in known and name not in self.doubtful and not self.opaque

    @property
    def themes(self) -> frozenset[str]:
        """Themes of the offences."""
        return frozenset(offence.theme for offence in self.offences.values())

    @property
    def fields(self) -> frozenset[str]:
        """Fields of the hotline that offences are of."""
        return frozenset(offence.field for offence in self.offences.values())


def names_in(ruleset: Ruleset) -> LawNames:
    """The names of a ruleset that holds together."""
    return LawNames(ruleset.facts, ruleset.offences, frozenset(ruleset.out_of_field))


def names_of(project: Project, sound: Project) -> LawNames:
    """The names of a project, of which a part is sound."""
    facts = {placed.value.id: placed.value for placed in sound.facts}
    return LawNames(
        facts=facts,
        offences={placed.value.id: placed.value for placed in project.offences},
        out_of_field=frozenset(placed.value.id for placed in project.out_of_field),
        doubtful=frozenset(sound.doubtful),
        opaque=project.opaque,
    )
