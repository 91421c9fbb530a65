"""Gestures that change one thing where it stands: a penalty, a date, a text, a word of a lexicon, a
deadline, a sentence of a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, cast

from api.authoring import edits
from api.authoring.edits import DateKey, EditRefused, PenaltyKey, Unit
from api.authoring.symbols import Symbol, SymbolKind, french
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
    in_folder,
    offence_file,
    options_by_kind,
    options_of,
    versions_in,
)
from api.pages.shell.parts import Option
from api.rules.tree import blob_digest
from classifiers.text.folding import plain
from engine.analysis.drafting.editor import has
from textfile.reader import Path_

_PENALTY: tuple[tuple[PenaltyKey, str], ...] = (
    ("prison_months", "prison"), ("fine_euros", "fine"), ("contravention_class", "contravention"),
)  # fmt: skip
_TEXTS: Mapping[str, tuple[SymbolKind, str]] = {
    "offence": ("offence", "offences/"),
    "fact": ("fact", "facts/"),
    "notion": ("notion", "notions/"),
}
"""What has texts to change: by its name in a choice, the kind of symbol and its folder."""
_UNITS: tuple[Unit, ...] = ("hours", "days")
_PRIORITIES = "parameters/priorites.yaml"
_MARKUP = re.compile(r"<[^>]*>|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SHOWN = 4
"""Words of a class that its choice shows."""
_WORDS = re.compile(r"[^\W\d_]{2,}")


def versions_of(desk: GestureDesk, offence: str) -> tuple[Mapping[str, Any], ...]:
    """The versions of an offence, as its file writes them."""
    return versions_in(desk.document(desk.offence_path(offence)).data)


def version_options(desk: GestureDesk, offence: str, *, void: bool = True) -> tuple[Option, ...]:
    """The versions of an offence, the last one first; those that punish nothing are left out on
    demand.
    """
    named = (one for one in reversed(versions_of(desk, offence)) if "id" in one)
    found = (one for one in named if void or one.get("void") is None)
    return tuple(
        Option(one["id"], f"{one['id']} : {one.get('from', '…')} – {one.get('until') or '…'}", "fr") for one in found
    )


def _penalty_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    offence, version = chosen
    try:
        now = edits.penalty_of(desk.tree.text(desk.offence_path(offence)), version)
    except EditRefused:
        now = {}
    return tuple(GestureField(name, "number", str(now.get(key, "")), required=False) for key, name in _PENALTY)


def _penalty(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    """The penalty, where the law says it and where its cases say it a second time."""
    offence, version = chosen
    path = desk.offence_path(offence)
    cases = path.replace("offence.yaml", "cases.yaml")
    again: Path_ = ("consequences", "versions", version)
    draft = TextDraft(desk.tree)
    shown = {one.name: one.value for one in _penalty_fields(desk, chosen)}
    for key, name in _PENALTY:
        said = form.said(name)
        if said == shown[name]:
            continue
        if not said:
            raise GestureRefused(name, desk.say.t("gesture.penalty_stays"))
        draft.edit(path, name, edits.set_penalty, version, key, int(said))
        if cases in desk.tree.files and has(draft.text(cases), (*again, key)):
            draft.edit(cases, name, edits.set_value, (*again, key), int(said))
    return draft.draft()


def _date_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    which = tuple(Option(key, desk.say.t(f"gesture.which.{key}")) for key in ("from", "until", "verified_on"))
    return (GestureField("which", "choice", options=which), GestureField("day", "date", required=False))


def _date(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    """A day of a version, and the day on which the one beside it ends or starts."""
    offence, version = chosen
    path, versions = desk.offence_path(offence), versions_of(desk, offence)
    key, day = cast(DateKey, form.said("which")), date.fromisoformat(form.said("day")) if form.said("day") else None
    if day is None and key != "until":
        raise GestureRefused("day", desk.say.t("gesture.needed"))
    at = next(i for i, one in enumerate(versions) if one.get("id") == version)
    draft = TextDraft(desk.tree)
    place: Path_ = ("versions", at, "source") if key == "verified_on" else ("versions", at)
    draft.edit(path, "day", edits.set_date, place, key, day)
    beside = {"from": at - 1, "until": at + 1}.get(key, -1)
    if day is not None and 0 <= beside < len(versions):
        other: DateKey = "until" if key == "from" else "from"
        meets = day + timedelta(days=-1 if key == "from" else 1)
        if versions[beside].get(other) is not None:
            draft.edit(path, "day", edits.set_date, ("versions", beside), other, meets)
    return draft.draft()


def _things(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    """Offences, facts and notions, whose texts may be changed."""
    found = ((name, options_of(desk.symbols(kind, folder), f"{name}:")) for name, (kind, folder) in _TEXTS.items())
    return options_by_kind(desk.say, found)


def _texts(desk: GestureDesk, chosen: Chosen) -> dict[str, tuple[str, Path_, Mapping[str, str]]]:
    """Bilingual texts of the thing chosen, by their path in it: the file, the path, the text."""
    name, _, thing = chosen[0].partition(":")
    kind, folder = _TEXTS[name]
    symbol = desk.symbol(kind, folder, thing)
    above: Path_ = () if kind == "offence" else symbol.at
    return {
        ".".join(map(str, path)): (symbol.path, (*above, *path), text)
        for path, text in _bilingual(desk.content_of(symbol))
    }


def _file_of_texts(desk: GestureDesk, chosen: Chosen) -> Chosen:
    """The file of the thing whose texts are changed; none before it is chosen."""
    if not chosen:
        return ()
    name, _, thing = chosen[0].partition(":")
    return (desk.symbol(*_TEXTS[name], thing).path,)


def _bilingual(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Mapping[str, str]]]:
    if isinstance(data, dict) and isinstance(data.get("fr"), str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _bilingual(value, (*path, key))
    elif isinstance(data, tuple):
        for i, value in enumerate(data):
            yield from _bilingual(value, (*path, i))


def _text_options(desk: GestureDesk, chosen: Chosen) -> tuple[Option, ...]:
    return tuple(
        Option(name, f"{french(text)[:90]} ({name})", "fr") for name, (_, _, text) in _texts(desk, chosen).items()
    )


def _label_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    text = _texts(desk, chosen)[chosen[1]][2]
    return (
        GestureField("fr", "area", text["fr"]),
        GestureField("en", "area", str(text.get("en", "")), required=False),
    )


def _label(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    path, at, _ = _texts(desk, chosen)[chosen[1]]
    draft = TextDraft(desk.tree)
    draft.edit(path, "fr", edits.set_bilingual, at, form.said("fr"), form.said("en"))
    return draft.draft()


def _lexicons(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    """Lexicons that have classes of words, by what they are about."""
    paths = dict.fromkeys(one.path for one in desk.symbols("word_class", "lexicons/"))
    return tuple(Option(path, f"{desk.document(path).data.get('about', path)} ({path})", "fr") for path in paths)


def _word_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    classes = tuple(
        Option(name, f"{name} : {', '.join([*dict.fromkeys(_words_in(items))][:_SHOWN])}", "fr")
        for name, items in sorted(_word_classes(desk, chosen[0]).items())
    )
    return (
        GestureField("word"),
        GestureField("like_word", required=False),
        GestureField("word_class", "choice", options=classes, required=False),
    )


def _word_classes(desk: GestureDesk, path: str) -> Mapping[str, Any]:
    """The classes of words of a lexicon, by name."""
    data = desk.document(path).data
    found = data.get("words") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _words_in(items: Any) -> Iterator[str]:
    """The words of a class, and the stems that its patterns write."""
    for item in items if isinstance(items, tuple) else (items,):
        yield from _WORDS.findall(str(item))


def _class_like(desk: GestureDesk, path: str, word: str) -> str:
    """The class that has a word already, whatever its capitals, its accents or its final s.

    Raises:
        GestureRefused: no word was said, no class has it, or several do.
    """
    folded = plain(word, repair=False).text
    ways = {folded, folded.removesuffix("s")} - {""}
    found = [name for name, items in _word_classes(desk, path).items() if not ways.isdisjoint(_words_in(items))]
    if len(found) != 1:
        key = "gesture.like_many" if found else "gesture.like_none" if word else "gesture.like_or_class"
        raise GestureRefused("like_word", desk.say.t(key, classes=", ".join(found)))
    return found[0]


def _word(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    draft = TextDraft(desk.tree)
    name = form.said("word_class") or _class_like(desk, chosen[0], form.said("like_word"))
    draft.edit(chosen[0], "word", edits.add_word, name, form.said("word"))
    return draft.draft()


def _rules(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    return options_of(tuple(one for one in desk.symbols("route", "routing/") if [*_deadlines(desk, one)]))


def _deadlines(desk: GestureDesk, rule: Symbol) -> Iterator[tuple[int, Unit, int, Any]]:
    """Versions of a rule of routing that have a deadline: place, unit, count, first day."""
    for i, one in enumerate(versions_in(desk.content_of(rule))):
        deadline = one.get("deadline")
        counts = deadline if isinstance(deadline, dict) else {}
        for unit in _UNITS:
            if isinstance(count := counts.get(unit), int):
                yield i, unit, count, one.get("from", "…")


def _deadline_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    found = [*_deadlines(desk, desk.symbol("route", "routing/", chosen[0]))][::-1]
    say = desk.say
    versions = tuple(
        Option(str(i), say.t("gesture.deadline_since", day=str(day), time=say.t(f"gesture.unit.{unit}", n=count)))
        for i, unit, count, day in found
    )
    return (
        GestureField("version", "choice", options=versions),
        GestureField("count", "number", str(found[0][2]) if found else ""),
    )


def _deadline(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    rule, version = desk.symbol("route", "routing/", chosen[0]), int(form.said("version"))
    unit = next(unit for i, unit, _, _ in _deadlines(desk, rule) if i == version)
    draft = TextDraft(desk.tree)
    draft.edit(rule.path, "count", edits.set_deadline, rule.name, version, unit, int(form.said("count")))
    return draft.draft()


def _priorities(desk: GestureDesk) -> tuple[tuple[int, str, str], ...]:
    """Rules of the order of the queue that have a name: the rank of each in the file, its name, its
    label.
    """
    found = desk.document(_PRIORITIES).data if _PRIORITIES in desk.tree.files else None
    listed = found.get("priorities") if isinstance(found, dict) else None
    ranked = enumerate(listed if isinstance(listed, tuple) else (), 1)
    return tuple(
        (rank, one["id"], french(one.get("label")) or one["id"])
        for rank, one in ranked
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    )


def _priority_options(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    return tuple(Option(name, f"{rank}. {label}", "fr") for rank, name, label in _priorities(desk))


def _priority_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    by_name = {name: rank for rank, name, _ in _priorities(desk)}
    ranks = tuple(Option(str(rank), str(rank)) for rank in sorted(by_name.values()))
    return (GestureField("count", "choice", str(by_name[chosen[0]]), ranks), GestureField("word", required=False))


def _priority(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    draft = TextDraft(desk.tree)
    shown = _priority_fields(desk, chosen)[0].value
    if form.said("count") != shown:
        draft.edit(_PRIORITIES, "count", edits.move_priority, chosen[0], int(form.said("count")) - 1)
    if form.said("word"):
        draft.edit(_PRIORITIES, "word", edits.add_category, chosen[0], form.said("word"))
    return draft.draft()


def _templates(desk: GestureDesk, _: Chosen) -> tuple[Option, ...]:
    return tuple(Option(one.path, one.name) for one in desk.symbols("template", "notices/templates/"))


def _sentences(desk: GestureDesk, chosen: Chosen) -> dict[str, str]:
    """Sentences of a template that stand in it once, each by the start of its digest."""
    text = desk.tree.text(chosen[0])
    found = (" ".join(part.split()) for part in _MARKUP.split(text))
    return {
        blob_digest(part.encode())[:16]: part
        for part in found
        if _WORDS.search(re.sub(r"\{\{.*?\}\}", "", part)) and text.count(part) == 1
    }


def _sentence_options(desk: GestureDesk, chosen: Chosen) -> tuple[Option, ...]:
    lang = "en" if ".en." in chosen[0] else "fr"
    return tuple(Option(key, sentence[:120], lang) for key, sentence in _sentences(desk, chosen).items())


def _sentence_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    return (GestureField("after", "area", _sentences(desk, chosen)[chosen[1]]),)


def _sentence(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    before = _sentences(desk, chosen)[chosen[1]]
    draft = TextDraft(desk.tree)
    draft.edit(chosen[0], "after", edits.set_sentence, before, form.said("after"))
    draft.remarks.append(
        "notices/manifest.yaml : une rédaction qui change est une nouvelle ligne, l'ancienne est close"
    )
    return draft.draft()


PENALTY = Gesture(
    "peine",
    (OFFENCE, ChoiceStep("version", lambda desk, chosen: version_options(desk, chosen[0], void=False))),
    _penalty_fields,
    _penalty,
    offence_file,
    "{}",
)
DATE = Gesture(
    "date",
    (OFFENCE, ChoiceStep("version", lambda desk, chosen: version_options(desk, chosen[0]))),
    _date_fields,
    _date,
    offence_file,
    "{}",
)
LABEL = Gesture(
    "libelle",
    (ChoiceStep("thing", _things), ChoiceStep("text", _text_options)),
    _label_fields,
    _label,
    _file_of_texts,
    "offence:{}",
)
WORD = Gesture("mot", (ChoiceStep("lexicon", _lexicons),), _word_fields, _word, in_folder("lexicons/"))
DEADLINE = Gesture("delai", (ChoiceStep("rule", _rules),), _deadline_fields, _deadline, in_folder("routing/"))
PRIORITY = Gesture(
    "priorite", (ChoiceStep("priority", _priority_options),), _priority_fields, _priority, in_folder(_PRIORITIES)
)
SENTENCE = Gesture(
    "phrase",
    (ChoiceStep("template", _templates), ChoiceStep("sentence", _sentence_options)),
    _sentence_fields,
    _sentence,
    in_folder("notices/"),
)
