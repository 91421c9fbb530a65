"""Completeness checks of the tables: all that a case file may hold has its words.

Run when the folder is read, not when a notice is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from engine.notices.casefile import ContentType, DecisionKind, LocationKind, Origin, Recipient, Urgency
from engine.notices.tables import PHAROS_IN_DANGER, Codes, Families, Labels
from textfile.diagnostics import Diagnostic
from textfile.reader import Document

_WORDS: dict[str, tuple[str, ...]] = {
    "location": get_args(LocationKind),
    "origin": get_args(Origin),
    "recipient": get_args(Recipient),
    "decision": get_args(DecisionKind),
    "urgency": tuple(name for name in get_args(Urgency) if name != "none"),
    "confidence": ("high", "medium", "low", "unknown"),
    "hosting_method": ("mmdb", "delegations", "platform", "stated"),
    "nature": ("crime", "delit", "contravention"),
    "in_force": ("since", "between"),
    "passage": ("span", "reporter"),
}
_ICCAM = ("classification", "victim_age", "victim_sex", "site_type", "commerciality", "content_type")


def words_are_complete(labels: Labels, families: Families, document: Document) -> Iterator[Diagnostic]:
    """Checks that `mots.yaml` has every word, those of the categories that families name
    included.
    """
    wanted = {
        **_WORDS,
        "pharos": tuple(dict.fromkeys([*(f.pharos for f in families.families), *PHAROS_IN_DANGER.values()])),
    }
    for group, names in wanted.items():
        yield from _missing(labels.words.get(group, {}), names, ("words", group), document)


def codes_are_complete(codes: Codes, document: Document) -> Iterator[Diagnostic]:
    """Checks that `codes.yaml` has every code."""
    yield from _missing(codes.iccam, _ICCAM, ("iccam",), document)
    types = get_args(ContentType)
    yield from _missing(codes.iccam.get("content_type", {}), types, ("iccam", "content_type"), document)
    yield from _missing(codes.tdb_content_type, types, ("tdb_content_type",), document)
    yield from _missing(codes.media_type, types, ("media_type",), document)


def offences_are_in_one_family(families: Families, document: Document) -> Iterator[Diagnostic]:
    """Checks that no offence is claimed by two families."""
    seen: dict[str, str] = {}
    for i, family in enumerate(families.families):
        for j, offence in enumerate(family.offences):
            if offence in seen:
                place = document.place(("families", i, "offences", j))
                what = f"`{offence}` est déjà dans la famille `{seen[offence]}`"
                yield Diagnostic("N108", place, what, "la laisser dans une seule")
            seen.setdefault(offence, family.id)


def _missing(
    there: Mapping[str, object], wanted: tuple[str, ...], path: tuple[str, ...], document: Document
) -> Iterator[Diagnostic]:
    for name in wanted:
        if name not in there:
            yield Diagnostic("N107", document.place(path), f"`{name}` manque dans `{'.'.join(path)}`", "l'y écrire")
