"""Checks of what a parameter file names, against the law: under the codes that the law itself is
told with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from api.rules.fact_values import Under
from engine.language.checks.typed_tests import KINDS
from engine.language.names import LawNames
from engine.model.fact import FactDefinition
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import choices, did_you_mean, quoted, short
from textfile.reader import Document

WHERE = "`qualif facts` les liste"


class NameChecks:
    """What one file may name: `facts` are those of the law, and of routing where a file reads them
    too.
    """

    def __init__(
        self, document: Document, law: LawNames, more_facts: Mapping[str, FactDefinition] | None = None
    ) -> None:
        self.document = document
        self.law = law
        self.facts = {**law.facts, **(more_facts or {})}

    def place(self, *path: str | int) -> Place:
        """The place of a key, or of an item."""
        return self.document.place(path)

    def fact(self, name: str, *path: str | int) -> Iterator[Diagnostic]:
        """A fact."""
        if self.law.is_missing(name, self.facts):
            hint = did_you_mean(name, self.facts, WHERE)
            yield Diagnostic("R201", self.place(*path), f"fait inconnu : `{short(name)}`", hint)

    def fact_items(self, names: Iterable[str], *path: str | int) -> Iterator[Diagnostic]:
        """Facts, in a list."""
        for i, name in enumerate(names):
            yield from self.fact(name, *path, i)

    def values(self, values: Mapping[str, Any], *path: str | int) -> Iterator[Diagnostic]:
        """Facts, each with the values of which one is enough; None and « any » are all of them."""
        for name, condition in values.items():
            yield from self.fact(name, *path, name)
            if name in self.facts and condition is not None and condition != "any":
                yield from self._condition(self.facts[name], condition, *path, name)

    def _condition(self, fact: FactDefinition, condition: Any, *path: str | int) -> Iterator[Diagnostic]:
        numbered = fact.type == "integer"
        if isinstance(condition, Under) is not numbered:
            how = "écrire `{under: …}`" if numbered else "écrire la liste de ses valeurs, ou `any`"
            yield Diagnostic("R202", self.place(*path), f"`{fact.id}` est {KINDS[fact.type]}", how)
            return
        for i, value in enumerate(() if numbered else condition):
            if not _fits(value, fact):
                hint = "écrire true ou false" if fact.type == "boolean" else f"valeurs : {choices(fact.values)}"
                hint = did_you_mean(str(value), fact.values, hint)
                message = f"`{fact.id}` ne peut pas valoir {quoted(value)}"
                yield Diagnostic("R203", self.place(*path, i), message, hint)

    def offences(self, names: Iterable[str], *path: str | int) -> Iterator[Diagnostic]:
        """Offences, in a list."""
        yield from self.items_of("infraction inconnue", names, self.law.offences, *path)

    def items_of(
        self, what: str, names: Iterable[str], known: Collection[str], *path: str | int, code: str = "R206"
    ) -> Iterator[Diagnostic]:
        """Names in a list, of which the known ones are given; what the law may hold without its
        being readable is left alone.
        """
        for i, name in enumerate(names):
            if self.law.is_missing(name, known):
                yield self.unknown(what, name, known, self.place(*path, i), code)

    def keys_of(
        self, what: str, names: Iterable[str], known: Collection[str], *path: str | int
    ) -> Iterator[Diagnostic]:
        """The same, of keys."""
        for name in names:
            if self.law.is_missing(name, known):
                yield self.unknown(what, name, known, self.place(*path, name), "R206")

    def unknown(self, what: str, name: str, known: Collection[str], at: Place, code: str) -> Diagnostic:
        """An unknown name."""
        return Diagnostic(code, at, f"{what} : `{short(name)}`", did_you_mean(name, known, _all_of(known)))

    def unique(self, ids: Iterable[str], key: str, *path: str | int) -> Iterator[Diagnostic]:
        """Identifiers of a list, each once."""
        first: dict[str, int] = {}
        for i, name in enumerate(ids):
            if name in first:
                related = ((self.place(*path, first[name], key), "première définition"),)
                message = f"identifiant `{short(name)}` défini deux fois"
                yield Diagnostic("R204", self.place(*path, i, key), message, "renommer l'un des deux", related)
            first.setdefault(name, i)


def _all_of(known: Collection[str]) -> str:
    return f"choisir parmi : {choices(sorted(known))}" if 0 < len(known) <= 12 else "corriger le nom, ou le définir"


def _fits(value: Any, fact: FactDefinition) -> bool:
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type in ("choice", "set"):
        return value in fact.values
    return isinstance(value, str)
