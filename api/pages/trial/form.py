"""Form of a trial: what it says as the page shows it, and as the trial that a machine would have
asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from api.kit.problems import Problem
from api.kit.schemas import MAX_TEXT
from api.kit.typography import typeset
from api.kit.urls import MAX_URL
from api.pages.case.questions import HOW, stated_value
from api.pages.shell.parts import FieldError
from api.pages.shell.say import Say
from api.trial.schemas import TrialCreate

PLAIN = ("text", "comment", "url", "category", "day", "decided", "offence", "draft")
"""Fields of one value."""
LONGEST: Mapping[str, int] = {"text": MAX_TEXT, "comment": MAX_TEXT, "url": MAX_URL}
"""The most characters that each text takes; others are chosen."""
OTHER_LENGTH = 200
MOST_ROWS = 100
VALUE, RAW, ROUTING = "v.", "brut.", "routage."
"""What comes before the name of a fact in the name of a field."""
ADD, REMOVE, CHOOSE = "ajouter", "oter", "retenir"
"""Buttons that change the form before it is sent."""
_PLACES = {"reported_category": "category", "date_of_facts": "day", "date_of_decision": "decided"}
_BOOLEANS = {"oui": True, "non": False}


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact of the form: the values of its field, or `raw`, as JSON, where no field can say it."""

    fact: str
    values: tuple[str, ...] = ()
    raw: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether something was answered; how much of a number is known answers nothing."""
        return bool(self.raw) or any(value.strip() and value not in HOW for value in self.values)


@dataclass(frozen=True)
class TrialForm:
    """What the form of a trial holds. `added`: the fact whose field was just asked for; `shaped`: a
    row was added or removed, and nothing was asked of the rules yet.
    """

    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(PLAIN, ""))
    entries: tuple[FactEntry, ...] = ()
    routing: Mapping[str, str] = field(default_factory=dict)
    raised: tuple[str, ...] = ()
    compares: bool = False
    added: str = ""
    shaped: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether neither words, nor address, nor value of a fact are in it."""
        words = any(self.values[name] for name in ("text", "comment", "url"))
        return not (words or any(entry.is_filled for entry in self.entries))


def form_from(sent: FormData) -> TrialForm:
    """The form as it was sent, with the row that is added or removed, and the offence chosen."""
    values = {name: _one(sent, name).replace("\r\n", "\n").strip() for name in PLAIN}
    values["offence"] = _one(sent, CHOOSE) or values["offence"]
    gone, added = _one(sent, REMOVE), _one(sent, "nouveau") if ADD in sent else ""
    names = dict.fromkeys(name for name in (*_texts(sent, "fait"), added) if name and name != gone)
    entries = tuple(
        FactEntry(name, tuple(_texts(sent, VALUE + name)), _one(sent, RAW + name)) for name in list(names)[:MOST_ROWS]
    )
    routing = {key.removeprefix(ROUTING): _one(sent, key) for key in sent if key.startswith(ROUTING)}
    return TrialForm(
        values=values,
        entries=entries,
        routing={name: value for name, value in routing.items() if value},
        raised=tuple(_texts(sent, "souleve")),
        compares="comparer" in sent,
        added=added,
        shaped=bool(gone) or ADD in sent,
    )


def trial_in(form: TrialForm, say: Say) -> TrialCreate | tuple[FieldError, ...]:
    """The trial that a form asks for, or what is wrong in it, each beside its field."""
    errors = [
        FieldError(name, say.t("entry.too_long", n=LONGEST.get(name, OTHER_LENGTH)))
        for name in PLAIN
        if len(form.values[name]) > LONGEST.get(name, OTHER_LENGTH)
    ]
    facts: dict[str, Any] = {}
    for entry in form.entries:
        try:
            facts |= _stated(entry, say)
        except Problem as problem:
            errors.append(_refused_entry(entry, problem, say))
    if not errors and form.says_nothing:
        errors.append(FieldError("text", say.t("trial.nothing")))
    if errors:
        return tuple(errors)
    try:
        return TrialCreate.model_validate(_plain(form, facts))
    except ValidationError as error:
        places = [tuple(map(str, one["loc"])) for one in error.errors(include_url=False, include_input=False)]
        fields = dict.fromkeys(_field(place) for place in places)
        return tuple(
            FieldError(name, say.t("entry.day_wrong" if name in ("day", "decided") else "entry.wrong"))
            for name in fields
        )


