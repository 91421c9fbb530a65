"""The filter: reports in, a decision each, with its reason. "Set aside" is a queue read later,
never a deletion.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Container, Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from classifiers.cues.model import Cue
from classifiers.cues.reader import CueReader
from classifiers.noise.audit import in_sample
from classifiers.noise.certificate import Certificate
from classifiers.noise.decision import (
    GRAVITY,
    NO_CONTENT,
    SCORE,
    UNRECOGNISED,
    high_gravities,
    keeps_by_field,
    keeps_whatever_certified,
    likeliest,
    likely_fields,
    recognised_kind,
)
from classifiers.noise.kinds import GRAVITIES
from classifiers.noise.never import FOREIGN, UNREADABLE, Never, reason_of_cues
from classifiers.noise.short import count
from classifiers.noise.standing import Promise
from classifiers.reader.reading import ReportReading, ReportText
from classifiers.text.french import listed, recognised
from classifiers.text.likeness import plain_words

log = logging.getLogger("qualif.noise")
SEEN_BEFORE = "deja_signale"
NO_CERTIFICATE = "sans_certificat"
SUSPENDED = "certificat_suspendu"
"""The drift or the audit speaks against every certificate of the channel."""
NO_READER = "sans_lecteur"
"""There is no reader, or it has failed on this report."""
FAILED = "defaillance"
"""A part of the filter has failed on this report."""
NO_PROMISE = frozenset({NO_CERTIFICATE, SUSPENDED, NO_READER, FAILED})
"""The reasons of reports of which no certificate says anything: neither its drift nor its audit
counts them.
"""
BATCH = 256
"""Reports read at once."""


class ReadsReports(Protocol):
    """Port of a reader of whole reports."""

    @property
    def digest(self) -> str:
        """SHA-256 of what makes its readings."""
        ...

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        """A reading a report, in order."""
        ...


class NoiseInput(NamedTuple):
    """Report to judge.

    `reports`: how many reports of this content have come in, this one included.
    `reported_category`: the reporter's.

    `cues`: what the filter's lexicons see in it, where they have read it already; None has the
    filter ask them when it must know. `comment`: what the reporter says of the content. `reading`:
    the reader's, where it has read the report already. `reported`: False for a post, that nobody
    has reported.
    """

    id: str | int
    text: str
    reports: int = 1
    cues: tuple[Cue, ...] | None = None
    reported_category: str | None = None
    comment: str = ""
    reading: ReportReading | None = None
    reported: bool = True

    @property
    def words(self) -> str:
        """The words of both voices, one after the other."""
        return words(self.text, self.comment)


class FilterVerdict(NamedTuple):
    """Verdict of the filter on a report.

    `score`: probability in [0, 1] that an analyst must see it; None when nothing has read it.
    `reason`: `score`, or what keeps it. `fields`: those that it may belong to, the likeliest first;
    `gravity`: what is not low; `kind`: of the noise that it is recognised as, with its probability
    (0 without any). `audit`: drawn among what is set aside, to be read all the same.
    """

    id: str | int
    score: float | None
    set_aside: bool
    reason: str
    fields: Mapping[str, float]
    gravity: Mapping[str, float]
    kind: str | None
    audit: bool = False
    kind_share: float = 0.0

    @property
    def field(self) -> str:
        """The field under which it counts: the likeliest, `none` without any."""
        return likeliest(self.fields)


class Failures:
    """Counter of the reports a part of the filter has failed on, by reason; none of them was set
    aside.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = {NO_READER: 0, FAILED: 0}

    def add(self, reason: str, error: Exception) -> None:
        """One more. The log names the kind of fault only: its message may hold a report's words."""
        with self._lock:
            self._counts[reason] += 1
        log.error("the noise filter failed on a report (%s, %s): it is kept", reason, type(error).__name__)

    def counts(self) -> dict[str, int]:
        """The counts by reason, since the filter was opened."""
        with self._lock:
            return dict(self._counts)


