"""Gestures by which a lawyer changes the rules without writing their files: which there are, what
is wrong in a form, what it would write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from api.kit.problems import Problem
from api.pages.changes.edit_gestures import DATE, DEADLINE, LABEL, PENALTY, PRIORITY, SENTENCE, WORD
from api.pages.changes.gesture_desk import (
    MAX_LINE,
    Chosen,
    Gesture,
    GestureDesk,
    GestureDraft,
    GestureField,
    GestureForm,
    GestureRefused,
)
from api.pages.changes.ground_gesture import GROUND
from api.pages.changes.notion_gesture import NOTION
from api.pages.changes.offence_gestures import DEFENCE, NEW_OFFENCE, NEW_VERSION
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.say import Say

_MENU = (GROUND, DEFENCE, NEW_OFFENCE, NEW_VERSION, NOTION, PENALTY, DATE, LABEL, WORD, PRIORITY, DEADLINE, SENTENCE)
GESTURES: Mapping[str, Gesture] = MappingProxyType({one.name: one for one in _MENU})
"""By the last part of their address, in the order of the menu."""
MAX_NUMBER = 10_000_000
FIRST_YEAR, LAST_YEAR = 1_000, 9_000
"""Years of a day that may be written: those around it are days too, in any time zone."""


def gesture_named(name: str) -> Gesture:
    """The gesture of this name.

    Raises:
        Problem: there is none.
    """
    found = GESTURES.get(name)
    if found is None:
        raise Problem("not-found")
    return found


def choices_made(gesture: Gesture, desk: GestureDesk, asked: Sequence[str]) -> tuple[Option, ...]:
    """The choices that were made, as long as each is one of those there are."""
    found: list[Option] = []
    for step, value in zip(gesture.steps, asked, strict=False):
        options = step.options(desk, tuple(one.value for one in found))
        chosen = next((one for one in options if one.value == value), None)
        if chosen is None:
            break
        found.append(chosen)
    return tuple(found)


def faults_of(fields: Sequence[GestureField], form: GestureForm, say: Say) -> tuple[FieldError, ...]:
    """What is wrong in each field before anything is drafted."""
    found = ((one.name, _fault(one, form)) for one in fields)
    return tuple(FieldError(name, say.t(f"gesture.{fault}", n=MAX_LINE)) for name, fault in found if fault)


def _fault(one: GestureField, form: GestureForm) -> str:
    if one.kind == "checks":
        return "" if {*form.notions} <= {option.value for option in one.options} else "choose"
    said = form.said(one.name)
    if not said:
        return "needed" if one.required else ""
    if one.kind != "area" and len(said) > MAX_LINE:
        return "too_long"
    if one.kind == "choice":
        return "" if said in {option.value for option in one.options} else "choose"
    if one.kind == "number":
        return "" if said.isascii() and said.isdigit() and int(said) <= MAX_NUMBER else "number"
    return "" if one.kind != "date" or _is_day(said) else "day"


def _is_day(said: str) -> bool:
    try:
        return FIRST_YEAR <= date.fromisoformat(said).year <= LAST_YEAR
    except ValueError:
        return False


def drafted(gesture: Gesture, desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    """What a form without fault would write; files that stay as they are are left out.

    Raises:
        GestureRefused: it cannot be drafted, or changes nothing.
    """
    draft = gesture.draft(desk, chosen, form)
    texts = {
        path: text for path, text in draft.texts.items() if desk.tree.files.get(path) != text.encode("utf-8", "replace")
    }
    if not texts:
        raise GestureRefused("action", desk.say.t("gesture.same"))
    return GestureDraft(texts, draft.remarks)


def blanks_in(draft: GestureDraft, mark: str) -> Iterator[tuple[str, int]]:
    """Lines of what is drafted that hold a mark: the path and the number of each."""
    for path, text in draft.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if mark in line:
                yield path, number
