"""Navigation in a tree of rules: what the name under the cursor is, where it is defined, and where
it is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from api.authoring.cursor import Cursor, cursor_at, is_key_at, word_at
from api.authoring.symbol_places import FACT_KEYS, NAMED_BY_KEY, VALUE_KEYS, is_of_routing, last_keys, offence_of
from api.authoring.symbols import Symbol, SymbolIndex, SymbolKind, SymbolTable, french, symbols_of
from api.authoring.words import KEYS, VALUES
from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree, path_in_tree
from engine.analysis.mentions import Mention, Query, mentions
from engine.explanation.law_in_words import say_condition
from engine.language.conditions import parse_condition
from engine.language.schema import FactsFile, NotionsFile
from engine.language.sharing import KINDS
from engine.model.ruleset import Ruleset
from textfile.reader import Unreadable

_ORDER: tuple[SymbolKind, ...] = (
    "fact", "notion", "clause", "limitation", "version", "offence", "out_of_field", "word_class", "cue",
    "route", "contact", "family", "danger", "template", "theme", "value",
)  # fmt: skip
_KINDS: dict[SymbolKind, str] = {
    "fact": "fait", "value": "valeur", "notion": "notion", "limitation": "régime de prescription",
    "offence": "infraction", "clause": "clause", "version": "rédaction", "out_of_field": "règle hors champ",
    "word_class": "classe de mots", "cue": "indice", "contact": "contact", "family": "famille",
    "route": "règle de routage", "danger": "danger", "template": "modèle", "theme": "thème",
}  # fmt: skip
MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class Hover:
    """Hover of a name: what it is, in French lines, and the symbol, where it is one."""

    name: str
    lines: tuple[str, ...]
    symbol: Symbol | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference to a name: what the place is for, the file, the line and the column, and inside
    what.
    """

    group: str
    path: str
    line: int
    column: int
    within: str


