"""An answer given under rules that are no longer today's: what is said of it, and how it is asked
again.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.answers.asking_again import unusable_parts
from api.http.services import Services
from api.pages.case.answers import StoredAnswer
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from engine.reasoning.qualify import Engine


@dataclass(frozen=True, slots=True)
class OldLawView:
    """Note on earlier rules, with the law as it was served.

    `again` is the address that asks again under today's rules, empty when that is not offered;
    `left_aside` names what these do not take.
    """

    sentence: str
    law: Link
    again: str
    left_aside: tuple[str, ...]


def suffix_of(services: Services, engine: Engine) -> str:
    """Suffix of the address of a page of law, for it to show the law of an answer: nothing for
    today's.
    """
    return "" if engine is services.editions.current() else f"?edition={engine.ruleset.digest[:12]}"


def old_law(services: Services, stored: StoredAnswer, say: Say, again: str = "") -> OldLawView | None:
    """Note on the law of an answer; None when it is today's."""
    digest, today = stored.engine.ruleset.digest, services.editions.current()
    if stored.engine is today:
        return None
    served = next(iter(services.editions.periods(digest)), None)
    sentence = say.t("old_law.said")
    if served is not None:
        first, last = (say.day(services.clock.day_of(moment)) for moment in (served.first, served.last))
        sentence = f"{sentence} {say.t('old_law.served', first=first, last=last)}"
    facts, points = unusable_parts(today.ruleset, stored.question)
    labels = tuple(say.text(say.ruleset.facts[name].label) for name in facts)
    law = Link(f"/loi{say.suffix}", say.t("old_law.read"))
    return OldLawView(sentence, law, again, (*labels, *points))
