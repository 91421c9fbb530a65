"""Opt-outs from warnings, each with its reason, that any file of a rules folder may hold under
`allow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field

from textfile.codes import CODES
from textfile.diagnostics import Diagnostic
from textfile.quoting import did_you_mean, short
from textfile.reader import Document
from textfile.schema import validate
from textfile.text import Frozen

KEY = "allow"
OPT_OUTS = "parameters/analyse.yaml"
"""The file of what an analysis may leave, which speaks of the whole folder."""


class Allowance(Frozen):
    """An opt-out: the code of a warning, what it is told of in the file (anything, without `on`),
    and why it stands.
    """

    code: str
    on: str | None = None
    reason: str = Field(min_length=1)


class _Allowing(Frozen):
    allow: tuple[Allowance, ...] = Field(min_length=1)


def rules_of(data: Any) -> Any:
    """The data of a file without its opt-outs, which are no rules: no digest covers them."""
    return {key: value for key, value in data.items() if key != KEY} if isinstance(data, dict) else data


def rules_text(document: Document) -> str:
    """The text of a file without the lines of its opt-outs, for digests of texts."""
    if not isinstance(document.data, dict) or KEY not in document.data:
        return document.text
    lines = document.text.splitlines(keepends=True)
    start = document.place((KEY,)).line
    ends = (document.place((key,)).line for key in document.data)
    end = min((line for line in ends if line > start), default=len(lines) + 1)
    return "".join([*lines[: start - 1], *lines[end - 1 :]])


def without_allowances(document: Document) -> tuple[Any, list[Diagnostic]]:
    """The data of a file without its opt-outs, and what is wrong in these."""
    if not isinstance(document.data, dict) or KEY not in document.data:
        return document.data, []
    read, faults = _read(document)
    for i, allowance in enumerate(read):
        entry = CODES.get(allowance.code)
        if entry is None or not entry.warning:
            hint = did_you_mean(allowance.code, [code for code, one in CODES.items() if one.warning], "")
            place = document.value_place((KEY, i, "code"))
            what = "une faute ne se permet pas" if entry is not None else "code inconnu"
            hint = "la corriger" if entry is not None else hint or "écrire le code d'un avertissement"
            faults.append(Diagnostic("R104", place, f"`{short(allowance.code)}` : {what}", hint))
    return rules_of(document.data), faults


def settle(faults: Iterable[Diagnostic], documents: Mapping[str, Document], *, whole: bool) -> Iterator[Diagnostic]:
    """The diagnostics that no file opts out of; of the `whole` folder, also the opt-outs that serve
    nothing.
    """
    allowed = {file: dict.fromkeys(_read(document)[0], False) for file, document in documents.items()}
    for fault in faults:
        here = allowed.get(fault.place.file, {}) if fault.warning else {}
        names = _names(documents[fault.place.file], fault) if here else frozenset()
        matching = [one for one in here if one.code == fault.code and (one.on is None or one.on in names)]
        here.update(dict.fromkeys(matching, True))
        if not matching:
            yield fault
    if whole:
        for file, here in allowed.items():
            for i, (allowance, useful) in enumerate(here.items()):
                if not useful:
                    on = f" sur `{short(allowance.on)}`" if allowance.on is not None else ""
                    message = f"dispense de `{short(allowance.code)}`{on} qui ne sert à rien"
                    yield Diagnostic("R803", documents[file].place((KEY, i)), message, "l'ôter")


def _read(document: Document) -> tuple[tuple[Allowance, ...], list[Diagnostic]]:
    if not isinstance(document.data, dict) or KEY not in document.data:
        return (), []
    value, faults = validate(_Allowing, document, {KEY: document.data[KEY]})
    return (value.allow if value is not None else ()), faults


def _names(document: Document, fault: Diagnostic) -> frozenset[str]:
    """What a diagnostic may be said to be about: the keys that lead to its place, and the `id` of
    each item on the way.
    """
    path = document.path_at(fault.place)
    names = {part for part in path if isinstance(part, str)}
    for data in document.along(path):
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            names.add(data["id"])
    return frozenset(names)
