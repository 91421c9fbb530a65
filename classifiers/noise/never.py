"""What is never set aside, whatever the score: declared patterns, hidden words, what is not recognised as French, texts too short, bare addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import re2
import yaml

from classifiers.noise.decision import Bounds
from classifiers.noise.hidden import LEAST_HIDDEN, Hidden
from classifiers.noise.kinds import GRAVITIES
from classifiers.noise.short import count
from classifiers.text.folding import plain
from classifiers.text.french import recognised

MAX_READ = 20_000
"""Characters read: a longer text is kept unread."""

_BOUNDS = ("gravity", "unseen", "uncertified_floor", "noise_kind")
_KEYS = ("audit_share", "min_words", *_BOUNDS, "keep_on_cues", "never_set_aside")

TOO_LONG, BARE_ADDRESS, TOO_SHORT, FOREIGN = "trop_long", "adresse_seule", "trop_court", "autre_langue"
UNREADABLE = frozenset({TOO_LONG, BARE_ADDRESS, TOO_SHORT, FOREIGN})
"""The reasons of a text that no score can judge."""


class BadParameters(Exception):
    """The parameters of the noise filter cannot be used: which entry, why."""


class Rule(NamedTuple):
    """What gives one reason, and its own sentences: patterns, any of which is enough; `words`, looked for where they are hidden."""

    reason: str
    label: dict[str, str]
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    words: tuple[str, ...] = ()


class Parameters(NamedTuple):
    """What policy staff decide of the filter. `keep_on_cues`: by fact, the values of a cue that keep a text; None: any value."""

    audit_share: float
    min_words: int
    bounds: Bounds
    rules: tuple[Rule, ...]
    keep_on_cues: Mapping[str, frozenset[Any] | None]
    digest_of: bytes


class Never:
    """Says why a text may not be set aside, or None. Linear in its length."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._reasons = [rule.reason for rule in parameters.rules for _ in rule.patterns]
        self._set = _set(pattern for rule in parameters.rules for pattern in rule.patterns)
        self._hidden = [(rule.reason, Hidden(rule.words)) for rule in parameters.rules if rule.words]

    def named(self, text: str) -> frozenset[str]:
        """Every rule that is met; none in a text too long to be read."""
        if len(text) > MAX_READ:
            return frozenset()
        folded = plain(text).text
        hidden = (reason for reason, words in self._hidden if words.hides(text))
        return frozenset((*self._by_pattern(folded), *hidden))

    def reasons(self, texts: Sequence[str]) -> list[str | None]:
        """For each text, the reason to keep it."""
        return [self.reason(text) for text in texts]

    def reason(self, text: str) -> str | None:
        """The reason to keep one text: a rule's, `adresse_seule`, `trop_court`, `trop_long`, `autre_langue`."""
        if len(text) > MAX_READ:
            return TOO_LONG
        found = self._by_pattern(plain(text).text)
        if found:
            return found[0]
        for reason, hidden in self._hidden:
            if hidden.hides(text):
                return reason
        words, address = count(text)
        if words < self.parameters.min_words:
            return BARE_ADDRESS if address else TOO_SHORT
        return None if recognised(text) else FOREIGN

    def _by_pattern(self, folded: str) -> list[str]:
        return [self._reasons[number] for number in sorted(map(int, self._set.Match(folded) or ()))]


class Cue(Protocol):
    """What a lexicon saw in a text."""

    @property
    def fact(self) -> str: ...
    @property
    def value(self) -> Any: ...


def kept_by(cues: Iterable[Cue], parameters: Parameters) -> str | None:
    """The fact of the first cue that keeps a text, as a reason, or None."""
    for cue in cues:
        if cue.fact in parameters.keep_on_cues:
            values = parameters.keep_on_cues[cue.fact]
            if values is None or cue.value in values:
                return f"indice_{cue.fact}"
    return None


def read_parameters(path: Path) -> Parameters:
    """The parameters from their YAML file.

    Raises:
        BadParameters: unreadable, a missing or unknown key, a pattern RE2 refuses.
    """
    raw = path.read_bytes()
    try:
        data: Any = yaml.safe_load(raw)
        rules = tuple(
            Rule(
                r["reason"],
                r["label"],
                tuple(r["patterns"] if "words" not in r else r.get("patterns", ())),
                tuple(r["hits"]),
                tuple(r["misses"]),
                tuple(r.get("words", "").split()),
            )
            for r in data["never_set_aside"]
        )
        share, least = float(data["audit_share"]), int(data["min_words"])
        gravity = {name: float(data["gravity"][name]) for name in GRAVITIES}
        bounds = Bounds(gravity, *(float(data[name]) for name in _BOUNDS[1:]))
        cues = {
            str(fact): None if values is True else frozenset(values)
            for fact, values in (data.get("keep_on_cues") or {}).items()
        }
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadParameters(f"{path.name} : {error!r} ; clés attendues : {', '.join(_KEYS)}") from error
    unknown = {*set(data).difference(_KEYS), *set(data["gravity"]).difference(GRAVITIES)}
    if unknown:
        raise BadParameters(f"{path.name} : clé inconnue {sorted(map(str, unknown))[0]!r}")
    shares = {"audit_share": share, **gravity, **{name: getattr(bounds, name) for name in _BOUNDS[1:]}}
    if odd_shares := [name for name, value in shares.items() if not 0 < value <= 1]:
        raise BadParameters(f"{path.name} : {odd_shares[0]} va de 0 à 1, zéro exclu")
    for rule in rules:
        if odd := [
            word
            for word in rule.words
            if not (word.isascii() and word.isalpha() and word.islower() and len(word) >= LEAST_HIDDEN)
        ]:
            raise BadParameters(
                f"{path.name} : mot de `{rule.reason}` refusé : {odd[0]!r} ; au moins {LEAST_HIDDEN} lettres, minuscules, sans accent"
            )
        for pattern in rule.patterns:
            try:
                re2.compile(pattern)
            except re2.error as error:
                raise BadParameters(f"{path.name} : motif de `{rule.reason}` refusé : {error}") from error
    return Parameters(share, least, bounds, rules, cues, raw)


def _set(patterns: Iterable[str]) -> Any:
    """The patterns as one automaton, which says the numbers of those it meets."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


def faults(parameters: Parameters) -> list[str]:
    """The sentences of the rules that do not answer as written."""
    never, wrong = Never(parameters), []
    for rule in parameters.rules:
        wrong += [f"{rule.reason} : devrait répondre à « {t} »" for t in rule.hits if never.reason(t) != rule.reason]
        wrong += [
            f"{rule.reason} : ne devrait pas répondre à « {t} »" for t in rule.misses if never.reason(t) == rule.reason
        ]
    return wrong
