"""Fields that several gestures ask for, and what each writes: sources, conditions, names made from
labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from api.authoring import edits
from api.authoring.symbols import Symbol
from api.pages.changes.gesture_desk import (
    GestureDesk,
    GestureField,
    GestureForm,
    GestureRefused,
    TextDraft,
    options_by_kind,
    options_of,
)
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from classifiers.text.folding import plain
from textfile.reader import Path_, read_bytes

_COMPARISONS = {"choice": "is", "set": "includes"}
"""How a condition asks for one value, by the type of the fact."""
MAX_NAME = 60
"""Characters of a name made from a label."""


@contextmanager
def well_formed(say: Say) -> Iterator[None]:
    """Reads and edits rules of the usual shape: a draft may hold anything.

    Raises:
        GestureRefused: they have another shape.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError) as error:
        raise GestureRefused("action", say.t("gesture.odd_rules")) from error


def confidences(desk: GestureDesk) -> tuple[Option, ...]:
    """How sure a source is: what there is to choose from."""
    return tuple(Option(one, f"{one} · {desk.say.t(f'gesture.confidence.{one}')}") for one in ("T", "S", "M", "AV"))


def source_fields(desk: GestureDesk, *, required: bool = True) -> tuple[GestureField, ...]:
    """What is asked of a source."""
    return (
        GestureField("reference", required=required),
        GestureField("read_on", "date", required=required),
        GestureField("confidence", "choice", options=confidences(desk), required=required),
    )


def source_in(form: GestureForm) -> dict[str, str | date | None]:
    """A source that was said whole, as a file of rules holds it."""
    return {
        "reference": form.said("reference"),
        "legifrance": None,
        "verified_on": date.fromisoformat(form.said("read_on")),
        "confidence": form.said("confidence"),
    }


def write_source(draft: TextDraft, path: str, at: Path_, form: GestureForm) -> None:
    """What was said of a source; what was not stays to fill in."""
    if form.said("reference"):
        draft.edit(path, "reference", edits.set_value, (*at, "reference"), form.said("reference"))
    if form.said("read_on"):
        day = date.fromisoformat(form.said("read_on"))
        draft.edit(path, "read_on", edits.set_value, (*at, "verified_on"), day)
    if form.said("confidence"):
        draft.edit(path, "confidence", edits.set_value, (*at, "confidence"), form.said("confidence"))


def last_of(draft: TextDraft, path: str, at: Path_) -> Path_:
    """The path of the last item of a list as drafted so far."""
    return (*at, len(read_bytes(draft.text(path).encode(), path).at(at)) - 1)


def name_of(label: str) -> str:
    """A name made from a label: small letters without accent, digits and underscores."""
    found = re.sub(r"[^a-z0-9]+", "_", plain(label, repair=False).text).strip("_")
    return found[:MAX_NAME].rstrip("_")


def conditions(desk: GestureDesk) -> tuple[Option, ...]:
    """Facts that are yes or no, values of the others, and notions: what a clause may ask alone."""
    facts = {one.name: one for one in desk.symbols("fact", "facts/")}
    types = {name: desk.content_of(one).get("type") for name, one in facts.items()}
    values = (one for one in desk.symbols("value", "facts/") if types.get(one.owner) in _COMPARISONS)
    found = (
        ("yes", options_of(tuple(one for one in facts.values() if types[one.name] == "boolean"), "fact:")),
        (
            "value",
            tuple(sorted((_value(facts[one.owner], one) for one in values), key=lambda one: one.label.casefold())),
        ),
        ("notion", options_of(desk.symbols("notion", "notions/"), "notion:")),
    )
    return options_by_kind(desk.say, found)


def _value(fact: Symbol, value: Symbol) -> Option:
    """A value to choose: the label of its fact, then its own."""
    name = f"{fact.name}:{value.name}"
    return Option(f"value:{name}", f"{fact.label or fact.name} : {value.label or value.name} ({name})", "fr")


def condition_in(desk: GestureDesk, form: GestureForm, name: str) -> dict[str, str]:
    """The condition chosen in a field, as a file of rules holds it."""
    kind, _, what = form.said(name).partition(":")
    if kind != "value":
        return {kind: what}
    fact, _, value = what.partition(":")
    listed = desk.content_of(desk.symbol("fact", "facts/", fact)).get("type")
    return {"fact": fact, _COMPARISONS[listed]: value}
