"""Simple forms: each makes one edit in the text of a file, and leaves its comments and its layout
as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Literal

from engine.analysis.drafting.editor import (
    Missing,
    ScalarValue,
    has,
    with_item,
    with_item_moved,
    with_key,
    with_line_after,
    with_value,
    without,
    written,
)
from textfile.reader import Document, Path_, Unreadable, read_bytes
from textfile.schema import dotted
from textfile.text import Language

DateKey = Literal["from", "until", "verified_on"]
PenaltyKey = Literal["prison_months", "fine_euros", "life", "contravention_class"]
Unit = Literal["hours", "days"]
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", re.S)


class EditRefused(ValueError):
    """An edit that cannot be made without changing anything else; says in French why, and what to
    do.
    """


def set_value(text: str, path: Path_, value: ScalarValue) -> str:
    """Writes a value where one stands already.

    Raises:
        EditRefused: nothing, a list or keys stand there, or the file cannot be read.
    """
    return _edited(text, lambda: with_value(text, path, value), path)


def set_date(text: str, path: Path_, key: DateKey, day: date | None) -> str:
    """Writes a day of what stands at a path; an end that is not written goes below the start, None
    takes it away.

    Raises:
        EditRefused: as `set_value`.
    """
    at = (*path, key)
    if day is None:
        return _edited(text, lambda: without(text, at), at)
    if has(text, at):
        return set_value(text, at, day)
    if _is_on_one_line(text, path) or key != "until":
        return _edited(text, lambda: with_key(text, path, key, str(day)), at)
    return _edited(text, lambda: with_line_after(text, (*path, "from"), f"{key}: {day}"), at)


def set_penalty(text: str, version: str, key: PenaltyKey, value: int | bool) -> str:
    """Writes one part of the penalty of a version of an offence: where it stands, or, where the
    version takes it from another, the whole of it as what differs.

    Raises:
        EditRefused: as `set_value`, or no version says the penalty.
    """
    at = _item_path(text, "versions", version)
    for penalty in ((*at, "penalty"), (*at, "but", "penalty")):
        if has(text, penalty):
            return _set_or_add(text, penalty, key, value)
    whole = {**_inherited_penalty(_items(text, ("versions",)), version), key: value}
    shown = "{" + ", ".join(f"{name}: {written(part)}" for name, part in whole.items()) + "}"
    if _at(_data(text), (*at, "but")):
        return _edited(text, lambda: with_key(text, (*at, "but"), "penalty", shown), (*at, "but", "penalty"))
    if has(text, (*at, "but")):
        raise EditRefused(f"`but` est vide dans la version `{version}` ; l'ôter d'abord")
    return _edited(text, lambda: with_line_after(text, (*at, "as"), f"but: {{penalty: {shown}}}"), (*at, "but"))


def set_differing(text: str, version: Path_, key: str, value: str) -> str:
    """Writes what differs in a version that follows another one.

    Raises:
        EditRefused: as `set_value`.
    """
    at = (*version, "but")
    if has(text, at):
        return _set_or_add(text, at, key, value)
    return _edited(text, lambda: with_line_after(text, (*version, "as"), f"but: {{{key}: {written(value)}}}"), at)


def set_label(text: str, path: Path_, language: Language, words: str) -> str:
    """Writes one language of the bilingual text at a path, there or not.

    Raises:
        EditRefused: as `set_value`, or no words.
    """
    if not words.strip():
        raise EditRefused("le texte est vide ; y écrire quelque chose")
    return _set_or_add(text, path, language, words)


def set_bilingual(text: str, path: Path_, french: str, english: str) -> str:
    """Writes both languages of the text at a path; without English, takes the one there away: it is
    left to translate.

    Raises:
        EditRefused: as `set_label`.
    """
    after = set_label(text, path, "fr", french)
    if english.strip():
        return set_label(after, path, "en", english)
    at = (*path, "en")
    return _edited(after, lambda: without(after, at), at) if has(after, at) else after


def set_condition(text: str, path: Path_, condition: Mapping[str, str]) -> str:
    """Writes, for a clause that has an article, a condition of one row; what raises a defence is
    then said by that condition.

    Raises:
        EditRefused: as `set_value`.
    """
    for key in ("condition", "raised_by"):
        if has(text, (*path, key)):
            text = _edited(text, partial(without, text, (*path, key)), (*path, key))
    line = f"condition: {row_of(condition)}"
    return _edited(text, lambda: with_line_after(text, (*path, "article"), line), (*path, "condition"))


def set_row(text: str, path: Path_, key: str, row: Mapping[str, Any] | list[str]) -> str:
    """Writes a key of a mapping, there or not, as one row of values.

    Raises:
        EditRefused: as `set_value`.
    """
    at = (*path, key)
    if has(text, at):
        text = take_away(text, at)
    return _edited(text, lambda: with_key(text, path, key, row_value(row)), at)


def row_of(row: Mapping[str, Any]) -> str:
    """Values as one line of a file writes them: between braces, lists between brackets."""
    return "{" + ", ".join(f"{name}: {row_value(one)}" for name, one in row.items()) + "}"


def row_value(value: Any) -> str:
    """A value as such a line writes it."""
    if isinstance(value, Mapping):
        return row_of(value)
    return f"[{', '.join(map(row_value, value))}]" if isinstance(value, list | tuple) else written(value)


def take_away(text: str, path: Path_) -> str:
    """Takes away a key or an item of a list, and what is under it.

    Raises:
        EditRefused: as `set_value`, or it is the last one.
    """
    return _edited(text, lambda: without(text, path), path[:-1])


def add_item(text: str, path: Path_, item: str) -> str:
    """Adds an item, as the file writes it, to a list.

    Raises:
        EditRefused: as `set_value`.
    """
    return _edited(text, lambda: with_item(text, path, item), path)


def add_ground(text: str, fact: str, value: str, label: Mapping[Language, str]) -> str:
    """Adds a value to the list of a fact, with its label; an English that is not given is left to
    translate.

    Raises:
        EditRefused: as `set_value`, or the fact has the value already.
    """
    at = (*_item_path(text, "facts", fact), "values")
    if re.fullmatch(r"[a-z][a-z0-9_]*", value) is None:
        raise EditRefused(f"identifiant mal formé : `{value[:80]}` ; minuscules sans accent, chiffres et traits bas")
    if has(text, (*at, value)):
        raise EditRefused(f"`{fact}` a déjà la valeur `{value}` ; en choisir un autre nom")
    shown = ", ".join(f"{language}: {written(words, plain=False)}" for language, words in label.items())
    return _edited(text, lambda: with_key(text, at, value, f"{{{shown}}}"), (*at, value))


def add_word(text: str, name: str, word: str) -> str:
    """Adds a word, or a way to write one, to a class of a lexicon.

    Raises:
        EditRefused: as `set_value`, or the class has the word already.
    """
    at = ("words", name)
    _refuse_twice(text, at, word, f"la classe `{name}` a déjà ce mot")
    return _edited(text, lambda: with_item(text, at, written(word, plain=False)), at)


def set_deadline(text: str, rule: str, version: int, unit: Unit, count: int) -> str:
    """Writes the deadline of a version of a rule of routing, in the unit that it has.

    Raises:
        EditRefused: as `set_value`, or the deadline has another unit.
    """
    at: Path_ = (*_item_path(text, "rules", rule), "versions", version, "deadline")
    if not has(text, (*at, unit)):
        raise EditRefused("ce délai est écrit dans une autre unité, ou manque ; l'écrire dans le fichier")
    return set_value(text, (*at, unit), count)


def move_priority(text: str, rule: str, to: int) -> str:
    """Gives a rule of the order of the queue another rank, the first being 0.

    Raises:
        EditRefused: as `set_value`.
    """
    at, item = ("priorities",), _item_index(text, "priorities", rule)
    return _edited(text, lambda: with_item_moved(text, at, item, to), at)


def add_category(text: str, rule: str, category: str) -> str:
    """Adds a category of reporters to a rule of the order of the queue.

    Raises:
        EditRefused: as `set_value`, or the rule has it.
    """
    at = (*_item_path(text, "priorities", rule), "categories")
    _refuse_twice(text, at, category, f"`{rule}` a déjà la catégorie « {category} »")
    if not has(text, at):
        return _edited(text, lambda: with_key(text, at[:-1], "categories", f"[{written(category)}]"), at)
    return _edited(text, lambda: with_item(text, at, written(category)), at)


def set_sentence(text: str, before: str, after: str) -> str:
    """Replaces one sentence of a template of notices. What the template fills in or tests stays the
    same, in the same order.

    Raises:
        EditRefused: the sentence stands nowhere or twice, or fills in something else.
    """
    if not before.strip() or text.count(before) != 1:
        raise EditRefused("la phrase à changer n'est pas, une seule fois, dans le modèle ; la recopier entière")
    if _EXPRESSION.findall(before) != _EXPRESSION.findall(after):
        raise EditRefused("la phrase nouvelle doit garder les mêmes champs `{{ … }}` et les mêmes balises")
    if not after.strip() or any(sign in _EXPRESSION.sub("", after) for sign in "{}<>"):
        raise EditRefused("la phrase nouvelle est vide, ou porte un signe `{ } < >` ; écrire des mots")
    return text.replace(before, after)


def read_text(text: str) -> Any:
    """What a file, or a part of one, says.

    Raises:
        EditRefused: it cannot be read.
    """
    return _data(text)


def penalty_of(text: str, version: str) -> Mapping[str, Any]:
    """The penalty of a version of an offence, its own or the one that it takes from another.

    Raises:
        EditRefused: no version says it, or the file cannot be read.
    """
    return _inherited_penalty(_items(text, ("versions",)), version)


def _set_or_add(text: str, path: Path_, key: str, value: ScalarValue) -> str:
    at = (*path, key)
    if has(text, at):
        return set_value(text, at, value)
    shown = written(value, plain=not isinstance(value, str))
    return _edited(text, lambda: with_key(text, path, key, shown), at)


def _item_path(text: str, key: str, name: str) -> Path_:
    """The path of the item of a list that has this identifier."""
    return (key, _item_index(text, key, name))


def _item_index(text: str, key: str, name: str) -> int:
    """The rank of the item of a list that has this identifier."""
    for i, item in enumerate(_items(text, (key,))):
        if isinstance(item, dict) and item.get("id") == name:
            return i
    raise EditRefused(f"`{name[:80]}` n'est pas défini dans ce fichier")


def _refuse_twice(text: str, path: Path_, item: str, message: str) -> None:
    """Refuses an item that the list at a path has already."""
    if item in _items(text, path):
        raise EditRefused(message)


def _items(text: str, path: Path_) -> tuple[Any, ...]:
    """The items of the list at a path; none where no list stands."""
    found = _at(_data(text), path)
    return found if isinstance(found, tuple) else ()


def _inherited_penalty(versions: tuple[Any, ...], name: str) -> Mapping[str, Any]:
    """The penalty that a version takes, followed through the versions above it."""
    known = {one["id"]: one for one in versions if isinstance(one, dict) and isinstance(one.get("id"), str)}
    left = len(known)
    at = known.get(name)
    while at is not None and left:
        found = at.get("penalty") or _at(at, ("but", "penalty"))
        if isinstance(found, dict):
            return found
        after = at.get("as")
        at, left = known.get(after) if isinstance(after, str) else None, left - 1
    raise EditRefused(f"la version `{name}` n'a pas de peine ; l'écrire dans le fichier")


def _is_on_one_line(text: str, path: Path_) -> bool:
    """Whether the keys at a path stand on a line of their own list, between braces."""
    document = _read(text)
    place = document.value_place(path)
    lines = text.splitlines()
    return place.line <= len(lines) and lines[place.line - 1][place.column - 1 :].startswith("{")


def _edited(text: str, edit: Callable[[], str], path: Path_) -> str:
    """The edited text, once it says the same as before but at the path."""
    before = _data(text)
    try:
        new = edit()
    except Missing:
        raise EditRefused(f"rien à changer à `{dotted(path)[:200]}` ; l'écrire dans le fichier") from None
    after = _data(new)
    if _less(before, path) != _less(after, path):
        raise EditRefused(f"`{dotted(path)[:200]}` ne se change pas seul ; l'écrire dans le fichier")
    return new


def _read(text: str) -> Document:
    try:
        return read_bytes(text.encode("utf-8", "replace"), "fichier")
    except Unreadable as error:
        raise EditRefused(f"le fichier ne se lit pas : {error.diagnostic.message} ; le corriger d'abord") from error


def _data(text: str) -> Any:
    return _read(text).data


def _at(data: Any, path: Path_) -> Any:
    for part in path:
        if isinstance(data, dict):
            data = data.get(str(part))
        elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _less(data: Any, path: Path_) -> Any:
    """The data with nothing at a path."""
    if not path:
        return None
    first, *rest = path
    if isinstance(data, dict):
        kept = {key: value for key, value in data.items() if key != first or rest}
        return {key: _less(value, tuple(rest)) if key == first else value for key, value in kept.items()}
    if isinstance(data, tuple):
        return tuple(_less(item, tuple(rest)) if i == first else item for i, item in enumerate(data))
    return data
