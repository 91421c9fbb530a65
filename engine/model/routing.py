"""Routing as data: whom to tell, in which order, by when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from engine.model.dated import Lasting, version_on
from engine.model.fact import FactDefinition
from engine.model.law import DatedVersion, Identifier, Notion, OffenceId, Rule, Source
from textfile.text import Frozen, Text

Recipient: TypeAlias = Literal["secours", "pharos", "hebergeur", "iccam", "arcom", "victime", "signalant", "aucun"]
NoticeKind: TypeAlias = Literal["pharos", "dsa16", "lcen", "iccam", "arcom", "orientation", "reply"]

Country: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166 code."""


class Deadline(Frozen):
    """Deadline for telling a recipient, counted from the moment the route is due; zero hours: at
    once.

    `binding` when a text sets it, otherwise it is the hotline's own.
    """

    hours: int | None = Field(default=None, ge=0, le=1_000)
    days: int | None = Field(default=None, ge=1, le=365)
    binding: bool
    source: Source

    @property
    def in_hours(self) -> int:
        """The delay in hours, however it is written."""
        return self.hours if self.hours is not None else 24 * (self.days or 0)


class Contact(Frozen):
    """A number to call, and for what."""

    id: Identifier
    number: str = Field(min_length=1)
    label: Text
    source: Source


class RoutingVersion(DatedVersion):
    """One state of a rule.

    Nothing leaves on it before a person confirms, or two where `two_persons` says so.

    `notice` is what is sent; a rule without one sends nothing: it says whom to call, or that nobody
    is told.
    """

    condition: Rule
    reason: Text
    notice: NoticeKind | None = None
    deadline: Deadline | None = None
    two_persons: bool = False
    contacts: tuple[Identifier, ...] = ()
    source: Source


class RoutingRule(Frozen):
    """Routing rule: when a recipient is to be told.

    Rules are read by `order`, the lowest first.

    `urgent`: an earlier sending stands in the way only when it is stated, so that nothing unknown
    delays the rule. `yields_to`: rules whose notice to the same recipient says all that this one
    would.
    """

    id: Identifier
    recipient: Recipient
    order: int = Field(ge=1, le=1_000)
    title: Text
    urgent: bool = False
    yields_to: tuple[Identifier, ...] = ()
    versions: tuple[RoutingVersion, ...] = Field(min_length=1)

    def at(self, day: date) -> RoutingVersion | None:
        """The version in force on a day."""
        return version_on(self.versions, day)


class Membership(Lasting):
    """Countries that belong to something (the INHOPE network, the Union), from one day to another,
    both included.

    Without `from`, the day they joined is not known: nothing is said of the days before
    `source.verified_on`.
    """

    countries: tuple[Country, ...] = Field(min_length=1)
    source: Source

    @property
    def start(self) -> date:
        """The first day of which something is said."""
        return self.from_ or self.source.verified_on

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and super().covers(day)


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """The routing of a hotline: its vocabulary, notions, rules in order, families of offences,
    contacts.

    `union` holds every State of the European Union; `members`, countries known to have an INHOPE
    hotline.

    `digest` is the SHA-256 of the parsed data.
    """

    facts: Mapping[str, FactDefinition]
    notions: Mapping[str, Notion]
    rules: tuple[RoutingRule, ...]
    families: Mapping[str, tuple[OffenceId, ...]]
    contacts: Mapping[str, Contact]
    union: tuple[Membership, ...]
    members: tuple[Membership, ...]
    digest: str

    def family_of(self, offence: str) -> str | None:
        """The family an offence belongs to, or None when it is in none."""
        return next((name for name, offences in self.families.items() if offence in offences), None)
