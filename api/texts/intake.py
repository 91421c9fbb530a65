"""Text enrichment of a report, before any person reads it: the noise filter's verdict, and presumed
facts.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from api.texts.channels import NoiseChoice
from api.texts.earlier_words import EarlierWords
from api.texts.lexicons import Facts, open_reader, sets_of
from api.texts.report_reader import WholeReader, whole_reader
from api.texts.second_reader import BothReaders, OnText, open_both
from api.texts.voices import add_comment_facts
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.matcher import Pattern
from classifiers.cues.model import Cue
from classifiers.cues.presumed import add_presumed
from classifiers.model_server.reading import ModelProvenance
from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput, report_text
from classifiers.reader.reading import ReportReading
from classifiers.second.reader import BothReadings, TextReading
from engine.facts.renamings import translated
from engine.model.knowledge import Voice

log = logging.getLogger("qualif.texts")


class ReadBy(NamedTuple):
    """Provenance of a reading, by digest: the reader of reports behind the noise filter, the
    lexicons (with the second reader where there is one), the model server that read after them.
    None: that one did not read it.
    """

    model: str | None = None
    lexicons: str | None = None
    reader: ModelProvenance | None = None


class EnrichedReport(NamedTuple):
    """A report with the facts its words show; the names of these; the filter's verdict (None: no
    words, no filter, or not asked); what read them; the cues of the lexicons alone, of both voices
    (None: nothing looked for them); the reading of the whole (None: nothing read it); every cue of
    each voice.
    """

    data: Any
    presumed: tuple[str, ...]
    verdict: FilterVerdict | None
    read_by: ReadBy = ReadBy()
    first_cues: tuple[Cue, ...] | None = None
    reading: ReportReading | None = None
    text_cues: tuple[Cue, ...] = ()
    comment_cues: tuple[Cue, ...] = ()

    @property
    def was_read(self) -> bool:
        """Whether anything has read its words."""
        return any(self.read_by)


class _Cues(NamedTuple):
    """Cues of a voice: those of the lexicons alone, in their words, which the filter's certificates
    count; then all that reads, in today's.
    """

    first: tuple[Cue, ...] = ()
    all: tuple[Cue, ...] = ()


class Intake:
    """Reads the words of reports. What somebody states always wins over what a text shows, and that
    over what a comment says.
    """

    def __init__(self, reader: OnText | None, facts: Facts, noise: NoiseFilter | None) -> None:
        self._reader = reader
        self.facts = facts
        self._sets = sets_of(facts)
        self._words = EarlierWords(facts, {} if reader is None else reader.lexicon.priority)
        self.noise = noise
        self.model = noise.digest if noise is not None else None
        whole = noise.reader if noise is not None else None
        self._whole = whole if isinstance(whole, WholeReader) and whole.both is reader else None

    def for_vocabulary(self, facts: Facts) -> Intake:
        """The same readers, for the vocabulary of another law."""
        return Intake(self._reader, facts, self.noise)

    @property
    def second(self) -> bool:
        """Whether a second reader reads after the lexicons."""
        return isinstance(self._reader, BothReaders)

    @property
    def lexicons(self) -> str | None:
        """The digest of the lexicons, with the second reader where there is one; None without
        any.
        """
        return None if self._reader is None else self._reader.digest

    @property
    def lexicon(self) -> Lexicon | None:
        """The lexicons, compiled; None without any."""
        return None if self._reader is None else self._reader.lexicon

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Patterns of the lexicons; none without any."""
        return () if self.lexicon is None else self.lexicon.matcher.patterns

    @property
    def cue_files(self) -> Mapping[str, str]:
        """The file of each cue of the lexicons, by its name; nothing without any."""
        return {} if self.lexicon is None else {rule.id: rule.file for rule in self.lexicon.rules}

    def enrich(self, data: Any, *, judge: bool = True, reports: int = 1) -> EnrichedReport:
        """A report as plain data; anything but a report with a text or a comment comes back as it
        was.

        `judge=False` asks the filter nothing; `reports`: how many of this content have come in,
        this one included.
        """
        text, comment = words_of(data, "text"), words_of(data, "comment")
        if not text and not comment:
            return EnrichedReport(data, (), None)
        name, category = data.get("id"), data.get("reported_category")
        category = category if isinstance(category, str) else None
        reading, shown, reported = self._read_whole(text, comment, category)
        stated = data.get("facts")
        own = stated if isinstance(stated, Mapping) else {}
        said = {*own, *translated(self.facts, own)}
        filled = add_presumed(data, _of_others(shown.all, said), self._sets)
        if stated is None or isinstance(stated, Mapping):
            filled = add_comment_facts(filled, own, _of_others(reported.all, said), self.facts, self._sets)
        added = tuple(name for name in filled.get("facts") or {} if name not in own)
        if reading is not None and "indications" not in data:
            filled = {**filled, "indications": indications_of(reading)}
        first = None if self._reader is None else (*shown.first, *reported.first)
        asked = NoiseInput(
            name if isinstance(name, str) else "",
            text,
            reports,
            first,
            category,
            comment,
            reading,
        )
        verdict = None if self.noise is None or not judge else next(self.noise.judge([asked]))
        read_by = ReadBy(None if verdict is None else self.model, self.lexicons)
        return EnrichedReport(
            filled,
            added if isinstance(filled.get("facts"), Mapping) else (),
            verdict,
            read_by,
            first,
            reading,
            shown.all,
            reported.all,
        )

    def _read_whole(self, text: str, comment: str, category: str | None) -> tuple[ReportReading | None, _Cues, _Cues]:
        """The reading of a report with the cues of each voice, in one pass of the encoder where
        there is a reader of reports.
        """
        if self._whole is not None:
            try:
                (whole,) = self._whole.read_whole([report_text(text, comment, category)])
                return whole.reading, self._cues(whole.text), self._cues(whole.comment)
            except (
                Exception
            ) as error:  # whatever it met, the cues are read all the same, and the filter keeps what it cannot read
                log.error("the reader of reports failed (%s)", type(error).__name__)
        return None, self._read(text), self._read(comment)

    def _read(self, words: str) -> _Cues:
        if self._reader is None or not words:
            return _Cues()
        if isinstance(self._reader, BothReaders):
            return self._cues(next(self._reader.read_both([words])))
        cues = self._reader.read(words)
        return _Cues(cues, self._words.read(cues))

    def _cues(self, reading: BothReadings | TextReading | None) -> _Cues:
        return _Cues() if reading is None else _Cues(reading.first, self._words.read(reading.cues))


