"""Validity of the filter's certificates today, channel by channel: its certificates, what the
stored weeks say of each, what the audit says.

Nothing is stored for it: both are counted from the reports, so an alarm lasts as long as the
certificate it was raised under.
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
from api.texts.channels import Channel
from api.texts.noise_counts import WeekCount, monday_of, weeks_under
from api.texts.readers import Texts
from classifiers.noise.audit import Audit
from classifiers.noise.certificate import Certificate
from classifiers.noise.certificate_file import CertificateError, Certificates, digest, read
from classifiers.noise.drift import Drift, Week, compare
from classifiers.noise.filter import NoiseFilter, bypasses, rules_digest
from classifiers.noise.score_version import ScoreVersion
from classifiers.noise.standing import CertificateStanding, Promise, check, unwatched

log = logging.getLogger("qualif.noise")
FRESH = timedelta(minutes=5)
"""How long a ruling is good for before the reports are counted again."""
AGAIN = timedelta(seconds=30)
"""When they are counted again after that failed."""
YEAR = 52
"""Weeks over which the risk of a false alarm is shared, for each channel that a certificate serves.
"""
CHANNELS: tuple[str, ...] = get_args(Channel)


@dataclass(frozen=True)
class WeekComparison:
    """A week of a channel, and how it compares with the calibration; the week under way is counted,
    not compared.
    """

    count: WeekCount
    drift: Drift | None


@dataclass(frozen=True)
class CertificateRuling:
    """Ruling on a certificate: its standing, the weeks and the audit that it rests on.

    `audit` counts the weeks in which nothing is left to judge: with the others, what is judged
    first would pass for the whole.
    """

    certificate: Certificate
    standing: CertificateStanding
    weeks: tuple[WeekComparison, ...] = ()
    audit: Audit | None = None

    @property
    def promise(self) -> Promise:
        """Promise of the certificate, as the filter asks for it."""
        return Promise(self.certificate, self.standing)


@dataclass
class _RulingCache:
    at: datetime
    until: datetime
    rulings: dict[str, CertificateRuling] = field(default_factory=dict)
    own: Certificates | None = None


class Watch:
    """Rulings, counted anew every few minutes. `certificates`: the file that `qualif noise
    calibrate` keeps, if the hotline has one.

    `demonstration`: whether the shipped certificates, which promise nothing of a hotline's own
    reports, may set aside where there is no such file.
    """

    def __init__(
        self, database: Database, clock: Clock, texts: Texts, certificates: Path | None, demonstration: bool
    ) -> None:
        self._database, self._clock, self._texts, self._file = database, clock, texts, certificates
        self._demonstration = demonstration
        self._lock = threading.Lock()
        self._cache: _RulingCache | None = None
        self._failing = False

    def under(self, channel: str | None) -> NoiseFilter | None:
        """The filter as it may be used for a channel; None when there is none.

        A channel of the hotline's own file has its own certificates; the others have none. Without
        such a file, or without a channel, the demonstration's hold, if they may.
        """
        noise = self._texts.noise
        if noise is None:
            return None
        return noise.under([ruling.promise for ruling in self._rulings(noise, channel)])

    def rulings(self) -> list[CertificateRuling]:
        """Rulings on every certificate at hand, by channel and fields."""
        noise = self._texts.noise
        if noise is None:
            return []
        with self._lock:
            own = self._fresh().own
        channels = [None] if own is None else list(dict.fromkeys(one.origin.channel for one in own.certificates))
        return [ruling for channel in channels for ruling in self._rulings(noise, channel)]

    def failures(self) -> dict[str, int]:
        """Failure counts: reports that a part of the filter has failed on in this process, by
        reason.
        """
        noise = self._texts.noise
        return {} if noise is None else noise.failures.counts()

    def _rulings(self, noise: NoiseFilter, channel: str | None) -> list[CertificateRuling]:
        with self._lock:
            known = self._fresh()
            own = known.own if channel is not None else None
            if own is not None:
                certificates = own.of(channel or "")
            else:
                certificates = tuple(one.certificate for one in noise.promises) if self._demonstration else ()
            found = []
            for certificate in certificates:
                name = digest(certificate)
                if name not in known.rulings:
                    known.rulings[name] = self._rule_or_keep(known, noise, certificate)
                found.append(known.rulings[name])
            return found

    def _fresh(self) -> _RulingCache:
        now = self._clock.now()
        if self._cache is None or not self._cache.at <= now < self._cache.until:
            self._cache = _RulingCache(now, now + FRESH, own=self._own())
        return self._cache

    def _own(self) -> Certificates | None:
        if self._file is None:
            return None
        try:
            return read(self._file)
        except (CertificateError, OSError) as error:
            log.error("noise certificates cannot be used, everything is kept: %s", error)
            return Certificates()

    def _rule_or_keep(self, cache: _RulingCache, noise: NoiseFilter, certificate: Certificate) -> CertificateRuling:
        """The ruling; where it cannot be made, one that keeps everything until it can."""
        try:
            ruling = self._rule(noise, certificate)
        except Exception as error:  # whatever it met: reports come in all the same, and none is set aside unwatched
            if not self._failing:
                log.error("the watch over the noise filter failed (%s): everything is kept", type(error).__name__)
            self._failing = True
            cache.until = min(cache.until, cache.at + AGAIN)
            return CertificateRuling(certificate, unwatched(certificate))
        self._failing = False
        return ruling

    def _rule(self, noise: NoiseFilter, certificate: Certificate) -> CertificateRuling:
        today, reader = self._clock.today(), noise.reader
        with self._database.read() as session:
            counts = weeks_under(session, certificate, bypasses(noise.never, certificate), self._clock.zone, today)
        weeks = tuple(_week_comparisons(counts, certificate, monday_of(today)))
        share = noise.never.parameters.audit_share
        audit = _audit([w.count for w in weeks if w.drift is not None], certificate, share)
        standing = check(
            certificate,
            ScoreVersion(rules_digest(reader, noise.never) if reader is not None else ""),
            certificate.origin.channel,
            today,
            drift=[week.drift for week in weeks if week.drift is not None],
            audit=audit,
        )
        if not standing.valid:
            log.warning(
                "noise filter, channel %s: everything is kept, see /v1/noise/standing", certificate.origin.channel
            )
        return CertificateRuling(certificate, standing, weeks, audit)


def _week_comparisons(counts: list[WeekCount], certificate: Certificate, this_week: date) -> list[WeekComparison]:
    serves = 1 if certificate.origin.channel in CHANNELS else len(CHANNELS)
    return [
        WeekComparison(count, None if count.start >= this_week else _drift(count, certificate, YEAR * serves))
        for count in counts
    ]


def _drift(count: WeekCount, certificate: Certificate, weeks: int) -> Drift:
    week = Week(certificate.origin.channel, count.start, count.set_aside, count.histogram)
    return compare(week, certificate, weeks=weeks)


def _audit(counts: list[WeekCount], certificate: Certificate, share: float) -> Audit:
    """Week after week, until it proves a loss: what comes in later does not take an alarm back."""
    audit = Audit(digest(certificate), share)
    for count in sorted(counts, key=lambda count: (count.start, count.channel)):
        if count.waiting == 0 and not audit.alarm(certificate.alpha):
            audit = audit.plus(count.audits)
    return audit
