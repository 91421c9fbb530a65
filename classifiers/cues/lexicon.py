"""Compiler of lexicons: files into a compiled lexicon, or the list of what is wrong in them."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.collection import no_collection
from classifiers.cues.compilation import Compilation, address_of, from_bytes, memory_address
from classifiers.cues.demand import DemandTable, demand_table
from classifiers.cues.fragment_index import index_of
from classifiers.cues.matcher import Matcher, Pattern
from classifiers.cues.model import CueRule, Implication, LexiconFault, Sources
from classifiers.cues.notation import Alternation, parse
from classifiers.cues.order import RuleRelations, plan
from classifiers.cues.pattern_memory import ClassDigests, PatternMemory
from classifiers.cues.pattern_trees import PatternTrees, tree_of
from classifiers.cues.regex import Writer
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
    before: Lexicon | None = None,
) -> tuple[Lexicon | None, list[LexiconFault]]:
    """The lexicon of all these files together, by name; None when something in them is wrong, and
    what.

    Without `thorough`, patterns that RE2 would refuse are found when a text wakes them: for a
    lexicon that was checked before. With a cache, lexicons whose patterns were compiled before are
    not compiled again; nor is a pattern that the memory has, which starts with those of the cache.

    `before`: a lexicon of which these files are an edit. What both have is taken from it, and
    nothing goes into the cache: whoever types would fill it.
    """
    with no_collection():
        sources, faults = define(files)
        if too_many := _too_many(sources):
            return None, [*faults, *too_many]
        known = memory or PatternMemory()
        if before is None:
            return _built(sources, faults, cache, known, thorough=thorough)
        return _edited(sources, faults, before, cache, known, thorough=thorough)


def _built(
    sources: Sources, faults: list[LexiconFault], cache: FileCache | None, memory: PatternMemory, *, thorough: bool
) -> tuple[Lexicon | None, list[LexiconFault]]:
    found = plan(sources)
    place = address_of(sources) if cache is not None else ""
    raw = cache.get(place) if cache is not None else None
    compilation = from_bytes(raw) if raw is not None else None
    if cache is not None and compilation is not None and (compilation.thorough or not thorough):
        faults += found.faults
        written = SourceMemory(cache, place)
        return (None if faults else _read_back(compilation, sources, found, written)), faults
    _recall(memory, cache)
    if memory.is_empty and len(sources.rules) >= MANY:
        log.info("compiling the patterns of the lexicons: some seconds, the first time")
    missed = memory.misses
    trees = PatternTrees(sources)
    alphabet = trees.alphabet()
    compiled, faults = trees.outcome(alphabet, memory, [*faults, *trees.faults, *found.faults], thorough=thorough)
    if faults or alphabet is None:
        return None, faults
    index = index_of([one.places for one in compiled], alphabet)
    if cache is not None:
        numbers = tuple((one.pattern.rule, one.number) for one in compiled)
        cache.put(place, Compilation(numbers, alphabet.extra, index, thorough).as_bytes())
        if memory.misses - missed >= MANY:
            cache.put(memory_address(), memory.as_bytes())
    return _lexicon(sources, found, Matcher([one.pattern for one in compiled], index), alphabet), []


def _edited(
    sources: Sources,
    faults: list[LexiconFault],
    before: Lexicon,
    cache: FileCache | None,
    memory: PatternMemory,
    *,
    thorough: bool,
) -> tuple[Lexicon | None, list[LexiconFault]]:
    """The lexicon edited from another. Over another alphabet, all is compiled again."""
    found, trees = plan(sources), PatternTrees(sources)
    alphabet = trees.alphabet()
    same = alphabet is not None and alphabet.extra == before.alphabet.extra
    if not same:
        _recall(memory, cache)
    stay = _numbers_of(before) if same else {}
    faults = [*faults, *trees.faults, *found.faults]
    compiled, faults = trees.outcome(alphabet, memory, faults, thorough=thorough, stay=stay)
    if faults or alphabet is None:
        return None, faults
    rules = {one.before: one.pattern.rule for one in compiled if one.before is not None}
    since = [one for one in compiled if one.before is None]
    index, patterns = index_of([one.places for one in since], alphabet), [one.pattern for one in since]
    matcher = before.matcher.edited(rules, patterns, index) if same else Matcher(patterns, index)
    return _lexicon(sources, found, matcher, alphabet), []


def _recall(memory: PatternMemory, cache: FileCache | None) -> None:
    """Adds to a memory that has nothing the patterns that the cache has."""
    known = cache.get(memory_address()) if cache is not None and memory.is_empty else None
    if known is not None:
        memory.add(known)


def _numbers_of(lexicon: Lexicon) -> dict[bytes, list[int]]:
    """The numbers of the patterns of a lexicon, by the digest of what each is made from."""
    words = {name: terms for name, (_, terms) in lexicon.sources.words.items()}
    inner = {name: {ref for term in terms for ref in tree_of(term).references} for name, terms in words.items()}
    digests, numbers = ClassDigests(words, inner), defaultdict[bytes, list[int]](list)
    for number, pattern in enumerate(lexicon.matcher.patterns):
        numbers[digests.of_pattern(pattern.text, tree_of(pattern.text).references)].append(number)
    return numbers


def faults_of(files: Mapping[str, LexiconFile], file: str, memory: PatternMemory) -> list[LexiconFault]:
    """What is wrong in lexicons, of which the patterns of one file alone are compiled: those that
    the memory does not have.
    """
    with no_collection():
        sources, faults = define(files)
        if too_many := _too_many(sources):
            return [*faults, *too_many]
        trees = PatternTrees(sources, file)
        trees.compile(trees.alphabet(), memory, thorough=True)
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
    texts = [(rule, sources.rules[rule].patterns[number]) for rule, number in compilation.patterns]
    patterns = [
        Pattern(rule, text, partial(written.source, bit, partial(_write, writer, text)))
        for bit, (rule, text) in enumerate(texts)
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
