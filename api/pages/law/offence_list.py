"""The law as a tree: themes, and in each its offences as the text stood on a day."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from api.pages.law.library import Edition
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import Status
from api.pages.shell.say import Say
from engine.model.law import Offence


@dataclass(frozen=True, slots=True)
class OffenceRow:
    """One offence of the list."""

    id: str
    href: str
    short: str
    citation: str
    nature: str
    status: Status
    state: str
    penalty: str
    versions: int


@dataclass(frozen=True, slots=True)
class Theme:
    """The offences of one theme."""

    id: str
    label: str
    offences: tuple[OffenceRow, ...]


def themes(edition: Edition, say: Say, day: date, words: str) -> tuple[Theme, ...]:
    """Every theme that keeps an offence once the search is applied."""
    wanted = fold(words).split()
    kept: dict[str, list[OffenceRow]] = {}
    for offence in edition.ruleset.offences.values():
        if all(word in _searchable(offence) for word in wanted):
            kept.setdefault(offence.theme, []).append(_row(offence, say, day))
    found = [
        Theme(name, theme_label(name, say), tuple(sorted(rows, key=lambda r: r.id))) for name, rows in kept.items()
    ]
    return tuple(sorted(found, key=lambda theme: fold(theme.label)))


def theme_label(name: str, say: Say) -> str:
    """The words for a theme; its identifier when the interface has none yet."""
    key = f"theme.{name}"
    return say.t(key) if key in MESSAGES else name.replace("_", " ")


def fold(text: str) -> str:
    """The text without case nor accents, to compare."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def state_on(offence: Offence, day: date, say: Say) -> tuple[Status, str]:
    """State of the text on a day, and the words for it."""
    version = offence.at(day)
    if version is None:
        earlier = any(v.until is not None and v.until < day for v in offence.versions)
        return ("ended", say.t("status.ended")) if earlier else ("not_in_force", say.t("status.not_encoded"))
    if version.void is None:
        return "in_force", say.t("status.in_force")
    return ("not_in_force" if version.void == "not_yet" else "ended"), say.t(f"void.{version.void}")


def _row(offence: Offence, say: Say, day: date) -> OffenceRow:
    version, offence = offence.at(day), offence.on(day)
    status, state = state_on(offence, day, say)
    return OffenceRow(
        id=offence.id,
        href=f"/loi/{offence.id}{say.suffix}",
        short=say.text(offence.short),
        citation=say.plain(offence.citation),
        nature=say.t(f"nature.{offence.nature}"),
        status=status,
        state=state,
        penalty=say.penalty(version.penalty) if version is not None and version.penalty is not None else "",
        versions=len(offence.versions),
    )


def _searchable(offence: Offence) -> str:
    texts = (offence.id, offence.citation, offence.short.fr, offence.short.en, offence.title.fr, offence.title.en)
    return fold(" ".join(texts))