class Navigator:
    """Navigator of trees, through a workspace and its symbols."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.index = SymbolIndex(workspace.memory)

    def definition(self, tree: RulesTree, path: str, text: str, line: int, column: int) -> Symbol | None:
        """The symbol that the word under the cursor names; None where it names none."""
        table = self.index.table(tree)
        name = word_at(text, line, column)
        own = self._own(path, text)
        here = list(_candidates(own, name)) if own is not None else []
        if name in KEYS and is_key_at(text, line, column) and all(one.line != line for one in here):
            return None
        cursor = cursor_at(text, line, column)
        found = [*here, *(one for one in _candidates(table, name) if own is None or one.path != path)]
        wanted = _wanted(cursor, path)
        owner = _owner(cursor, path)
        ranked = sorted(
            dict.fromkeys(found),
            key=lambda one: (
                one.kind != wanted,
                one.owner not in ("", owner),
                one.path != path,
                is_of_routing(one.path) is not is_of_routing(path),
                _ORDER.index(one.kind),
            ),
        )
        return ranked[0] if ranked else None

    def hover(self, tree: RulesTree, path: str, text: str, line: int, column: int) -> Hover | None:
        """What the word under the cursor is: a symbol, else a word of the language of rules."""
        name = word_at(text, line, column)
        symbol = self.definition(tree, path, text, line, column)
        if symbol is None:
            first, second = (KEYS, VALUES) if is_key_at(text, line, column) else (VALUES, KEYS)
            said = first.get(name, second.get(name))
            return Hover(name, (said,), None) if said is not None else None
        lines = [f"{_KINDS[symbol.kind]} `{symbol.name}`" + (f" de `{symbol.owner}`" if symbol.owner else "")]
        lines += [symbol.label] if symbol.label else []
        lines += self._details(tree, symbol, path, text)
        return Hover(name, tuple(line for line in lines if line)[:MAX_LINES], symbol)

    def references(self, tree: RulesTree, name: str) -> tuple[Reference, ...]:
        """Every place that names something (`fact=value`: one value of a fact), as `qualif rules
        where` says them.

        Raises:
            OSError: the disk refuses.
        """
        with self._workspace.checkout(tree) as checkout:
            found, _ = mentions(checkout.root, Query.of(name), checkout.reader)
        return tuple(_reference(mention) for mention in found)

    def _own(self, path: str, text: str) -> SymbolTable | None:
        """The symbols of the buffer itself; None where it cannot be read."""
        if not path.endswith(".yaml"):
            return None
        try:
            document = self._workspace.memory.file(path, text.encode("utf-8", "replace"))
        except Unreadable:
            return None
        own = tuple(symbols_of(document, path))
        by_name: dict[tuple[SymbolKind, str], tuple[Symbol, ...]] = {}
        for one in own:
            by_name[one.kind, one.name] = (*by_name.get((one.kind, one.name), ()), one)
        return SymbolTable(by_name, {})

    def _details(self, tree: RulesTree, symbol: Symbol, path: str, text: str) -> Iterator[str]:
        raw = text.encode("utf-8", "replace") if symbol.path == path else tree.files.get(symbol.path, b"")
        try:
            document = self._workspace.memory.file(symbol.path, raw)
        except Unreadable:
            return
        data = document.at(symbol.at if symbol.kind != "offence" else ())
        if not isinstance(data, dict):
            return
        yield french(data.get("question"))
        yield from [f"valeurs : {', '.join(data['values'])}"] if isinstance(data.get("values"), dict) else []
        for key in ("article", "citation", "number"):
            yield from [str(data[key])] if isinstance(data.get(key), str) else []
        versions = data.get("versions")
        last = [one for one in versions[-4:] if isinstance(one, dict)] if isinstance(versions, tuple) else []
        vocabulary = self._vocabulary(tree)
        if "condition" in data:
            yield _sentence(data["condition"], vocabulary)
        for version in last:
            said = _sentence(version["condition"], vocabulary) if "condition" in version else _in_short(version)
            yield f"du {version.get('from', '…')} au {version.get('until', '…')} : {said}"

    def _vocabulary(self, tree: RulesTree) -> Ruleset:
        facts, notions = {}, {}
        for path, data in tree.files.items():
            parts = PurePosixPath(path).parts
            if parts[-2:-1] not in (("facts",), ("notions",)) or not path.endswith(".yaml"):
                continue
            try:
                document = self._workspace.memory.file(path, data)
            except Unreadable:
                continue
            if parts[-2] == "facts":
                listed = self._workspace.memory.shape(FactsFile, document)[0]
                facts.update({fact.id: fact for fact in (listed.facts if listed is not None else ())})
            else:
                shaped = self._workspace.memory.shape(NotionsFile, document)[0]
                notions.update({notion.id: notion for notion in (shaped.notions if shaped is not None else ())})
        return Ruleset(facts, notions, {}, {}, {}, "")


def _candidates(table: SymbolTable, name: str) -> Iterator[Symbol]:
    for kind in _ORDER:
        yield from table.by_name.get((kind, name), ())


def _wanted(cursor: Cursor, path: str) -> SymbolKind | None:
    """The kind of symbol that the place under the cursor names."""
    above, last = last_keys(cursor.path)
    if last in VALUE_KEYS or (cursor.mode == "value" and above in FACT_KEYS):
        return "value"
    if last == "with":
        return "cue" if path.startswith("lexicons/") else "offence"
    if last == "as":
        return "version" if "versions" in cursor.path else "clause"
    if last in FACT_KEYS:
        return "fact"
    return "clause" if last in KINDS else NAMED_BY_KEY.get(last)


def _owner(cursor: Cursor, path: str) -> str:
    """What encloses the symbol that is named: the fact compared, else the offence of the file."""
    above, last = last_keys(cursor.path)
    if last in VALUE_KEYS:
        return cursor.beside.get("fact", "")
    return last if above in FACT_KEYS else offence_of(path)


def _sentence(condition: Any, vocabulary: Ruleset) -> str:
    """A condition in words; empty when it is not one, or names what nothing defines."""
    parsed = parse_condition(condition, (), lambda *_: None)
    if parsed is None:
        return ""
    try:
        return say_condition(parsed, vocabulary, "fr")
    except KeyError:
        return ""


def _in_short(version: dict[str, Any]) -> str:
    """What names a wording that has no condition: its delay, else its identifier."""
    delay = version.get("delay")
    if not isinstance(delay, dict):
        return str(version.get("id", ""))
    if delay.get("never") is True:
        return "imprescriptible"
    words = {"years": "an(s)", "months": "mois"}
    return " ".join(f"{count} {words.get(unit, unit)}" for unit, count in delay.items())


def _reference(mention: Mention) -> Reference:
    place = mention.place
    return Reference(mention.group, path_in_tree(place.file), place.line, place.column, mention.within)