def _plain(form: TrialForm, facts: Mapping[str, Any]) -> dict[str, Any]:
    values = form.values
    told: dict[str, Any] = {
        "url": values["url"],
        "text": values["text"],
        "comment": values["comment"],
        "reported_category": values["category"],
        "date_of_facts": values["day"],
        "date_of_decision": values["decided"],
        "offence": values["offence"],
        "draft": values["draft"],
    }
    return {
        **{key: value for key, value in told.items() if value},
        "facts": dict(facts),
        "routing": {name: _BOOLEANS.get(value, value) for name, value in form.routing.items()},
        "raised": list(form.raised),
        "compare": form.compares and bool(values["draft"]),
    }


def _stated(entry: FactEntry, say: Say) -> dict[str, Any]:
    """What an entry states; nothing while its field is empty.

    Raises:
        Problem: no such fact, or no such value.
    """
    fact = say.ruleset.facts.get(entry.fact)
    if fact is None:
        raise Problem("not-found")
    if entry.raw:
        try:
            return {entry.fact: json.loads(entry.raw[: OTHER_LENGTH * 10])}
        except (ValueError, RecursionError) as error:
            raise Problem("invalid-request") from error
    return {entry.fact: stated_value(fact, entry.values)} if entry.is_filled else {}


def _refused_entry(entry: FactEntry, problem: Problem, say: Say) -> FieldError:
    name = f"fait-{entry.fact}"
    if problem.kind.code == "not-found":
        return FieldError("nouveau", say.t("trial.unknown_fact", name=entry.fact[:60]))
    told = problem.faults[0].sentences(say.language) if problem.faults else say.t("entry.wrong")
    return FieldError(name, typeset(told, say.language))


def refused_trial(problem: Problem, form: TrialForm, say: Say) -> tuple[FieldError, ...]:
    """Errors of a trial that the rules do not take, each beside its field.

    Raises:
        Problem: what is no matter of a field.
    """
    if problem.kind.code != "invalid-request":
        raise problem
    shown = {f"fait-{entry.fact}" for entry in form.entries}
    told: dict[str, FieldError] = {}
    for fault in problem.faults:
        name = _field(tuple(fault.pointer.split("/")[1:]))
        name = "nouveau" if name.startswith("fait-") and name not in shown else name
        told.setdefault(name, FieldError(name, typeset(fault.sentences(say.language), say.language)))
    return tuple(told.values())


def _field(place: tuple[str, ...]) -> str:
    """The field of the form that says a part of a trial."""
    first, *rest = place or ("text",)
    if first == "facts" and rest:
        return f"fait-{rest[0]}"
    if first == "routing" and rest:
        return f"routage-{rest[0]}"
    name = _PLACES.get(first, first)
    return name if name in PLAIN else "text"


def entry_of(name: str, value: Any, kind: str) -> FactEntry:
    """The entry that says a value in the form reports use; as JSON where no field can."""
    match kind, value:
        case _, bool():
            return FactEntry(name, ("oui" if value else "non",))
        case "integer", int():
            return FactEntry(name, ("exact", str(value)))
        case "integer", {"max": int(most), **rest} if not rest:
            return FactEntry(name, ("under", str(most + 1)))
        case "integer", {"min": int(least), **rest} if not rest:
            return FactEntry(name, ("at_least", str(least)))
        case "set", list() | tuple():
            return FactEntry(name, tuple(map(str, value)) or ("-",))
        case _, dict() | list() | tuple() | None:
            return FactEntry(name, raw=json.dumps(value, ensure_ascii=False, default=str))
    return FactEntry(name, (str(value),))


def with_values(form: TrialForm, **values: str) -> TrialForm:
    """A form with other values in its plain fields."""
    return replace(form, values={**form.values, **values})


def _one(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


def _texts(sent: FormData, name: str) -> Iterator[str]:
    return (value for value in sent.getlist(name) if isinstance(value, str))
