"""Gesture that changes, from a day on, the values that a notion takes of a list: the version before
ends on the eve, and is otherwise taken over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from api.authoring import edits
from api.authoring.edits import row_of
from api.authoring.symbols import Symbol
from api.pages.changes.gesture_desk import (
    ChoiceStep,
    Chosen,
    Gesture,
    GestureDesk,
    GestureDraft,
    GestureField,
    GestureForm,
    GestureRefused,
    TextDraft,
    in_folder,
    options_of,
    versions_in,
)
from api.pages.changes.law_fields import source_fields, source_in, well_formed
from api.pages.shell.parts import Option
from engine.analysis.drafting.editor import block, with_item, without
from textfile.reader import Path_

_COMPARISONS = ("in", "includes_any")
_VERSIONS = "les infractions qui l'emploient : une version du même jour, si la loi les change"


def _lists_in(condition: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str, tuple[str, ...]]]:
    """The lists with which a condition compares facts: the path, the fact, the values."""
    if isinstance(condition, tuple):
        for i, part in enumerate(condition):
            yield from _lists_in(part, (*path, i))
    elif isinstance(condition, dict):
        for key, value in condition.items():
            if key in _COMPARISONS and isinstance(value, tuple) and "fact" in condition:
                yield (*path, key), str(condition["fact"]), value
            elif key != "fact":
                yield from _lists_in(value, (*path, key))


def _last(desk: GestureDesk, notion: Symbol) -> dict[str, Any]:
    """The last version of a notion, as its file writes it; empty where it has none."""
    versions = versions_in(desk.content_of(notion))
    return dict(versions[-1]) if versions else {}


def _notions(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    """Notions that compare one fact with one list."""
    notions = desk.symbols("notion", "notions/")
    return options_of(tuple(one for one in notions if len([*_lists_in(_last(desk, one).get("condition"))]) == 1))


def _fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    ((_, fact, values),) = _lists_in(_last(desk, desk.symbol("notion", "notions/", chosen[0]))["condition"])
    listed = options_of(tuple(one for one in desk.symbols("value", "facts/") if one.owner == fact))
    return (
        GestureField("start", "date"),
        GestureField("notions", "checks", " ".join(values), options=listed),
        *source_fields(desk),
    )


def _draft(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    notion = desk.symbol("notion", "notions/", chosen[0])
    start, last = date.fromisoformat(form.said("start")), _last(desk, notion)
    if not form.notions:
        raise GestureRefused("notions", desk.say.t("gesture.no_value"))
    if not isinstance(last.get("from"), date) or start <= last["from"] or last.get("until") is not None:
        raise GestureRefused("start", desk.say.t("gesture.dated_after"))
    at: Path_ = (*notion.at, "versions", len(versions_in(desk.content_of(notion))) - 1)
    draft = TextDraft(desk.tree)
    with well_formed(desk.say):
        condition = _condition(draft.text(notion.path), (*at, "condition"), form.notions)
    draft.edit(notion.path, "start", edits.set_date, at, "until", start - timedelta(days=1))
    item = f"from: {start}\ncondition:{condition}\nsource: {row_of(source_in(form))}"
    draft.edit(notion.path, "notions", edits.add_item, at[:-1], item)
    draft.remarks.append(_VERSIONS)
    return draft.draft()


def _condition(text: str, at: Path_, wanted: list[str]) -> str:
    """The condition of a notion with other values in its list, as it goes after its key."""
    condition = block(text, at).strip()
    data = edits.read_text(condition)
    ((path, _, values),) = _lists_in(data)
    for value in wanted:
        condition = condition if value in values else with_item(condition, path, value)
    for i, value in reversed([*enumerate(values)]):
        condition = condition if value in wanted else without(condition, (*path, i))
    if "\n" not in condition:
        return f" {condition}"
    return "".join(f"\n  {line}" for line in condition.splitlines())


NOTION = Gesture("notion", (ChoiceStep("notion", _notions),), _fields, _draft, in_folder("notions/"))
