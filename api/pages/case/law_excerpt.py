"""The excerpt of the law beside a decision: title, article, elements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.pages.shell.parts import Link
from api.pages.shell.say import Say


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An offence in short: each element with its article, as worded on the day of the facts."""

    title: str
    citation: str
    elements: tuple[tuple[str, str], ...]
    law: Link


def excerpt(name: str | None, say: Say, day: date) -> ExcerptView | None:
    """The excerpt on an offence; None when these rules do not know it.

    `day` is that of the facts.
    """
    offence = say.ruleset.offences.get(name or "")
    if offence is None:
        return None
    version = offence.at(day) or offence.versions[-1]
    offence = offence.on(day)
    return ExcerptView(
        title=say.text(offence.title),
        citation=say.plain(version.citation or offence.citation),
        elements=tuple(
            (say.text(offence.elements[element].label), say.plain(offence.elements[element].article))
            for element in version.elements
        ),
        law=Link(f"/loi/{offence.id}{say.suffix}", say.text(offence.short)),
    )
