"""Text readers of reports, opened at the first text: the noise filter, and the lexicons behind
presumed facts.

A filter or lexicons that cannot be opened are told once in the log, and missed: reports come in all
the same, unread and never set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from api.kit.clock import Clock
from api.kit.fifo_lock import FifoLock
from api.kit.settings import Settings
from api.rules.folder import shipped_law
from api.rules.noise import PARAMETERS
from api.texts.intake import EnrichedReport, Intake
from api.texts.lexicons import FOLDER as LEXICONS
from api.texts.lexicons import Facts, LexiconReader
from api.texts.opening import open_or_log
from api.texts.second_reader import POLICY, OnText, cue_reader, lexicons_of
from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput
from engine.facts.statements import Lengths, ReportError, state

log = logging.getLogger("qualif.texts")
T = TypeVar("T")
_WARM = "Un premier texte, pour que le lecteur soit ouvert avant que quelqu'un attende."
_NOT_FRENCH = "A sentence in another language, which known words are not enough to judge."


class Texts:
    """Text service: one reader and one filter, each with one caller at a time."""

    def __init__(
        self,
        facts: Facts,
        open_cues: Callable[[], OnText] | None,
        open_noise: Callable[[OnText | None], NoiseFilter] | None,
    ) -> None:
        self._facts = facts
        self._open_cues = open_cues
        self._open_noise = open_noise
        self._reading_lock, self._judging = FifoLock(), FifoLock()
        self._intake: Intake | None = None

    def open(self) -> Intake:
        """Opens what is not open yet."""
        with self._reading_lock:
            if self._intake is None:
                self._intake = self._opened_intake()
            return self._intake

    def _opened_intake(self) -> Intake:
        from api.texts.noise_filter import UNUSABLE
        from api.texts.second_reader import UNUSABLE as UNREADABLE

        unusable = (*UNUSABLE, *UNREADABLE, ImportError)
        cues = noise = None
        if self._open_cues is not None:
            cues = open_or_log(self._open_cues, "lexicons", unusable)
        if (opens := self._open_noise) is not None:
            noise = open_or_log(lambda: opens(cues), "noise filter", unusable)
        return Intake(cues, self._facts, noise)

    def for_vocabulary(self, facts: Facts) -> Texts:
        """The same readers for the vocabulary of another law, one caller at a time whichever law
        asks.
        """
        other = Texts(facts, None, None)
        other._intake = self.open().for_vocabulary(facts)
        other._reading_lock, other._judging = self._reading_lock, self._judging
        return other

    def ready(self) -> Iterator[None]:
        """Makes ready what first texts would wait for: the encoder, which takes a second to start,
        here and beside, what knows French, then the patterns, one a step.

        A text that comes in waits for one step at most.
        """
        noise = self.noise
        if noise is not None:
            self.judge(NoiseInput("", _WARM, cues=()), noise)
            yield
            with self._reading_lock:
                noise.never.reason(_NOT_FRENCH)
            yield
        self.enrich({"text": _WARM})
        yield
        for pattern in self.open().patterns:
            with self._reading_lock:
                pattern.ready()
            yield

    @property
    def noise(self) -> NoiseFilter | None:
        """The filter, or None when it could not be opened."""
        return self.open().noise

    @property
    def model(self) -> str | None:
        """The digest of the filter's reader, or None when it could not be opened."""
        return self.open().model

    def enrich(self, data: Mapping[str, Any]) -> EnrichedReport:
        """Enriched report. What a cue says that the law in use cannot hold is left out:
        words never have a report refused.
        """
        if not data.get("text") and not data.get("comment"):
            return EnrichedReport(data, (), None)
        with self._reading_lock:
            taken = self.open().enrich(data, judge=False)
        if not taken.presumed:
            return taken
        given = taken.data["facts"]
        lengths = Lengths(len(data.get("text") or ""), len(data.get("comment") or ""))
        good = tuple(name for name in taken.presumed if self._holds(name, given[name], lengths))
        facts = {name: raw for name, raw in given.items() if name in good or name not in taken.presumed}
        return taken._replace(data={**taken.data, "facts": facts}, presumed=good)

    def judge(self, text: NoiseInput, noise: NoiseFilter) -> FilterVerdict:
        """Verdict of the filter, under what holds for a report's channel, on a report whose cues
        were read.
        """
        if text.reading is not None:
            with self._judging:
                return next(noise.judge([text]))
        with self._reading_lock, self._judging:  # it will be read, by what reads cues too
            return next(noise.judge([text]))

    def with_noise(self, ask: Callable[[NoiseFilter], T]) -> T:
        """Result of a question to the filter, nobody else asking it or reading cues meanwhile."""
        with self._reading_lock, self._judging:
            noise = self.noise
            assert noise is not None
            return ask(noise)

    def _holds(self, name: str, raw: Any, lengths: Lengths) -> bool:
        try:
            return name in self._facts and state(name, raw, self._facts, lengths) is not None
        except ReportError:
            log.warning("a lexicon says of `%s` what it cannot hold", name)
            return False


NO_TEXTS = Texts({}, None, None)
"""Nothing is read."""


def texts_of(
    settings: Settings,
    facts: Facts,
    clock: Clock,
    folder: Path | None = None,
    lexicons: LexiconReader | None = None,
) -> Texts:
    """The lexicons of the rules in use, or of a folder (`lexicons` where they are open), with the
    second reader, and the filter with its parameters and the reader of reports, under the
    demonstration's certificates.
    """
    root = folder or settings.rulesets or shipped_law()

    def noise(reader: OnText | None) -> NoiseFilter:
        from api.texts.noise_filter import open_filter
        from api.texts.report_reader import whole_reader

        return open_filter(
            reader=whole_reader(reader, log.error),
            audit_key=settings.audit_secret,
            cues=lexicons_of(reader),
            today=clock.today(),
            rulesets=root,
        )

    return Texts(facts, lambda: cue_reader(root, lexicons), noise)


def is_of_lexicons(path: str) -> bool:
    """Whether a file of rules is a lexicon, by its path."""
    return path.startswith(f"{LEXICONS}/") and path.endswith(".yaml")


def is_of_cues(path: str) -> bool:
    """Whether what presumes facts from texts is made from a file of rules, by its path."""
    return is_of_lexicons(path) or path == POLICY.as_posix()


def is_of_readers(path: str) -> bool:
    """Whether what reads texts is made from a file of rules, by its path; it is made from the
    vocabulary of facts besides.
    """
    return is_of_cues(path) or path == PARAMETERS.as_posix()
