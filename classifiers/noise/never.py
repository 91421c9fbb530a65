"""Hard rules of what is never set aside, whatever the score: declared patterns, hidden words, what
is not recognised as French, texts too short, bare addresses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Protocol

import re2
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from classifiers.noise.decision import Bounds
from classifiers.noise.hidden_words import LEAST_HIDDEN, HiddenWords
from classifiers.noise.patterns import SHOWN, pattern_fault
from classifiers.noise.short import count
from classifiers.text.folding import plain
from classifiers.text.french import recognised
from textfile.fields import Probability, true_for_all
from textfile.quoting import short
from textfile.text import Frozen

MAX_READ = 20_000
"""Characters read: a longer text is kept unread."""
TOO_LONG, BARE_ADDRESS, TOO_SHORT, FOREIGN = "trop_long", "adresse_seule", "trop_court", "autre_langue"
UNREADABLE = frozenset({TOO_LONG, BARE_ADDRESS, TOO_SHORT, FOREIGN})
"""The reasons of a text that no score can judge."""


class BadParameters(Exception):
    """The parameters of the noise filter cannot be used: which entry, why."""


class KeepRuleEntry(Frozen):
    """A rule as the file writes it; one that has `words` may leave `patterns` out."""

    reason: Annotated[str, Field(min_length=1)]
    label: dict[str, str]
    words: str = ""
    patterns: Annotated[tuple[str, ...] | None, Field(validate_default=True)] = None
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    @field_validator("patterns")
    @classmethod
    def _patterns_or_words(cls, patterns: tuple[str, ...] | None, others: ValidationInfo) -> tuple[str, ...] | None:
        if patterns is None and not others.data.get("words"):
            raise PydanticKnownError("missing")
        return patterns


class GravityFile(Frozen):
    """From which probability on each gravity keeps a report."""

    child: Probability
    life: Probability
    terrorism: Probability
    threat: Probability
    blackmail: Probability


class NeverFile(Frozen):
    """The file of what is never set aside."""

    audit_share: Probability
    min_words: Annotated[int, Field(ge=0)]
    gravity: GravityFile
    unseen: Probability
    uncertified_floor: Probability
    noise_kind: Probability
    keep_on_cues: Mapping[str, Annotated[tuple[bool | str, ...] | None, true_for_all("tuple_type")]] = {}
    never_set_aside: tuple[KeepRuleEntry, ...]


class KeepRule(NamedTuple):
    """Rule of one reason, with its own sentences: patterns, any of which is enough; `words`, looked
    for where they are hidden.
    """

    reason: str
    label: dict[str, str]
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    words: tuple[str, ...] = ()


class Parameters(NamedTuple):
    """Parameters of the filter that policy staff decide.

    `keep_on_cues`: by fact, the values of a cue that keep a text; None: any value.

    `digest`: SHA-256 of what certificates rest on: neither the share of the audit, nor cues, nor
    words for people.
    """

    audit_share: float
    min_words: int
    bounds: Bounds
    rules: tuple[KeepRule, ...]
    keep_on_cues: Mapping[str, frozenset[Any] | None]
    digest: str


class Never:
    """Says why a text may not be set aside, or None. Linear in its length."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._reasons = [rule.reason for rule in parameters.rules for _ in rule.patterns]
        self._set = _set(pattern for rule in parameters.rules for pattern in rule.patterns)
        self._hidden_words = [(rule.reason, HiddenWords(rule.words)) for rule in parameters.rules if rule.words]

    def named(self, text: str) -> frozenset[str]:
        """Every rule that is met; none in a text too long to be read."""
        if len(text) > MAX_READ:
            return frozenset()
        folded = plain(text).text
        hidden = (reason for reason, words in self._hidden_words if words.hides(text))
        return frozenset((*self._by_pattern(folded), *hidden))

    def reasons(self, texts: Sequence[str]) -> list[str | None]:
        """For each text, the reason to keep it."""
        return [self.reason(text) for text in texts]

    def reason(self, text: str) -> str | None:
        """The reason to keep one text: a rule's, `adresse_seule`, `trop_court`, `trop_long`,
        `autre_langue`.
        """
        if len(text) > MAX_READ:
            return TOO_LONG
        found = self._by_pattern(plain(text).text)
        if found:
            return found[0]
        for reason, hidden in self._hidden_words:
            if hidden.hides(text):
                return reason
        words, address = count(text)
        if words < self.parameters.min_words:
            return BARE_ADDRESS if address else TOO_SHORT
        return None if recognised(text) else FOREIGN

    def _by_pattern(self, folded: str) -> list[str]:
        return [self._reasons[number] for number in sorted(map(int, self._set.Match(folded) or ()))]


class FactValue(Protocol):
    """Fact and value of a cue, as a lexicon reads them in a text."""

    @property
    def fact(self) -> str: ...
    @property
    def value(self) -> Any: ...


def reason_of_cues(cues: Iterable[FactValue], parameters: Parameters) -> str | None:
    """The fact of the first cue that keeps a text, as a reason, or None."""
    for cue in cues:
        if cue.fact in parameters.keep_on_cues:
            values = parameters.keep_on_cues[cue.fact]
            if values is None or cue.value in values:
                return f"indice_{cue.fact}"
    return None


class RuleFault(NamedTuple):
    """Fault of a rule that no model sees; `path` leads to it in the file."""

    path: tuple[str | int, ...]
    message: str
    hint: str


def rule_faults(file: NeverFile) -> Iterator[RuleFault]:
    """The words that cannot be looked for, and the patterns that RE2 refuses."""
    for i, rule in enumerate(file.never_set_aside):
        for word in rule.words.split():
            if not (word.isascii() and word.isalpha() and word.islower() and len(word) >= LEAST_HIDDEN):
                message = f"mot de `{short(rule.reason)}` refusé : `{short(word)}`"
                hint = f"au moins {LEAST_HIDDEN} lettres, minuscules, sans accent"
                yield RuleFault(("never_set_aside", i, "words"), message, hint)
        for j, pattern in enumerate(rule.patterns or ()):
            fault = pattern_fault(pattern)
            if fault is not None:
                at, near = fault.position + 1, short(pattern[fault.position :], SHOWN)
                yield RuleFault(
                    ("never_set_aside", i, "patterns", j),
                    f"motif de `{short(rule.reason)}` refusé au caractère {at} : {fault.reason}",
                    f"à partir de `{near}`" if near else "à la fin du motif",
                )


def parameters_of(file: NeverFile) -> Parameters:
    """The parameters that a file says.

    Raises:
        BadParameters: a word that cannot be hidden, a pattern RE2 refuses.
    """
    rules = tuple(
        KeepRule(one.reason, one.label, one.patterns or (), one.hits, one.misses, tuple(one.words.split()))
        for one in file.never_set_aside
    )
    for fault in rule_faults(file):
        raise BadParameters(f"{fault.message} ; {fault.hint}")
    cues = {fact: None if values is None else frozenset(values) for fact, values in file.keep_on_cues.items()}
    bounds = Bounds(file.gravity.model_dump(), file.unseen, file.uncertified_floor, file.noise_kind)
    decisive = [file.min_words, *bounds, *((rule.reason, rule.patterns, rule.words) for rule in rules)]
    digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
    return Parameters(file.audit_share, file.min_words, bounds, rules, cues, digest)


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
