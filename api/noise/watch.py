"""Whether the filter may set aside today, channel by channel: its certificate, what the stored weeks say of it, what the audit says.

Nothing is stored for it: both are counted from the reports, so an alarm lasts as long as the certificate it was raised under.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

from api.db.sessions import Database
from api.kit.clock import Clock
from api.noise.counting import WeekCount, monday_of, weeks_under
from api.reports.schemas import Channel
from api.texts import Texts
from classifiers.noise.audit import Audit
from classifiers.noise.certificate import Certificate
from classifiers.noise.certificate_file import CertificateError, Certificates, digest, read
from classifiers.noise.drift import Drift, Week, compare
from classifiers.noise.filter import NoiseFilter, rules_digest
from classifiers.noise.score_version import SCORE_CODES
from classifiers.noise.standing import Standing, check, unwatched

log = logging.getLogger("qualif.noise")
FRESH = timedelta(minutes=5)
"""How long a ruling is good for before the reports are counted again."""
AGAIN = timedelta(seconds=30)
"""When they are counted again after that failed."""
YEAR = 52
"""Weeks over which the risk of a false alarm is shared, for each channel that a certificate serves."""
CHANNELS: tuple[str, ...] = get_args(Channel)


@dataclass(frozen=True)
class Watched:
    """A week of a channel, and how it compares with the calibration; the week under way is counted, not compared."""

    count: WeekCount
    drift: Drift | None


@dataclass(frozen=True)
class Ruling:
    """What holds for a channel: its certificate (None: it has none), its standing, the weeks and the audit that it rests on.

    `audit` counts the weeks in which nothing is left to judge: with the others, what is judged first would pass for the whole.
    """

    certificate: Certificate | None
    standing: Standing
    weeks: tuple[Watched, ...] = ()
    audit: Audit | None = None

    def of(self, noise: NoiseFilter) -> NoiseFilter:
        """The filter under this ruling."""
        return noise.under(self.certificate, self.standing)


@dataclass
class _Known:
    at: datetime
    until: datetime
    rulings: dict[str, Ruling] = field(default_factory=dict)
    own: Certificates | None = None


class Watch:
    """Rulings, counted anew every few minutes. `certificates`: the file that `qualif noise calibrate` keeps, if the hotline has one.

    `demonstration`: whether the shipped certificate, which promises nothing of a hotline's own reports, may set aside where there is no such file.
    """

    def __init__(
        self, database: Database, clock: Clock, texts: Texts, certificates: Path | None, demonstration: bool
    ) -> None:
        self._database, self._clock, self._texts, self._file = database, clock, texts, certificates
        self._demonstration = demonstration
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._failing = False

    def ruling(self, channel: str | None) -> Ruling | None:
        """What holds for a channel; None when there is no filter.

        A channel of the hotline's own file has its own certificate; the others have none. Without such a file, or without a channel,
        the demonstration's holds, if it may.
        """
        noise = self._texts.noise
        if noise is None:
            return None
        with self._lock:
            known = self._fresh()
            own = known.own if channel is not None else None
            shipped = noise.certificate if self._demonstration else None
            certificate = shipped if own is None else own.of(channel or "")
            if certificate is None:
                name = channel or "demonstration"
                return Ruling(None, check(None, model="", codes=SCORE_CODES, channel=name, today=self._clock.today()))
            name = digest(certificate)
            if name not in known.rulings:
                known.rulings[name] = self._rule_or_keep(known, noise, certificate)
            return known.rulings[name]

    def under(self, channel: str) -> NoiseFilter | None:
        """The filter as it may be used for a channel; None when there is none."""
        ruling, noise = self.ruling(channel), self._texts.noise
        return None if ruling is None or noise is None else ruling.of(noise)

    def rulings(self) -> list[Ruling]:
        """Those of every certificate at hand, by name of channel."""
        with self._lock:
            own = self._fresh().own
        channels: list[str | None] = [None] if own is None else [one.origin.channel for one in own.certificates]
        return [ruling for channel in channels if (ruling := self.ruling(channel)) is not None]

    def _fresh(self) -> _Known:
        now = self._clock.now()
        if self._known is None or not self._known.at <= now < self._known.until:
            self._known = _Known(now, now + FRESH, own=self._own())
        return self._known

    def _own(self) -> Certificates | None:
        if self._file is None:
            return None
        try:
            return read(self._file)
        except (CertificateError, OSError) as error:
            log.error("noise certificates cannot be used, everything is kept: %s", error)
            return Certificates()

    def _rule_or_keep(self, known: _Known, noise: NoiseFilter, certificate: Certificate) -> Ruling:
        """The ruling; where it cannot be made, one that keeps everything until it can."""
        try:
            ruling = self._rule(noise, certificate)
        except Exception as error:  # whatever it met: reports come in all the same, and none is set aside unwatched
            if not self._failing:
                log.error("the watch over the noise filter failed (%s): everything is kept", type(error).__name__)
            self._failing = True
            known.until = min(known.until, known.at + AGAIN)
            return Ruling(certificate, unwatched(certificate))
        self._failing = False
        return ruling

    def _rule(self, noise: NoiseFilter, certificate: Certificate) -> Ruling:
        today = self._clock.today()
        with self._database.read() as session:
            counts = weeks_under(session, certificate, noise.bypasses, self._clock.zone, today)
        weeks = tuple(_watched(counts, certificate, monday_of(today)))
        share = noise.never.parameters.audit_share
        audit = _audit([w.count for w in weeks if w.drift is not None], certificate, share)
        standing = check(
            certificate,
            model=rules_digest(noise.cascade, noise.never),
            codes=SCORE_CODES,
            channel=certificate.origin.channel,
            today=today,
            drift=[week.drift for week in weeks if week.drift is not None],
            audit=audit,
        )
        if not standing.valid:
            log.warning(
                "noise filter, channel %s: everything is kept, see /v1/noise/standing", certificate.origin.channel
            )
        return Ruling(certificate, standing, weeks, audit)


def _watched(counts: list[WeekCount], certificate: Certificate, this_week: date) -> list[Watched]:
    serves = 1 if certificate.origin.channel in CHANNELS else len(CHANNELS)
    return [
        Watched(count, None if count.start >= this_week else _compared(count, certificate, YEAR * serves))
        for count in counts
    ]


def _compared(count: WeekCount, certificate: Certificate, weeks: int) -> Drift:
    week = Week(certificate.origin.channel, count.start, count.set_aside, count.histogram)
    return compare(week, certificate, weeks=weeks)


def _audit(counts: list[WeekCount], certificate: Certificate, share: float) -> Audit:
    """Week after week, until it proves a loss: what comes in later does not take an alarm back."""
    audit = Audit(digest(certificate), share)
    for count in sorted(counts, key=lambda count: (count.start, count.channel)):
        if count.waiting == 0 and not audit.alarm(certificate.alpha):
            audit = audit.update(audited=count.audited, found=count.found, kept=count.kept)
    return audit
