"""The law as data: sources, notions, limitation, offences and their dated versions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, SkipValidation

from engine.model.condition import Condition
from engine.model.outcome import Confidence
from textfile.text import Frozen, Text

Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
OffenceId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Rule: TypeAlias = Annotated[Condition, SkipValidation]
"""A condition, already parsed by engine.language.conditions when the file's shape is checked."""
Sure: TypeAlias = Annotated[Confidence, Field(strict=False)]
HotlineField: TypeAlias = Literal[
    "pedopornographie", "haine", "harcelement_sexuel", "terrorisme", "suicide",
    "crimes_humanite", "contenus_mineurs", "proxenetisme", "autre",
]  # fmt: skip
Nature: TypeAlias = Literal["crime", "delit", "contravention"]
Conduct: TypeAlias = Literal["instantaneous", "continuing"]
Route: TypeAlias = Literal["secours", "pharos", "plateforme", "iccam", "arcom", "victime", "aucun"]


class Source(Frozen):
    """Source of a statement of law: where and when it was read, and how sure it is.

    An unknown Légifrance id is null, never invented; so is the fingerprint of a text that no file
    gave (`qualif rules watch --fill`).
    """

    reference: str = Field(min_length=1)
    legifrance: str | None
    text_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    verified_on: date
    confidence: Sure
    note: str | None = None


class DatedVersion(Frozen):
    """Version in force from one day to another, both included; no last day on the latest one."""

    from_: date = Field(alias="from")
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.from_ <= day and (self.until is None or day <= self.until)


class NotionVersion(DatedVersion):
    """One wording of a notion."""

    condition: Rule
    source: Source


class Notion(Frozen):
    """A building block that several offences share."""

    id: Identifier
    label: Text
    article: str
    versions: tuple[NotionVersion, ...] = Field(min_length=1)

    def at(self, day: date) -> NotionVersion | None:
        """The version in force on a day."""
        return next((v for v in self.versions if v.covers(day)), None)


class Delay(Frozen):
    """A time limit in whole years and months."""

    years: int = Field(default=0, ge=0, le=100)
    months: int = Field(default=0, ge=0, le=11)


class LimitationVersion(DatedVersion):
    """The delay under one law."""

    delay: Delay
    source: Source


class Limitation(Frozen):
    """Limitation regime: when prosecution is out of time, and from which day the delay runs."""

    id: Identifier
    label: Text
    article: str
    starts: Literal["facts", "first_publication", "majority", "discovery"]
    versions: tuple[LimitationVersion, ...] = Field(min_length=1)


CONTRAVENTION_FINES = {1: 38, 2: 150, 3: 450, 4: 750, 5: 1500}
"""Heaviest fine of each class of contravention, in euros (CP 131-13, from memory)."""


class Penalty(Frozen):
    """The heaviest penalty the text provides."""

    prison_months: int = Field(default=0, ge=0)
    fine_euros: int = Field(default=0, ge=0)
    life: bool = False
    contravention_class: int | None = Field(default=None, ge=1, le=5)

    @property
    def weight(self) -> tuple[int, int, int]:
        """Order of severity: life, then prison, then fine (a contravention's class gives its fine
        when none is written).
        """
        fine = self.fine_euros or CONTRAVENTION_FINES.get(self.contravention_class or 0, 0)
        return (int(self.life), self.prison_months, fine)


class Element(Frozen):
    """A constitutive element: one question of law.

    `presumed` says why an unanswered one is held to be met.
    """

    kind: Literal["material", "moral", "publicity", "target", "circumstance"]
    label: Text
    article: str
    condition: Rule
    core: bool = False
    presumed: Text | None = None
    if_refuted: Text | None = None
    if_open: Text | None = None
    confidence: Sure


class Defence(Frozen):
    """An exception, presumed absent until something raises it."""

    label: Text
    article: str
    condition: Rule
    raised_by: Annotated[Condition | None, SkipValidation] = None
    if_established: Text | None = None
    confidence: Sure


class ScopeRule(Frozen):
    """A condition of the text's reach (territory, person, competence), presumed met unless
    refuted.
    """

    label: Text
    article: str
    condition: Rule
    if_refuted: Text | None = None
    confidence: Sure


class Aggravation(Frozen):
    """A circumstance that raises the penalty without deciding the offence."""

    label: Text
    article: str
    condition: Rule
    confidence: Sure


class Caution(Frozen):
    """Caution that makes an answer less firm."""

    label: Text
    condition: Rule


class Version(DatedVersion):
    """The offence as the text stood between two days.

    `void` says that no text punished then, and why.

    `limitation_if` gives another limitation when an aggravation is established (a minor victim, for
    instance).
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    law: str
    change: Text
    citation: str | None = None
    void: Literal["unconstitutional", "repealed", "transferred", "not_yet"] | None = None
    continued_by: OffenceId | None = None
    elements: tuple[Identifier, ...] = ()
    defences: tuple[Identifier, ...] = ()
    scope: tuple[Identifier, ...] = ()
    aggravations: dict[Identifier, Penalty] = {}
    cautions: tuple[Identifier, ...] = ()
    penalty: Penalty | None = None
    limitation: Identifier | None = None
    limitation_if: dict[Identifier, Identifier] = {}
    source: Source


class Relation(Frozen):
    """Relation between two offences when both could apply."""

    with_: OffenceId = Field(alias="with")
    kind: Literal["exclusion", "speciality", "cumulation", "neighbour"]
    prevails: Literal["this", "other"] | None = None
    reason: Text


class Offence(Frozen):
    """An offence, with every dated version of its text."""

    id: OffenceId
    theme: str
    field: HotlineField
    title: Text
    short: Text
    citation: str
    legifrance: str | None
    nature: Nature
    conduct: Conduct
    authority: Text
    routing: tuple[Route, ...] = Field(min_length=1)
    elements: dict[Identifier, Element]
    defences: dict[Identifier, Defence] = {}
    scope: dict[Identifier, ScopeRule] = {}
    aggravations: dict[Identifier, Aggravation] = {}
    cautions: dict[Identifier, Caution] = {}
    versions: tuple[Version, ...] = Field(min_length=1)
    relations: tuple[Relation, ...] = ()

    def at(self, day: date) -> Version | None:
        """The version of the text in force on a day, void ones included."""
        return next((v for v in self.versions if v.covers(day)), None)


class OutOfFieldCase(Frozen):
    """Facts on which an out-of-field rule must hold, not hold, or stay open.

    Read today unless dated.
    """

    name: str
    date_of_facts: date | None = None
    facts: dict[str, Any] = {}
    expect: bool | Literal["open"]


class OutOfField(Frozen):
    """Something the hotline does not take, and why, with its own cases."""

    id: Identifier
    label: Text
    condition: Rule
    reason: Text
    redirect: Text | None = None
    source: Source
    cases: tuple[OutOfFieldCase, ...] = ()
