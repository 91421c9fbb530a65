"""Compiler of lexicons: files into a compiled lexicon, or the list of what is wrong in them."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from classifiers.cues.alphabet import MAX_EXTRA, Alphabet
from classifiers.cues.builtins import SOURCES
from classifiers.cues.collection import no_collection
from classifiers.cues.compilation import Compilation, address_of, from_bytes, memory_address
from classifiers.cues.demand import DemandTable, demand_table
from classifiers.cues.extents import MAX_CLASSES_DEEP, MAX_EXTENT, Extents
from classifiers.cues.fragment_index import index_of
from classifiers.cues.fragments import Finder, Places
from classifiers.cues.matcher import Matcher, Pattern
from classifiers.cues.model import CueRule, Implication, LexiconFault, Path, Sources
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
from classifiers.cues.order import RuleRelations, plan
from classifiers.cues.pattern_memory import ClassDigests, CompilationFault, PatternMemory
from classifiers.cues.regex import TOO_LARGE, Writer
from classifiers.cues.shapes import LexiconFile, define
from classifiers.cues.source_memory import SourceMemory
from filecache.cache import FileCache

log = logging.getLogger("qualif.lexicons")

MAX_RULES = 4_000
_REFERENCE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MANY = 100
"""Rules whose compilation lasts long enough to be told; patterns worked out that are worth writing
down for other processes.
"""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rules, how they bear on each other, what finds where they match, and what is worth looking
    for.
    """

    rules: tuple[CueRule, ...]
    plan: RuleRelations
    matcher: Matcher
    asking: DemandTable
    alphabet: Alphabet
    implications: tuple[Implication, ...]
    priority: Mapping[str, tuple[str, ...]]
    sources: Sources


def build(
    files: Mapping[str, LexiconFile],
    *,
    thorough: bool = True,
    cache: FileCache | None = None,
    memory: PatternMemory | None = None,
) -> tuple[Lexicon | None, list[LexiconFault]]:
    """The lexicon of all these files together, by name; None when something in them is wrong, and
    what.

    Without `thorough`, patterns that RE2 would refuse are found when a text wakes them: for a
    lexicon that was checked before. With a cache, lexicons whose patterns were compiled before are
    not compiled again; nor is a pattern that the memory has, which starts with those of the cache.
    """
    with no_collection():
        return _built(files, cache, memory or PatternMemory(), thorough=thorough)


def _built(
    files: Mapping[str, LexiconFile], cache: FileCache | None, memory: PatternMemory, *, thorough: bool
) -> tuple[Lexicon | None, list[LexiconFault]]:
    sources, faults = define(files)
    if too_many := _too_many(sources):
        return None, [*faults, *too_many]
    found = plan(sources)
    place = address_of(sources) if cache is not None else ""
    raw = cache.get(place) if cache is not None else None
    compilation = from_bytes(raw) if raw is not None else None
    if cache is not None and compilation is not None and (compilation.thorough or not thorough):
        faults += found.faults
        written = SourceMemory(cache, place)
        return (None if faults else _read_back(compilation, sources, found, written)), faults
    known = cache.get(memory_address()) if cache is not None and memory.is_empty else None
    if known is not None:
        memory.add(known)
    if memory.is_empty and len(sources.rules) >= MANY:
        log.info("compiling the patterns of the lexicons: some seconds, the first time")
    missed = memory.misses
    trees = _Trees(sources)
    alphabet = trees.alphabet()
    faults += [*trees.faults, *found.faults]
    compiled = []
    if not trees.faults and alphabet is not None:
        compiled = trees.compile(alphabet, memory, thorough=thorough)
    faults += [fault for fault in trees.faults if fault not in faults]
    if faults or alphabet is None:
        return None, faults
    index = index_of([places for places, _, _ in compiled], alphabet)
    if cache is not None:
        numbers = tuple((pattern.rule, number) for _, number, pattern in compiled)
        cache.put(place, Compilation(numbers, alphabet.extra, index, thorough).as_bytes())
        if memory.misses - missed >= MANY:
            cache.put(memory_address(), memory.as_bytes())
    return _lexicon(sources, found, Matcher([pattern for _, _, pattern in compiled], index), alphabet), []


def faults_of(files: Mapping[str, LexiconFile], file: str, memory: PatternMemory) -> list[LexiconFault]:
    """What is wrong in lexicons, of which the patterns of one file alone are compiled: those that
    the memory does not have.
    """
    with no_collection():
        sources, faults = define(files)
        if too_many := _too_many(sources):
            return [*faults, *too_many]
        trees = _Trees(sources, file)
        alphabet = trees.alphabet()
        if not trees.faults and alphabet is not None:
            trees.compile(alphabet, memory, thorough=True)
        return [*faults, *trees.faults, *plan(sources).faults]


