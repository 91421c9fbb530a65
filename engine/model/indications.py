"""Indications: what points to a field, to a danger or to a category without stating any fact.

A learned reader gives probabilities, the reporter chooses a category. An indication establishes
nothing and excludes nothing: it says where to look first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

ReportField: TypeAlias = Literal[
    "haine", "harcelement", "pedopornographie", "proxenetisme", "terrorisme", "crimes_humanite", "suicide", "contenus_mineurs",
]  # fmt: skip
"""The fields in which a report is read: those of the hotline, harassment being one whatever its
offences.
"""
Gravity: TypeAlias = Literal["child", "life", "terrorism", "threat", "blackmail"]
REPORT_FIELDS: tuple[ReportField, ...] = get_args(ReportField)
GRAVITIES: tuple[Gravity, ...] = get_args(Gravity)
NoiseKind: TypeAlias = Literal[
    "vide", "technique", "litige", "fraude", "droits", "prive", "opinion", "humour", "contre_discours", "information",
    "querelle", "autre",
]  # fmt: skip
"""The kinds of noise that a reader recognises."""
NOISE_KINDS: tuple[NoiseKind, ...] = get_args(NoiseKind)


def _nothing() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Indications:
    """Probabilities of fields (`ReportField`), of gravities (`Gravity`), of offences by identifier
    and of kinds of noise (`NoiseKind`), each by itself; the reporter's category.

    An offence that the law does not have indicates nothing.
    """

    fields: Mapping[str, float] = field(default_factory=_nothing)
    gravity: Mapping[str, float] = field(default_factory=_nothing)
    category: str | None = None
    offences: Mapping[str, float] = field(default_factory=_nothing)
    noise: Mapping[str, float] = field(default_factory=_nothing)

    def data(self) -> dict[str, Any]:
        """As plain data, names in order; a key that says nothing is absent."""
        shares = (
            ("fields", self.fields),
            ("gravity", self.gravity),
            ("offences", self.offences),
            ("noise", self.noise),
        )
        data: dict[str, Any] = {name: dict(sorted(each.items())) for name, each in shares if each}
        if self.category:
            data["category"] = self.category
        return data
