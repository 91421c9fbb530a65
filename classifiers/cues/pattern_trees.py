"""Trees of the classes and patterns of lexicons, and how each pattern is compiled."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from classifiers.cues.alphabet import MAX_EXTRA, Alphabet
from classifiers.cues.builtins import SOURCES
from classifiers.cues.extents import MAX_CLASSES_DEEP, MAX_EXTENT, Extents
from classifiers.cues.fragments import Finder, Places
from classifiers.cues.matcher import Pattern
from classifiers.cues.model import LexiconFault, Path, Sources
from classifiers.cues.notation import (
    TREES_AT_HAND,
    Alternation,
    BadPattern,
    Edge,
    LiteralText,
    Mark,
    Node,
    Ref,
    Seq,
    Star,
    parse,
)
from classifiers.cues.pattern_memory import ClassDigests, CompilationFault, PatternMemory
from classifiers.cues.regex import TOO_LARGE, Writer

_NO_PLACE = CompilationFault(
    "L204", "motif sans mot obligatoire", "y mettre au moins un mot, ou une classe, qui soit toujours là"
)
_TOO_LARGE = CompilationFault("L201", *TOO_LARGE)


class CompiledPattern(NamedTuple):
    """Pattern that is compiled: its places, its number in its rule, and its number in the lexicon
    that was edited, where it stays as it is; it then has no place.
    """

    places: Places
    number: int
    pattern: Pattern
    before: int | None


class PatternTrees:
    """The trees of every class and pattern, and the faults met on the way to RE2."""

    def __init__(self, sources: Sources, only: str | None = None) -> None:
        self.sources = sources
        self.faults: list[LexiconFault] = []
        self.classes: dict[str, Alternation] = {}
        self.patterns: list[tuple[int, int, PatternTree]] = []
        self._inner: dict[str, list[str]] = {}
        self._texts: list[str] = []
        terms_of: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for name, (file, terms) in sources.words.items():
            trees = [self._parse(term, file, ("words", name, i), a_class=True) for i, term in enumerate(terms)]
            sound = [tree for tree in trees if tree is not None]
            self.classes[name] = Alternation(tuple(tree.root for tree in sound))
            self._inner[name] = sorted({inner for tree in sound for inner in tree.references})
            terms_of[name] = [(sum(map(len, tree.texts)), tree.references) for tree in sound]
        self._extents = Extents(terms_of)
        for number, rule in enumerate(sources.rules):
            if only not in (None, rule.file):
                continue
            for i, pattern in enumerate(rule.patterns):
                tree = self._parse(pattern, rule.file, (*rule.path, "patterns", i), a_class=False)
                if tree is not None:
                    self.patterns.append((number, i, tree))
        self._refuse_cycles()

    def alphabet(self) -> Alphabet | None:
        """One that holds every sign the lexicons write."""
        try:
            return Alphabet(self._texts)
        except ValueError as error:
            file = next(iter(self.sources.words.values()), ("lexicons", ()))[0]
            self.faults.append(
                LexiconFault("L205", file, (), str(error), f"{MAX_EXTRA} au plus, lettres accentuées non comptées")
            )
            return None

    def outcome(
        self,
        alphabet: Alphabet | None,
        memory: PatternMemory,
        faults: list[LexiconFault],
        *,
        thorough: bool,
        stay: Mapping[bytes, list[int]] = MappingProxyType({}),
    ) -> tuple[list[CompiledPattern], list[LexiconFault]]:
        """Every pattern compiled; the faults, with those met."""
        compiled = self.compile(alphabet, memory, thorough=thorough, stay=stay)
        return compiled, [*faults, *(fault for fault in self.faults if fault not in faults)]

    def compile(
        self,
        alphabet: Alphabet | None,
        memory: PatternMemory,
        *,
        thorough: bool,
        stay: Mapping[bytes, list[int]] = MappingProxyType({}),
    ) -> list[CompiledPattern]:
        """Every pattern, those of most places first; none as long as a tree has a fault, or without
        an alphabet. What the memory has is not worked out again, nor the places of those that stay
        as in a lexicon before (`stay`: their numbers there, by digest).

        When thorough, patterns are compiled at once, and those that cannot be are told.
        """
        if self.faults or alphabet is None:
            return []
        writer, finder = Writer(self.classes, alphabet), Finder(self.classes)
        digests = ClassDigests({name: terms for name, (_, terms) in self.sources.words.items()}, self._inner)
        compiled = []
        left = {digest: [*reversed(numbers)] for digest, numbers in stay.items()}
        for number, i, tree in self.patterns:
            if self._extents.of(sum(map(len, tree.texts)), tree.references) > MAX_EXTENT:
                self._fault_of_pattern(number, i, _TOO_LARGE)
                continue
            text = self.sources.rules[number].patterns[i]
            digest = digests.of_pattern(text, tree.references)
            numbers = left.get(digest)
            before = numbers.pop() if numbers else None
            places = () if before is not None else memory.places(digest, partial(finder.places, tree.root))
            pattern = Pattern(number, text, partial(writer.write, tree.root))
            fault = None if places or before is not None else _NO_PLACE
            if fault is None and thorough:
                fault = memory.fault(digest, alphabet.extra, partial(_refusal, pattern))
            if fault is None:
                compiled.append(CompiledPattern(places, i, pattern, before))
            else:
                self._fault_of_pattern(number, i, fault)
        return sorted(compiled, key=lambda one: -len(one.places))

    def _fault_of_pattern(self, number: int, i: int, fault: CompilationFault) -> None:
        rule = self.sources.rules[number]
        self._fault(fault.code, rule.file, (*rule.path, "patterns", i), fault.message, fault.hint)

    def _fault(self, code: str, file: str, path: Path, message: str, hint: str) -> None:
        self.faults.append(LexiconFault(code, file, path, message, hint))

    def _parse(self, text: str, file: str, path: Path, *, a_class: bool) -> PatternTree | None:
        try:
            tree = tree_of(text)
        except BadPattern as bad:
            self._fault("L201", file, path, bad.message, bad.hint)
            return None
        if a_class and tree.marks:
            self._fault("L201", file, path, "`< >` dans une classe de mots", "le mettre dans le motif qui s'en sert")
            return None
        if any(_may_be_nothing(mark.item) for mark in tree.marks):
            hint = "`(e)` peut être absent : y mettre aussi un mot obligatoire, ou ôter les parenthèses"
            self._fault("L201", file, path, "mots à montrer qui peuvent n'être rien", hint)
            return None
        unknown = [name for name in tree.references if name not in self.sources.words and name not in SOURCES]
        for name in unknown:
            near = difflib.get_close_matches(name[:60], [*self.sources.words, *SOURCES], n=1)
            self._fault(
                "L202",
                file,
                path,
                f"classe inconnue : `{{{name[:60]}}}`",
                f"vouliez-vous `{{{near[0]}}}` ?" if near else "la définir dans `words`",
            )
        if unknown:
            return None
        self._texts += tree.texts
        return tree

    def _refuse_cycles(self) -> None:
        """Tells of each class that holds itself, or others too deep."""
        heights: dict[str, int] = {}

        def height(name: str, above: tuple[str, ...]) -> int:
            """How many classes stand one in the other, this one included."""
            if name in above:
                loop = " → ".join((*above[above.index(name) :], name))
                file = self.sources.words[name][0]
                self._fault(
                    "L203", file, ("words", name), f"classe qui se contient elle-même : {loop}", "ôter l'un des renvois"
                )
                return 0
            if name not in heights and name in self.classes:
                here = (*above, name)
                inner = self._inner[name] if len(here) <= MAX_CLASSES_DEEP else ()
                heights[name] = 1 + max((height(one, here) for one in inner), default=0)
                if heights[name] == MAX_CLASSES_DEEP + 1:
                    told = f"plus de {MAX_CLASSES_DEEP} classes l'une dans l'autre"
                    self._fault("L201", self.sources.words[name][0], ("words", name), told, "écrire leurs mots")
            return heights.get(name, 0)

        for name in self.classes:
            height(name, ())


@dataclass(frozen=True, slots=True)
class PatternTree:
    """Tree of a pattern or of a term, and what stands in it: the classes it names, its literal
    texts, its words to show.
    """

    root: Node
    references: tuple[str, ...]
    texts: tuple[str, ...]
    marks: tuple[Mark, ...]


@lru_cache(TREES_AT_HAND)
def tree_of(text: str) -> PatternTree:
    """The tree of a text, remembered as `parse` remembers it.

    Raises:
        BadPattern: as `parse`.
    """
    root = parse(text)
    nodes = [*_nodes(root)]
    return PatternTree(
        root,
        tuple(node.name for node in nodes if isinstance(node, Ref)),
        tuple(node.chars for node in nodes if isinstance(node, LiteralText)),
        tuple(node for node in nodes if isinstance(node, Mark)),
    )


def _refusal(pattern: Pattern) -> CompilationFault | None:
    """What RE2 refuses in a pattern."""
    try:
        pattern.check()
    except BadPattern as bad:
        return CompilationFault("L201", bad.message, bad.hint)
    return None


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    match tree:
        case Seq(items) | Alternation(items):
            for item in items:
                yield from _nodes(item)
        case Mark(item):
            yield from _nodes(item)


def _may_be_nothing(tree: Node) -> bool:
    match tree:
        case Alternation(items, optional):
            return optional or any(map(_may_be_nothing, items))
        case Seq(items):
            return all(map(_may_be_nothing, items))
        case Mark(item):
            return _may_be_nothing(item)
        case LiteralText(chars):
            return not chars.strip()
        case _:
            return isinstance(tree, Star | Edge)
