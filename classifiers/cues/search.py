"""Search of rules in many texts at once: each pattern is tried on all the texts that ask for it,
then the next.

Patterns are many, and code that has just run runs twice as fast as code fetched anew. What is found
is all that a decision looks at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from classifiers.cues.demand import PatternDemand
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.matcher import Piece, in_order, pieces
from classifiers.cues.model import Hit, Matches
from classifiers.cues.prepare import PreparedText
from classifiers.cues.waking import set_bits

_Tries: TypeAlias = defaultdict[int, list[Piece]]
"""Texts to try each pattern on, by pattern."""


def search(
    lexicon: Lexicon, prepared: Sequence[PreparedText], linguistic: Sequence[Mapping[str, list[Hit]]]
) -> list[Matches]:
    """For each text, what a decision asks for; `linguistic`: by name, what the analysis finds
    there.
    """
    found = [_linguistic_matches(lexicon, hits) for hits in linguistic]
    asked = [
        PatternDemand(lexicon.asking, lexicon.matcher.awake(one), hits)
        for one, hits in zip(prepared, found, strict=True)
    ]
    every = [pieces(text, one) for text, one in enumerate(prepared)]
    wanted = [(text, one.begin()) for text, one in enumerate(asked)]
    while wanted:
        tries: _Tries = defaultdict(list)
        for text, patterns in wanted:
            for piece, awake in zip(every[text], asked[text].awake, strict=True):
                for pattern in set_bits(patterns & awake):
                    tries[pattern].append(piece)
        wanted = [(text, asked[text].follow(rules)) for text, rules in _try(lexicon, tries, found).items()]
    return found


def all_matches(lexicon: Lexicon, prepared: PreparedText, linguistic: Mapping[str, list[Hit]]) -> Matches:
    """The matches of every rule, those too that no decision asks for."""
    return {**_linguistic_matches(lexicon, linguistic), **lexicon.matcher.match(prepared)}


def _linguistic_matches(lexicon: Lexicon, linguistic: Mapping[str, list[Hit]]) -> Matches:
    """The matches of the linguistic analysis, by name and by the rules that say it."""
    found: Matches = {name: hits for name, hits in linguistic.items() if hits}
    if found:
        found |= {number: found[rule.source] for number, rule in enumerate(lexicon.rules) if rule.source in found}
    return found


def _try(lexicon: Lexicon, tries: _Tries, matches: Sequence[Matches]) -> dict[int, list[int]]:
    """Adds to what is found; gives, by text, the rules that match for the first time."""
    matching: defaultdict[int, list[int]] = defaultdict(list)
    again: set[tuple[int, int]] = set()
    for pattern, wanted in tries.items():
        rule = lexicon.matcher.patterns[pattern].rule
        for text, hits in lexicon.matcher.tried(pattern, wanted):
            held = matches[text].setdefault(rule, hits)
            if held is hits:
                matching[text].append(rule)
            else:
                held += hits
                again.add((text, rule))
    for text, rule in again:
        matches[text][rule] = in_order(matches[text][rule])
    return matching
