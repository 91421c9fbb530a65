"""Questions as forms, and the facts that their answers state: never more than the fact's own
values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.kit.problems import invalid
from api.kit.typography import typeset
from api.pages.case.views import Draft, QuestionView
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from engine.explanation.phrases import say as say_phrase
from engine.explanation.questions import Question
from engine.explanation.words import say_known, say_value
from engine.facts.values import known_of
from engine.model.fact import FactDefinition
from engine.model.outcome import Status
from textfile.text import COLON, Text

MAX_SAID = 3


def question_view(question: Question, say: Say, draft: Draft, skip: str) -> QuestionView:
    """A question as a form."""
    fact = say.ruleset.facts[question.fact]
    return field_of(fact, say, draft, question.confirms, _effects(question, fact, say), skip)


def fact_called(name: str, say: Say) -> FactDefinition | None:
    """The fact of this name, or that a page shows under this label; None when there is none."""
    if not name:
        return None
    wanted = typeset(name.strip(), say.language).casefold()
    by_label = (fact for fact in say.ruleset.facts.values() if say.text(fact.label).casefold() == wanted)
    return say.ruleset.facts.get(name) or next(by_label, None)


def field_of(
    fact: FactDefinition,
    say: Say,
    draft: Draft,
    confirms: bool = False,
    effects: tuple[str, ...] = (),
    skip: str = "",
) -> QuestionView:
    """The field that asks for a fact."""
    options: tuple[Option, ...]
    if fact.type == "boolean":
        options = (Option("oui", say.t("value.yes")), Option("non", say.t("value.no")))
    else:
        options = tuple(Option(key, say.text(label)) for key, label in fact.values.items())
    if fact.type == "integer":
        options = tuple(Option(name, say.t(f"case.number.{name}")) for name in HOW)
    values = draft.values if draft.fact == fact.id else ()
    unit = say.text(fact.unit) if fact.unit is not None else ""
    return QuestionView(
        fact=fact.id,
        question=say.text(fact.question),
        where=" ".join(filter(None, [say.text(fact.where), f"({unit})" if unit else ""])),
        kind=fact.type,
        options=options,
        values=number_in(values) if fact.type == "integer" and values else values,
        effects=effects,
        confirms=confirms,
        bounds=("" if fact.min is None else str(fact.min), "" if fact.max is None else str(fact.max)),
        skip=skip,
    )


def _effects(question: Question, fact: FactDefinition, say: Say) -> tuple[str, ...]:
    """Effects of an answer that settles something at once: `non → écarté : …`."""
    told: dict[tuple[str, Status], list[str]] = {}
    for effect in question.decisive:
        told.setdefault((effect.offence, effect.status), []).append(say_value(effect.answer, fact, say.language))
    found: dict[tuple[str, str], list[str]] = {}
    for (offence, status), answers in told.items():
        said = ", ".join(answers[:MAX_SAID]) + ("…" if len(answers) > MAX_SAID else "")
        key = (said, say_phrase(f"status.{status.value}", say.language))
        found.setdefault(key, []).append(say.ruleset.offences[offence].short.in_(say.language))
    colon = COLON[say.language]
    return tuple(
        typeset(f"{said} → {status}{colon}{', '.join(names)}", say.language) for (said, status), names in found.items()
    )


def stated_value(fact: FactDefinition, values: Sequence[str]) -> Any:
    """Value that a form states of a fact, in the form reports use.

    Raises:
        Problem: nothing was answered, or not a number where one is asked.
    """
    kept = [v.strip() for v in values if v.strip()]
    if fact.type == "set" and kept:
        return [v for v in kept if v != "-"]
    if not kept:
        raise invalid("/value", Text(fr="une réponse est attendue", en="an answer is expected"))
    value = kept[0]
    if fact.type == "boolean":
        return {"oui": True, "non": False}.get(value, value)
    if fact.type == "integer":
        how, number = number_in(values)
        return HOW[how](_whole(number)) if how in HOW else how
    return value.upper() if fact.type == "country" else value.lower() if fact.type == "language" else value


HOW: Mapping[str, Callable[[int], Any]] = {
    "exact": lambda n: n,
    "under": lambda n: {"max": n - 1},
    "at_least": lambda n: {"min": n},
}
"""How much of a number is known, and what that states."""


def number_in(values: Sequence[str]) -> tuple[str, str]:
    """Precision of a number, and the number, as a form sends them; a number alone is exact."""
    return (values[0], values[1]) if len(values) > 1 else ("exact", next(iter(values), ""))


def _whole(text: str) -> int:
    try:
        return int(text.strip()[:20])
    except ValueError as error:
        what = Text(fr="un nombre entier est attendu", en="a whole number is expected")
        raise invalid("/value", what) from error


def denial_of(fact: FactDefinition, value: Any) -> Any:
    """Value that « no » states of a fact that was presumed: the opposite, or one of the others;
    None when « no » says nothing.
    """
    if isinstance(value, bool):
        return not value
    if fact.type == "choice":
        said = {value} if isinstance(value, str) else set(value.get("one_of", ())) if isinstance(value, dict) else set()
        left = [key for key in fact.values if key not in said]
        return None if not said or not left else left[0] if len(left) == 1 else {"one_of": left}
    if fact.type == "set":
        said = set(value.get("includes", ())) if isinstance(value, dict) else set(value)
        return {"excludes": sorted(said)} if said else None
    return None


def say_raw(fact: FactDefinition, value: Any, say: Say) -> str:
    """A value in the form reports use, in words."""
    known = known_of(value, fact, fact.id)
    return typeset(say_known(known, fact, say.language), say.language) if known is not None else say.t("value.unknown")
