"""The order of suggestions in words: why the first is first, what is to be looked at."""

from __future__ import annotations

from engine.explanation.phrases import say
from engine.model.answer import Answer, Motive
from engine.model.order import Order
from engine.model.ruleset import Ruleset
from textfile.text import Language


def why_first(answer: Answer, ruleset: Ruleset, language: Language) -> str:
    """The reason for which the first suggestion comes first, in one sentence; empty when there is
    none, or under a law that has no order.
    """
    first = answer.standings.first if answer.standings is not None else None
    if first is None or ruleset.order is None:
        return ""
    motives = [_motive(motive, answer, ruleset.order, language) for motive in first.motives]
    if first.tie is not None or not motives:
        motives = [say(f"first.{first.tie or 'name'}", language)]
    last = (
        (" et " if language == "fr" else " and ").join([", ".join(motives[:-1]), motives[-1]])
        if motives[1:]
        else motives[0]
    )
    return say("first.alone" if first.alone else "first", language, motives=last)


def look_words(answer: Answer, ruleset: Ruleset, language: Language) -> str:
    """The field or offence to be looked at, and who says so; empty when there is nothing."""
    look, order = answer.look, ruleset.order
    if look is None or order is None:
        return ""
    rule = order.field_rule(look.field)
    first = ruleset.offences[look.offences[0]]
    label = first.on(answer.law_day(first.id)).short if look.by == "offence" or rule is None else rule.label
    return say(f"look.{look.by}", language, label=label.in_(language), share=round(100 * look.share))


def look_advice(answer: Answer, language: Language) -> str:
    """The advice on the offences to be looked at; empty when there are none."""
    if answer.look is None:
        return ""
    return say("look.facts" if answer.look.by == "offence" else "look.page", language)


def _motive(motive: Motive, answer: Answer, order: Order, language: Language) -> str:
    """The sentence of a criterion, with the field or the gravity that it is about, and its
    probability.
    """
    said = order.criteria.of(motive.criterion).because.in_(language)
    assert answer.standings is not None
    indications = answer.standings.indications
    if motive.criterion == "gravity":
        label = next(rule.label for rule in order.gravity if rule.id == motive.about)
        return f"{said} ({label.in_(language)}, {round(100 * indications.gravity[motive.about or ''])} %)"
    rule = order.field_rule(motive.about) if motive.about is not None else None
    if rule is None:
        return said
    share = f", {round(100 * indications.fields[rule.id])} %" if motive.criterion == "field" else ""
    return f"{said} ({rule.label.in_(language)}{share})"
