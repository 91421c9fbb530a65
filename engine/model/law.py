"""The law as data: sources, notions, limitation, offences and their dated versions."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, SkipValidation

from engine.model.condition import Condition
from engine.model.dated import InForce, Lasting, Words, days_of_change, text_in_force, version_on, worded
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


class DatedVersion(InForce, Frozen):
    """Version in force from one day to another, both included; no last day on the latest one."""

    from_: date = Field(alias="from")
    until: date | None = None


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
        return version_on(self.versions, day)


class Delay(Frozen):
    """A time limit in whole years and months; `never` for what has none (imprescriptible)."""

    years: int = Field(default=0, ge=0, le=100)
    months: int = Field(default=0, ge=0, le=11)
    never: bool = False


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

    @property
    def is_never(self) -> bool:
        """Whether what it governs is imprescriptible."""
        return any(version.delay.never for version in self.versions)


CONTRAVENTION_FINES = {1: 38, 2: 150, 3: 450, 4: 750, 5: 1500}
"""Heaviest fine of each class of contravention, in euros (CP 131-13, from memory)."""

LONGEST_PRISON_MONTHS = 120
"""Longest imprisonment of a délit (CP 131-4); beyond it, the penalty is réclusion."""


class Penalty(Frozen):
    """The heaviest penalty the text provides."""

    prison_months: int = Field(default=0, ge=0)
    fine_euros: int = Field(default=0, ge=0)
    life: bool = False
    contravention_class: int | None = Field(default=None, ge=1, le=5)

    @property
    def is_criminal(self) -> bool:
        """Whether it is that of a crime: réclusion, beyond the ten years of a délit (CP 131-1)."""
        return self.life or self.prison_months > LONGEST_PRISON_MONTHS

    @property
    def weight(self) -> tuple[int, int, int]:
        """Order of severity: life, then prison, then fine (a contravention's class gives its fine
        when none is written).
        """
        fine = self.fine_euros or CONTRAVENTION_FINES.get(self.contravention_class or 0, 0)
        return (int(self.life), self.prison_months, fine)


class Element(Frozen):
    """A constitutive element: one question of law.

    `presumed` says why an unanswered one is held to be met; dated, on the days of its wordings
    alone.
    """

    kind: Literal["material", "moral", "publicity", "target", "circumstance"]
    label: Words
    article: str
    condition: Rule
    core: bool = False
    presumed: Words | None = None
    if_refuted: Words | None = None
    if_open: Words | None = None
    confidence: Sure


class Defence(Lasting):
    """An exception, presumed absent until something raises it.

    Dated, it is none of its versions' on other days.
    """

    label: Words
    article: str
    condition: Rule
    raised_by: Annotated[Condition | None, SkipValidation] = None
    if_established: Words | None = None
    confidence: Sure


class ScopeRule(Frozen):
    """A condition of the text's reach (territory, person, competence), presumed met unless
    refuted.
    """

    label: Words
    article: str
    condition: Rule
    if_refuted: Words | None = None
    confidence: Sure


class Aggravation(Frozen):
    """A circumstance that raises the penalty without deciding the offence."""

    label: Words
    article: str
    condition: Rule
    confidence: Sure


class Caution(Lasting):
    """Caution that makes an answer less firm.

    Dated, it is none of its versions' on other days.
    """

    label: Words
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
    title: Words
    short: Words
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

    @cached_property
    def changes(self) -> frozenset[date]:
        """Days on which a wording, a defence or a caution of the offence changes by itself."""
        return frozenset(days_of_change(self))

    def at(self, day: date) -> Version | None:
        """The version of the text in force on a day, void ones included."""
        version = version_on(self.versions, day)
        return None if version is None else self.as_on(version, day)

    def as_on(self, version: Version, day: date) -> Version:
        """One of its versions with the defences and cautions that are in force on a day."""
        if not self.changes:
            return version
        defences = tuple(name for name in version.defences if self.defences[name].covers(day))
        cautions = tuple(name for name in version.cautions if self.cautions[name].covers(day))
        if (defences, cautions) == (version.defences, version.cautions):
            return version
        return version.model_copy(update={"defences": defences, "cautions": cautions})

    def on(self, day: date) -> Offence:
        """The offence in the words of a day: its texts, and what is presumed then."""
        if not self.changes:
            return self
        elements = {
            name: element.model_copy(update={"presumed": text_in_force(element.presumed, day)})
            for name, element in self.elements.items()
        }
        return worded(self.model_copy(update={"elements": elements}), day)


class OutOfFieldCase(Frozen):
    """Facts on which an out-of-field rule must hold, not hold, or stay open.

    Read today unless dated.
    """

    name: str
    date_of_facts: date | None = None
    facts: dict[str, Any] = {}
    expect: bool | Literal["open"]


class OutOfField(Lasting):
    """Something the hotline does not take, and why, with its own cases."""

    id: Identifier
    label: Words
    condition: Rule
    reason: Words
    redirect: Words | None = None
    source: Source
    cases: tuple[OutOfFieldCase, ...] = ()
