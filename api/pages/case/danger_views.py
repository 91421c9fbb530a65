"""Danger as pages say it: which, what shows it, whom to call.

Before everything else, and again before a decision that would close the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.kit.typography import typeset
from api.pages.case.questions import say_raw
from api.pages.case.words import reader_words
from api.pages.shell.parts import Evidence, Link, Status
from api.pages.shell.say import Say
from api.rules.dangers import Danger, DangerAction, DangerFact, DangerIndication
from api.rules.rulebook import Rulebook

CLOSING = ("none_applies", "noise", "out_of_scope")
"""The decisions that are asked twice where a danger is told: each of them closes the case without
anybody having been told.
"""
UPHOLDING = ("accept", "correct")
"""Those asked twice as long as nothing is prepared for whoever helps: the next case comes up at
once.
"""


@dataclass(frozen=True, slots=True)
class StepView:
    """Something to do first. `calls`: a number and whose it is."""

    label: str
    calls: tuple[tuple[str, str], ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class SignView:
    """A fact or an indication that shows the danger; `number` is that of its passage, `words` its
    words, to be folded; none where it was not read in the words of the report, and never of an
    indication. `reporter`: these words are the reporter's; `reader`: who read
    there what is only presumed.
    """

    label: str
    value: str
    status: Status
    number: int | None
    words: str
    reporter: bool = False
    reader: str = ""


@dataclass(frozen=True, slots=True)
class DangerView:
    """The band. `onward` leads to the emergency routing, for whoever may go there."""

    title: str
    lead: str
    steps: tuple[StepView, ...]
    signs: tuple[SignView, ...]
    onward: Link | None


def danger_view(
    danger: Danger | None,
    rules: Rulebook,
    say: Say,
    numbers: Mapping[str, int],
    evidence: tuple[Evidence, ...],
    base: str,
) -> DangerView | None:
    """The band of a danger; none when there is none.

    `numbers`: the passage of each fact; `base`: the address of the case, if it is told of.
    """
    if danger is None:
        return None
    words = {passage.number: passage.text for passage in evidence}
    return DangerView(
        title=danger_title(danger, say),
        lead=say.t(f"danger.lead_{danger.standing}"),
        steps=tuple(_step(action, say) for action in danger.actions),
        signs=(
            *(_sign(sign, rules, say, numbers.get(sign.fact), words) for sign in danger.facts),
            *(_indication(indication, say) for indication in danger.indications),
        ),
        onward=Link(f"{base}/suites", say.t("case.action")) if base else None,
    )


def danger_title(danger: Danger | None, say: Say) -> str:
    """The danger in one sentence; empty when there is none."""
    if danger is None:
        return ""
    return say.t(f"danger.{danger.standing}", kinds=danger.words(say.language))


def chip(danger: Mapping[str, object] | None, say: Say) -> str:
    """The word that marks a report in a list; empty when it shows no danger."""
    return say.t(f"danger.chip_{danger['standing']}") if danger is not None else ""


def asks_twice(danger: Danger | None, kind: str, confirmed: str, untold: bool = False) -> bool:
    """True for a decision that is asked again before it is taken.

    `untold`: nothing is prepared for whoever helps, and who decides could prepare it.
    """
    if danger is None or confirmed == kind:
        return False
    return kind in CLOSING or (untold and kind in UPHOLDING)


def _step(action: DangerAction, say: Say) -> StepView:
    calls = tuple((call.number, typeset(call.label.in_(say.language), say.language)) for call in action.calls)
    link = Link(action.link.url, action.link.label.in_(say.language)) if action.link is not None else None
    return StepView(typeset(action.label.in_(say.language), say.language), calls, link)


def _indication(indication: DangerIndication, say: Say) -> SignView:
    said = say.t("danger.share", label=indication.label.in_(say.language), share=round(100 * indication.share))
    return SignView(say.t("danger.indication"), said, indication.standing, None, "")


def _sign(sign: DangerFact, rules: Rulebook, say: Say, number: int | None, words: Mapping[int, str]) -> SignView:
    fact = say.ruleset.facts.get(sign.fact) or rules.router.rules.facts[sign.fact]
    return SignView(
        label=say.text(fact.label),
        value=say_raw(fact, sign.value, say),
        status="presumed" if sign.standing == "presumed" else "established",
        number=number if number in words else None,
        words=words.get(number, "") if number is not None else "",
        reporter=sign.span_in == "comment",
        reader=reader_words(sign.source or "", say) if sign.standing == "presumed" else "",
    )
