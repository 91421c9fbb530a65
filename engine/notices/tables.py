"""The tables beside the wordings: families and codes of offences, the directive on child abuse,
codes of the formats, words of small lists, where reporters may turn.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field

from engine.model.law import DatedVersion, OffenceId, Source
from textfile.text import Frozen, Language, Text

Kind: TypeAlias = Literal[
    "dsa16", "pharos", "iccam", "arcom", "tdb", "xarf", "scart", "reply", "sheet", "emergency", "orientation"
]
KINDS: tuple[Kind, ...] = (
    "dsa16", "pharos", "iccam", "arcom", "tdb", "xarf", "scart", "reply", "sheet", "emergency", "orientation"
)  # fmt: skip


PHAROS_IN_DANGER = {"suicide": "annonce_suicide", "child_in_danger": "danger_vie", "imminent_threat": "danger_vie"}
"""Category of PHAROS of a danger that is told before any offence is upheld."""


class NoticeWording(DatedVersion):
    """Wording of one kind of notice in one language, between two days.

    `statement` is wording that goes into the data as it is.
    """

    kind: Kind
    language: Language
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    template: str
    subject: str = Field(min_length=1, max_length=200)
    statement: str | None = None
    source: Source


class Manifest(Frozen):
    """`manifest.yaml`."""

    wordings: tuple[NoticeWording, ...] = Field(min_length=1)


class NoticeFamily(Frozen):
    """Offences that are told alike to the outside.

    Codes of the DSA transparency database, category of PHAROS, type of XARF.
    """

    id: str
    offences: tuple[OffenceId, ...] = Field(min_length=1)
    tdb_category: str
    tdb_specification: tuple[str, ...] = ()
    pharos: str
    csam: bool = False
    csem: Literal["grooming", "solicitation", "sextortion", "trafficking"] | None = None
    arcom: bool = False
    terrorist_content: bool = False


class Families(Frozen):
    """`familles.yaml`."""

    source: Source
    families: tuple[NoticeFamily, ...] = Field(min_length=1)

    def of(self, offence: str) -> NoticeFamily | None:
        """The family of an offence."""
        return next((family for family in self.families if offence in family.offences), None)


class CoveredOffence(Frozen):
    """An offence of articles 3 to 7 of the directive; `only_if_minor` when its text also reaches
    what is done to adults.
    """

    offence: OffenceId
    article: str
    only_if_minor: bool = False


class Directive(Frozen):
    """`directive-2011-93.yaml`. `minor_facts`: facts that give an age, in years."""

    source: Source
    minor_facts: tuple[str, ...]
    offences: tuple[CoveredOffence, ...]

    def of(self, offence: str) -> CoveredOffence | None:
        """The directive's entry on an offence."""
        return next((covered for covered in self.offences if covered.offence == offence), None)


class Codes(Frozen):
    """`codes.yaml`: our codes to those of the formats."""

    source: Source
    iccam: dict[str, dict[str, int]]
    tdb_content_type: dict[str, str]
    media_type: dict[str, str]


class Labels(Frozen):
    """`mots.yaml`: words of small lists, by list and key."""

    words: dict[str, dict[str, Text]]

    def say(self, group: str, key: str, language: Language) -> str:
        """The words of a key."""
        return self.words[group][key].in_(language)


class Orientations(Frozen):
    """`orientations.yaml`: where whoever reported may turn, by out-of-field rule, in words written
    for them; None: nothing to say.
    """

    source: Source
    orientations: dict[str, Text | None]


class Tables(Frozen):
    """All of them."""

    families: Families
    directive: Directive
    codes: Codes
    labels: Labels
    orientations: Orientations


def in_force(wordings: tuple[NoticeWording, ...], kind: str, language: Language, day: date) -> NoticeWording | None:
    """The wording of a kind and language on a day; None when none covers it."""
    return next((w for w in wordings if (w.kind, w.language) == (kind, language) and w.covers(day)), None)
