"""Gesture that adds a value to a list, such as a protected ground: what it asks for is written;
what is left to fill in is marked in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from api.authoring import edits, scaffolds
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
    said_beside,
    versions_in,
)
from api.pages.changes.law_fields import last_of, name_of, source_fields, write_source
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from classifiers.text.folding import plain
from textfile.reader import Path_

_LISTS = ("choice", "set")


def _lists(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    """Facts whose value is one of a list."""
    facts = desk.symbols("fact", "facts/")
    return options_of(tuple(one for one in facts if desk.content_of(one).get("type") in _LISTS))


def _users(desk: GestureDesk, fact: str) -> tuple[Symbol, ...]:
    """Notions that compare a fact with a list in their last version."""
    return tuple(one for one in desk.symbols("notion", "notions/") if _lists_values(desk, one, fact))


def _lists_values(desk: GestureDesk, notion: Symbol, fact: str) -> bool:
    versions = versions_in(desk.content_of(notion))
    last = versions[-1].get("condition") if versions else None
    return any(
        part.get("fact") == fact and isinstance(part.get("includes_any", part.get("in")), tuple)
        for part in _mappings(last)
    )


def _mappings(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _mappings(value)
    elif isinstance(data, tuple):
        for value in data:
            yield from _mappings(value)


def _offences_by_notion(desk: GestureDesk) -> Mapping[str, tuple[str, ...]]:
    """The offences that each notion decides of, by what they are cited as: through a notion or a
    shared clause, too.
    """
    below = {one.name: _notions_in(desk.content_of(one)) for one in desk.symbols("notion", "notions/")}
    clauses = {one.name: _notions_in(desk.content_of(one)) for one in desk.symbols("clause", "clauses/")}
    found: dict[str, list[str]] = {}
    for offence in desk.symbols("offence", "offences/"):
        data = desk.content_of(offence)
        waiting = {*_notions_in(data)}.union(*(clauses.get(str(part.get("as")), ()) for part in _mappings(data)))
        seen: set[str] = set()
        while waiting:
            seen.add(name := waiting.pop())
            found.setdefault(name, []).append(str(data.get("citation", offence.name)))
            waiting |= {*below.get(name, ())} - seen
    return {name: tuple(citations) for name, citations in found.items()}


def _notions_in(data: Any) -> frozenset[str]:
    return frozenset(str(part["notion"]) for part in _mappings(data) if "notion" in part)


def _ground_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    values = tuple(one for one in desk.symbols("value", "facts/") if one.owner == chosen[0])
    users = _users(desk, chosen[0])
    offences = _offences_by_notion(desk) if users else {}
    notions = tuple(
        replace(one, label=f"{one.label} : {', '.join(offences[one.value])}") if one.value in offences else one
        for one in options_of(users)
    )
    return (
        GestureField("fr"),
        GestureField("en", required=False),
        GestureField("name", required=False),
        GestureField("like", "choice", options=options_of(values)),
        GestureField("start", "date"),
        *((GestureField("notions", "checks", options=notions, required=False),) if notions else ()),
        *(source_fields(desk, required=False) if notions else ()),
        GestureField("words", "area", required=False),
        GestureField("hit", required=False),
        GestureField("miss", required=False),
    )


def _ground(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    fact = desk.symbol("fact", "facts/", chosen[0])
    value = form.said("name") or name_of(form.said("fr"))
    asked = scaffolds.GroundScaffold(
        value, form.said("like"), date.fromisoformat(form.said("start")), fact.name, tuple(form.notions)
    )
    draft = TextDraft(desk.tree)
    with said_beside("name"):
        draft.add(scaffolds.scaffold_ground(desk.language.workspace, desk.tree, asked))
    at: Path_ = (*fact.at, "values", value)
    draft.edit(fact.path, "fr", edits.set_bilingual, at, form.said("fr"), form.said("en"))
    _write_cue(draft, f"{fact.name}-{value}".replace("_", "-"), "|".join(_words(form, desk.say)), form, desk.say)
    for notion in (one for one in _users(desk, fact.name) if one.name in form.notions):
        last = last_of(draft, notion.path, (*notion.at, "versions"))
        write_source(draft, notion.path, (*last, "source"), form)
        draft.remarks.append(f"{notion.path} : le libellé de `{notion.name}` nomme peut-être les valeurs ; le relire")
    return draft.draft()


def _words(form: GestureForm, say: Say) -> tuple[str, ...]:
    """The words asked for, as patterns of lexicons write them: without capital nor accent.

    Raises:
        GestureRefused: one is no word.
    """
    found = tuple(" ".join(plain(one, repair=False).text.split()) for one in form.said("words").split(","))
    if any(re.fullmatch(r"[a-z0-9' -]*", one) is None for one in found):
        raise GestureRefused("words", say.t("gesture.words"))
    return tuple(one for one in found if one)


def _write_cue(draft: TextDraft, cue: str, words: str, form: GestureForm, say: Say) -> None:
    """The words and the sentences of the cue drafted; what was not said stays to fill in.

    Raises:
        GestureRefused: some were said, and no lexicon reads the value that this one is like.
    """
    said = (("words", "patterns", words), ("hit", "hits", form.said("hit")), ("miss", "misses", form.said("miss")))
    written = [(beside, key, one) for beside, key, one in said if one]
    path = next(
        (one for one, text in draft.texts.items() if one.startswith("lexicons/") and f"id: {cue}\n" in text), ""
    )
    if written and not path:
        raise GestureRefused(written[0][0], say.t("gesture.no_lexicon"))
    for beside, key, one in written:
        draft.edit(path, beside, edits.set_value, (*last_of(draft, path, ("cues",)), key, 0), one)


GROUND = Gesture("critere", (ChoiceStep("fact", _lists),), _ground_fields, _ground, in_folder("facts/"))