def _of_others(cues: Iterable[Cue], stated: Collection[str]) -> list[Cue]:
    """The cues of facts of which nobody states anything, be it in earlier words."""
    return [cue for cue in cues if cue.fact not in stated]


def indications_of(reading: ReportReading) -> dict[str, dict[str, float]]:
    """Indications of a reading, in the form that reports use: probabilities to four decimals."""
    return {
        "fields": {name: round(share, 4) for name, share in reading.fields.items()},
        "gravity": {name: round(share, 4) for name, share in reading.gravity.items()},
        "offences": {name: round(share, 4) for name, share in reading.offences.items()},
        "noise": {name: round(share, 4) for name, share in reading.noise.items()},
    }


def words_of(data: Any, voice: Voice) -> str:
    """The words of a voice in a report as plain data; empty when it says nothing."""
    words = data.get(voice) if isinstance(data, Mapping) else None
    return words if isinstance(words, str) and words.strip() else ""


def open_intake(
    root: Path,
    facts: Facts,
    today: date,
    *,
    cues: bool,
    noise: NoiseChoice | None,
) -> Intake:
    """The intake of a rulesets folder; no noise filter where none is chosen.

    Without `cues` a text makes no fact presumed; the filter reads the lexicons all the same, since
    what they see keeps a text.

    Raises:
        RulesetError: the lexicons cannot be used.
        BadSecondModel: the second reader cannot be used.
        BadParameters, CertificateError, OSError: the noise filter cannot be opened.
    """
    opened, reader = None, open_reader(root)
    both = open_both(root, reader) or reader
    if noise is not None:
        from api.texts.noise_filter import open_filter

        report_reader = whole_reader(both, log.error)
        opened = open_filter(noise, reader=report_reader, cues=reader, today=today, rulesets=root)
    return Intake(both if cues else None, facts, opened)