class NoiseFilter:
    """A reader under the certificates of a channel.

    Without a valid one it reads, and keeps everything.

    `promises`: certificates of the channel, each with its standing; no two cover one field. `cues`
    reads a report that would be set aside: a declared fact among them keeps it. Certificates are
    made without it, for it can only keep more; a lexicon that changes voids them all the same,
    since the reader weighs what lexicons see (`rules_digest`). `audit_key`: the hotline's secret,
    with which the declared share of what is set aside is drawn for reading; None draws nothing.
    """

    def __init__(
        self,
        reader: ReadsReports | None,
        never: Never,
        promises: Sequence[Promise] = (),
        audit_key: bytes | None = None,
        cues: CueReader | None = None,
        failures: Failures | None = None,
    ) -> None:
        self.reader = reader
        self.never = never
        self.promises = tuple(promises)
        self.failures = failures or Failures()
        self._audit_key = audit_key
        self._cues = cues

    def under(self, promises: Sequence[Promise]) -> NoiseFilter:
        """The same filter under other certificates, or another standing of them."""
        return NoiseFilter(self.reader, self.never, promises, self._audit_key, self._cues, self.failures)

    @property
    def digest(self) -> str | None:
        """The reader's; None without one."""
        return None if self.reader is None else self.reader.digest

    @property
    def valid(self) -> tuple[Certificate, ...]:
        """The certificates that may be used."""
        return tuple(one.certificate for one in self.promises if one.standing.valid)

    def judge(self, texts: Sequence[NoiseInput]) -> Iterator[FilterVerdict]:
        """A verdict per report, in order."""
        for first in range(0, len(texts), BATCH):
            batch = texts[first : first + BATCH]
            for text, reading in zip(batch, self.read(batch), strict=True):
                yield self._verdict(text, reading)

    def read(self, texts: Sequence[NoiseInput]) -> list[ReportReading | None]:
        """A reading per report, in order; None where there is none."""
        if self.reader is None:
            return [None] * len(texts)
        if all(one.reading is not None for one in texts):
            return [one.reading for one in texts]
        asked = [report_text(one.text, one.comment, one.reported_category, one.reported) for one in texts]
        try:
            readings: list[ReportReading | None] = [*self.reader.read_many(asked)]
            if len(readings) != len(asked):
                raise ValueError(f"{len(readings)} readings of {len(asked)} reports")
            return readings
        except Exception as error:  # whatever it met, reports are kept; the others of the batch are read all the same
            if len(asked) == 1:
                self.failures.add(NO_READER, error)
                return [None]
        return [reading for text in texts for reading in self.read([text])]

    def keeps_whatever_certified(self, text: NoiseInput, reading: ReportReading) -> str | None:
        """The reason for which a report is not set aside under any certificate, which counts as a
        score of 1 in all of them.
        """
        return self._unreadable(text) or keeps_whatever_certified(
            reading, bool(text.text.strip()), self.never.parameters.bounds
        )

    def _verdict(self, text: NoiseInput, reading: ReportReading | None) -> FilterVerdict:
        if reading is None:
            return FilterVerdict(text.id, None, False, NO_READER, {}, {}, None)
        try:
            reason = self._reason_to_keep(text, reading)
            bounds = self.never.parameters.bounds
            kind = recognised_kind(reading, bounds)
            return FilterVerdict(
                text.id,
                reading.score,
                reason is None,
                reason or SCORE,
                likely_fields(reading, bounds),
                high_gravities(reading, bounds),
                kind,
                reason is None and self._in_sample(text),
                0.0 if kind is None else reading.noise[kind],
            )
        except Exception as error:  # as above
            self.failures.add(FAILED, error)
            return FilterVerdict(text.id, None, False, FAILED, {}, {}, None)

    def _no_promise(self) -> str | None:
        if self.valid:
            return None
        return SUSPENDED if any(one.standing.suspended for one in self.promises) else NO_CERTIFICATE

    def _reason_to_keep(self, text: NoiseInput, reading: ReportReading) -> str | None:
        """The reason for which the report is not set aside, or None when it is set aside."""
        bounds = self.never.parameters.bounds
        reason = (
            self._no_promise()
            or self.keeps_whatever_certified(text, reading)
            or keeps_by_field(reading, self.valid, bounds)
            or (SEEN_BEFORE if text.reports > 1 else None)
        )
        if reason is not None or self._cues is None:
            return reason
        cues = text.cues if text.cues is not None else self._cues.read(text.words)
        return reason_of_cues(cues, self.never.parameters)

    def _unreadable(self, text: NoiseInput) -> str | None:
        """The reason for which no reading can judge the report: what its words say or hide, both
        voices together; then the language of each.
        """
        reason = self.never.reason(text.words)
        if reason is not None or not (text.text and text.comment):
            return reason
        least = self.never.parameters.min_words
        long_enough = [voice for voice in (text.text, text.comment) if count(voice)[0] >= least]
        return None if all(map(recognised, long_enough)) else FOREIGN

    def _in_sample(self, text: NoiseInput) -> bool:
        share = self.never.parameters.audit_share
        return self._audit_key is not None and in_sample(str(text.id), self._audit_key, share)


def words(text: str, comment: str) -> str:
    """The words of a text and of the comment on it, one after the other."""
    return f"{text}\n{comment}" if text and comment else text or comment


def report_text(text: str, comment: str, category: str | None, reported: bool = True) -> ReportText:
    """A report as the reader takes it; the category without case, accents or punctuation."""
    named = "_".join(plain_words(category.replace("_", " "))) if category is not None else None
    return ReportText(text or None, comment or None, named, reported)


def was_reported(names: Container[str]) -> bool:
    """Whether an entry with these keys is of a report: it says something of a reporter, be it null.
    An entry with a text alone is a post.
    """
    return "comment" in names or "reported_category" in names


def bypasses(never: Never, certificate: Certificate) -> frozenset[str]:
    """The reasons that keep a report whatever its score, and that a certificate counts as a score
    of 1.

    Under a demonstration's, what is not recognised as noise is one: the hotline's own may do
    without.
    """
    rules = {rule.reason for rule in never.parameters.rules} | UNREADABLE
    graver = {f"{GRAVITY}{name}" for name in GRAVITIES} | {NO_CONTENT}
    return frozenset(rules | graver | ({UNRECOGNISED} if certificate.demonstration else set()))


def rules_digest(reader: ReadsReports, never: Never) -> str:
    """SHA-256 of what decides beside the code: the reader, French words, the declared patterns and
    bounds.
    """
    seen = hashlib.sha256(reader.digest.encode())
    seen.update(listed())
    seen.update(never.parameters.digest.encode())
    return seen.hexdigest()
