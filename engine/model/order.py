"""The order of suggestions, as policy staff write it: points for each criterion, the usual offences
of each field, those of each gravity.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from engine.model.indications import Gravity, ReportField
from engine.model.law import Identifier, OffenceId
from textfile.text import Frozen, Text

CriterionName: TypeAlias = Literal[
    "established", "recipient", "core", "offence", "field", "category", "gravity", "usual"
]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1, strict=False)]
Offences: TypeAlias = Annotated[tuple[OffenceId, ...], Field(max_length=200)]


class Criterion(Frozen):
    """Criterion of the order: the gain of a suggestion, what is said of the first one that has it,
    and why it counts as it does.
    """

    points: int = Field(ge=0, le=1000)
    because: Text
    why: str = Field(min_length=1)


class Criteria(Frozen):
    """Every criterion."""

    established: Criterion
    recipient: Criterion
    core: Criterion
    offence: Criterion
    field: Criterion
    category: Criterion
    gravity: Criterion
    usual: Criterion

    def of(self, name: CriterionName) -> Criterion:
        """A criterion by its name."""
        criterion: Criterion = getattr(self, name)
        return criterion


class FieldRule(Frozen):
    """A field: the reporter's categories that name it, its usual offences (first things to look at,
    in order), and its others.
    """

    id: ReportField
    label: Text
    categories: tuple[str, ...] = ()
    usual: Annotated[Offences, Field(min_length=1)]
    others: Offences = ()

    @property
    def offences(self) -> tuple[str, ...]:
        """All the offences of the field."""
        return (*self.usual, *self.others)


class GravityRule(Frozen):
    """A gravity, and the offences that it speaks for."""

    id: Gravity
    label: Text
    offences: Annotated[Offences, Field(min_length=1)]


class NoiseRule(Frozen):
    """What a recognised kind of noise asks of offences: from the probability `bound` on, confirmed
    facts to suggest an open one, and the probability `recognised` to name one that no fact evokes.
    """

    bound: Share
    recognised: Share


class Order(Frozen):
    """`parameters/ordre.yaml`.

    `likely`: the probability from which a field is likely; `unlikely`: that under which a field is
    not, `unlikely_offence` an offence. `recognised`: the probability from which an offence that no
    fact evokes is named to be looked at; `suggested`: that from which it is a suggestion, beside
    those that facts evoke; None: never. `outshone`: an offence whose probability is under this
    share of the surest one's is unlikely beside it. `surer`: by how much the reader must hold an
    open suggestion surer than an offence established on presumed facts alone, for this one to have
    no points for being so; None: never. `unabsorbed`: by how much it must hold an offence surer
    than the special one before which it gives way, established on presumed facts alone, for it to
    stand beside that one; None: never. `places`: how many suggestions there are at least, where one
    stands and the reader recognises enough others. `noise`: what a kind of noise changes; None:
    nothing. `distinctive`: the elements by which an offence is known from its neighbours, where
    they are not those that evoke it (`core`). `cautious`: the offences that only confirmed facts
    suggest, for what evokes them is read too badly. `variants`: the offences of one article, which
    a reader does not tell apart: it has the best placed of them named alone.
    """

    likely: Share
    unlikely: Share
    unlikely_offence: Share = 0.0
    recognised: Share | None = None
    suggested: Share | None = None
    outshone: Share = 0.0
    surer: Share | None = None
    unabsorbed: Share | None = None
    places: int = Field(default=0, ge=0, le=5)
    noise: NoiseRule | None = None
    criteria: Criteria
    fields: tuple[FieldRule, ...]
    gravity: tuple[GravityRule, ...]
    distinctive: dict[OffenceId, Annotated[tuple[Identifier, ...], Field(min_length=1)]] = {}
    cautious: Offences = ()
    variants: tuple[Annotated[Offences, Field(min_length=2)], ...] = ()

    def field_rule(self, name: str) -> FieldRule | None:
        """The rule of a field."""
        return next((rule for rule in self.fields if rule.id == name), None)

    def field_of(self, category: str | None) -> FieldRule | None:
        """The field that a reporter's category names, whatever its capitals."""
        said = (category or "").strip().casefold()
        return (
            next((rule for rule in self.fields if said == rule.id or said in rule.categories), None) if said else None
        )