def _too_many(sources: Sources) -> list[LexiconFault]:
    """The fault of lexicons with more cues than are compiled; none where they are few enough."""
    if len(sources.rules) <= MAX_RULES:
        return []
    return [LexiconFault("L103", sources.rules[MAX_RULES].file, (), f"plus de {MAX_RULES} indices", "en retirer")]


def unused_words(sources: Sources) -> list[LexiconFault]:
    """Warnings of the classes of words that no pattern uses, not even through another class."""
    used: set[str] = set()
    todo = [name for rule in sources.rules for pattern in rule.patterns for name in _REFERENCE.findall(pattern)]
    while todo:
        name = todo.pop()
        if name not in used and name in sources.words:
            used.add(name)
            todo += [inner for term in sources.words[name][1] for inner in _REFERENCE.findall(term)]
    return [
        LexiconFault("L106", file, ("words", name), f"la classe `{name}` ne sert à rien", "l'employer ou l'ôter")
        for name, (file, _) in sources.words.items()
        if name not in used
    ]


def _read_back(compilation: Compilation, sources: Sources, found: RuleRelations, written: SourceMemory) -> Lexicon:
    """The lexicon of patterns compiled before: each that was not written yet is parsed when a text
    wakes it, with the classes it needs.
    """
    alphabet = Alphabet([compilation.extra])
    writer = Writer(LazyClasses(sources), alphabet)
    patterns = [
        Pattern(rule, partial(written.source, bit, partial(_write, writer, sources.rules[rule].patterns[number])))
        for bit, (rule, number) in enumerate(compilation.patterns)
    ]
    return _lexicon(sources, found, Matcher(patterns, compilation.index), alphabet)


def _lexicon(sources: Sources, found: RuleRelations, matcher: Matcher, alphabet: Alphabet) -> Lexicon:
    rules, implications = tuple(sources.rules), tuple(sources.implications)
    asked = demand_table(found, rules, [pattern.rule for pattern in matcher.patterns])
    return Lexicon(rules, found, matcher, asked, alphabet, implications, dict(sources.priority), sources)


def _write(writer: Writer, pattern: str) -> str:
    return writer.write(parse(pattern))


class LazyClasses(Mapping[str, Alternation]):
    """A lazy mapping of the classes of words: each is parsed when first asked for. None has a
    fault: all were compiled once.
    """

    def __init__(self, sources: Sources) -> None:
        self._terms = {name: terms for name, (_, terms) in sources.words.items()}
        self._choices: dict[str, Alternation] = {}

    def __getitem__(self, name: str) -> Alternation:
        if name not in self._choices:
            self._choices[name] = Alternation(tuple(map(parse, self._terms[name])))
        return self._choices[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


class _Trees:
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

    def compile(
        self, alphabet: Alphabet, memory: PatternMemory, *, thorough: bool
    ) -> list[tuple[Places, int, Pattern]]:
        """The places of every pattern, its number in its rule and itself, those of most places
        first; what the memory has is not worked out again.

        When thorough, patterns are compiled at once, and those that cannot be are told.
        """
        writer, finder = Writer(self.classes, alphabet), Finder(self.classes)
        digests = ClassDigests({name: terms for name, (_, terms) in self.sources.words.items()}, self._inner)
        compiled = []
        for number, i, tree in self.patterns:
            if self._extents.of(sum(map(len, tree.texts)), tree.references) > MAX_EXTENT:
                self._fault_of_pattern(number, i, _TOO_LARGE)
                continue
            digest = digests.of_pattern(self.sources.rules[number].patterns[i], tree.references)
            places = memory.places(digest, partial(finder.places, tree.root))
            pattern = Pattern(number, partial(writer.write, tree.root))
            fault = None if places else _NO_PLACE
            if places and thorough:
                fault = memory.fault(digest, alphabet.extra, partial(_refusal, pattern))
            if fault is None:
                compiled.append((places, i, pattern))
            else:
                self._fault_of_pattern(number, i, fault)
        return sorted(compiled, key=lambda one: -len(one[0]))

    def _fault_of_pattern(self, number: int, i: int, fault: CompilationFault) -> None:
        rule = self.sources.rules[number]
        self._fault(fault.code, rule.file, (*rule.path, "patterns", i), fault.message, fault.hint)

    def _fault(self, code: str, file: str, path: Path, message: str, hint: str) -> None:
        self.faults.append(LexiconFault(code, file, path, message, hint))

    def _parse(self, text: str, file: str, path: Path, *, a_class: bool) -> PatternTree | None:
        try:
            tree = _tree(text)
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
def _tree(text: str) -> PatternTree:
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


_NO_PLACE = CompilationFault(
    "L204", "motif sans mot obligatoire", "y mettre au moins un mot, ou une classe, qui soit toujours là"
)


_TOO_LARGE = CompilationFault("L201", *TOO_LARGE)


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
