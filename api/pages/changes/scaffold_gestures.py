"""Gestures that add something to the law: a ground, a defence, an offence, a version. What they ask
for is written; what is left to fill in is marked in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast

from api.authoring import edits, scaffolds
from api.authoring.symbols import Symbol
from api.pages.changes.edit_gestures import version_options
from api.pages.changes.gesture_desk import (
    OFFENCE,
    ChoiceStep,
    Chosen,
    Gesture,
    GestureDesk,
    GestureDraft,
    GestureField,
    GestureForm,
    GestureRefused,
    TextDraft,
    options_by_kind,
    options_of,
    said_beside,
    versions_in,
)
from api.pages.law.offence_list import fold, theme_label
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from classifiers.text.folding import plain
from textfile.reader import Path_, read_bytes

_LISTS = ("choice", "set")
MAX_NAME = 60
"""Characters of a name made from a label."""
_NATURES = ("delit", "crime", "contravention")


def _confidences(desk: GestureDesk) -> tuple[Option, ...]:
    return tuple(Option(one, f"{one} · {desk.say.t(f'gesture.confidence.{one}')}") for one in ("T", "S", "M", "AV"))


def _source(desk: GestureDesk, *, required: bool = True) -> tuple[GestureField, ...]:
    return (
        GestureField("reference", required=required),
        GestureField("read_on", "date", required=required),
        GestureField("confidence", "choice", options=_confidences(desk), required=required),
    )


def _write_source(draft: TextDraft, path: str, at: Path_, form: GestureForm) -> None:
    """What was said of a source; what was not stays to fill in."""
    if form.said("reference"):
        draft.edit(path, "reference", edits.set_value, (*at, "reference"), form.said("reference"))
    if form.said("read_on"):
        day = date.fromisoformat(form.said("read_on"))
        draft.edit(path, "read_on", edits.set_value, (*at, "verified_on"), day)
    if form.said("confidence"):
        draft.edit(path, "confidence", edits.set_value, (*at, "confidence"), form.said("confidence"))


def _last(draft: TextDraft, path: str, at: Path_) -> Path_:
    """The path of the last item of a list as drafted so far."""
    return (*at, len(read_bytes(draft.text(path).encode(), path).at(at)) - 1)


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
        *(_source(desk, required=False) if notions else ()),
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
        last = _last(draft, notion.path, (*notion.at, "versions"))
        _write_source(draft, notion.path, (*last, "source"), form)
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


def name_of(label: str) -> str:
    """A name made from a label: small letters without accent, digits and underscores."""
    found = re.sub(r"[^a-z0-9]+", "_", plain(label, repair=False).text).strip("_")
    return found[:MAX_NAME].rstrip("_")


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
        draft.edit(path, beside, edits.set_value, (*_last(draft, path, ("cues",)), key, 0), one)


def _conditions(desk: GestureDesk) -> tuple[Option, ...]:
    """Facts that are yes or no, and notions: what a clause may ask alone."""
    facts = (one for one in desk.symbols("fact", "facts/") if desk.content_of(one).get("type") == "boolean")
    found = (
        ("fact", options_of(tuple(facts), "fact:")),
        ("notion", options_of(desk.symbols("notion", "notions/"), "notion:")),
    )
    return options_by_kind(desk.say, found)


def _defence_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    return (
        GestureField("name"),
        GestureField("fr"),
        GestureField("en", required=False),
        GestureField("article"),
        GestureField("condition", "choice", options=_conditions(desk), required=False),
        GestureField("said_fr", "area", required=False),
        GestureField("said_en", "area", required=False),
        GestureField("confidence", "choice", options=_confidences(desk)),
        GestureField("version", required=False),
        GestureField("start", "date", required=False),
    )


def _defence(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    path = desk.offence_path(chosen[0])
    start = date.fromisoformat(form.said("start")) if form.said("start") else None
    version = form.said("version") or None
    draft = TextDraft(desk.tree)
    with said_beside("name" if (version is None) is (start is None) else "start"):
        workspace = desk.language.workspace
        draft.add(scaffolds.scaffold_defence(workspace, desk.tree, chosen[0], form.said("name"), version, start))
    at: Path_ = ("defences", form.said("name"))
    label: Path_ = (*at, "label")
    draft.edit(path, "fr", edits.set_bilingual, label, form.said("fr"), form.said("en"))
    draft.edit(path, "article", edits.set_value, (*at, "article"), form.said("article"))
    draft.edit(path, "confidence", edits.set_value, (*at, "confidence"), form.said("confidence"))
    if form.said("said_fr"):
        said: Path_ = (*at, "if_established")
        draft.edit(path, "said_fr", edits.set_bilingual, said, form.said("said_fr"), form.said("said_en"))
    if form.said("condition"):
        kind, _, name = form.said("condition").partition(":")
        asked = cast(Literal["fact", "notion"], kind)
        draft.edit(path, "condition", edits.set_condition, at, asked, name)
    return draft.draft()


def _offence_fields(desk: GestureDesk, _: Chosen) -> tuple[GestureField, ...]:
    themes = [(one.name, theme_label(one.name, desk.say)) for one in desk.symbols("theme", "offences/")]
    listed = (Option(name, f"{label} ({name})") for name, label in themes)
    natures = tuple(Option(one, desk.say.t(f"nature.{one}")) for one in _NATURES)
    return (
        GestureField("name"),
        GestureField("theme", "choice", options=tuple(sorted(listed, key=lambda one: fold(one.label)))),
        GestureField("like", "choice", options=desk.offences(), required=False),
        GestureField("title_fr"),
        GestureField("title_en", required=False),
        GestureField("fr"),
        GestureField("en", required=False),
        GestureField("citation"),
        GestureField("nature", "choice", options=natures),
    )


def _offence(desk: GestureDesk, _: Chosen, form: GestureForm) -> GestureDraft:
    draft, name, theme = TextDraft(desk.tree), form.said("name"), form.said("theme")
    with said_beside("name"):
        workspace = desk.language.workspace
        draft.add(scaffolds.scaffold_offence(workspace, desk.tree, name, theme, form.said("like") or None))
    path = f"offences/{theme}/{name}/offence.yaml"
    for key, french, english in (("title", "title_fr", "title_en"), ("short", "fr", "en")):
        draft.edit(path, french, edits.set_bilingual, (key,), form.said(french), form.said(english))
    draft.edit(path, "citation", edits.set_value, ("citation",), form.said("citation"))
    draft.edit(path, "nature", edits.set_value, ("nature",), form.said("nature"))
    return draft.draft()


def _version_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    return (
        GestureField("name"),
        GestureField("start", "date"),
        GestureField("like", "choice", options=version_options(desk, chosen[0]), required=False),
        GestureField("law"),
        GestureField("fr", "area"),
        GestureField("en", "area", required=False),
        *_source(desk),
    )


def _version(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    path, start = desk.offence_path(chosen[0]), date.fromisoformat(form.said("start"))
    draft = TextDraft(desk.tree)
    with said_beside("name"):
        workspace = desk.language.workspace
        draft.add(
            scaffolds.scaffold_version(
                workspace, desk.tree, chosen[0], form.said("name"), start, form.said("like") or None
            )
        )
    at = _last(draft, path, ("versions",))
    change: Path_ = (*at, "change")
    draft.edit(path, "law", edits.set_value, (*at, "law"), form.said("law"))
    draft.edit(path, "fr", edits.set_bilingual, change, form.said("fr"), form.said("en"))
    _write_source(draft, path, (*at, "source"), form)
    return draft.draft()


GROUND = Gesture("critere", (ChoiceStep("fact", _lists),), _ground_fields, _ground)
DEFENCE = Gesture("defense", (OFFENCE,), _defence_fields, _defence, "{}")
NEW_OFFENCE = Gesture("infraction", (), _offence_fields, _offence)
NEW_VERSION = Gesture("version", (OFFENCE,), _version_fields, _version, "{}")
