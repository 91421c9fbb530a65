"""Response models of certificates and their standing."""

from __future__ import annotations

from api.kit.problems import Problem
from api.noise.schemas import AuditRead, CertificateRead, CertificatesRead, ConfidenceBounds, WeekRead
from api.texts.noise_watch import CertificateRuling, Watch, WeekComparison
from classifiers.noise.audit import Audit, Interval
from classifiers.noise.certificate_file import digest
from classifiers.noise.scores import EDGES

LEVEL = 0.95


def standings(watch: Watch) -> CertificatesRead:
    """Standings of every certificate.

    Raises:
        Problem: there is no filter.
    """
    if watch.under(None) is None:
        raise Problem("noise-filter-absent")
    return CertificatesRead(edges=EDGES.tolist(), certificates=[_certificate(ruling) for ruling in watch.rulings()])


def _certificate(ruling: CertificateRuling) -> CertificateRead:
    certificate = ruling.certificate
    return CertificateRead(
        channel=certificate.origin.channel,
        fields=list(certificate.origin.fields),
        digest=digest(certificate),
        demonstration=certificate.demonstration,
        alpha=certificate.alpha,
        delta=certificate.delta,
        threshold=certificate.threshold,
        expires=certificate.expires,
        reference_share=certificate.set_aside_share,
        reference_histogram=list(certificate.histogram),
        valid=ruling.standing.valid,
        against=list(dict.fromkeys(cause for cause, _ in ruling.standing.against)),
        sentence=ruling.standing.sentence,
        weeks=[_week(week) for week in ruling.weeks],
        audit=None if ruling.audit is None else _audit(ruling.audit, ruling.weeks),
    )


def _week(week: WeekComparison) -> WeekRead:
    count, drift = week.count, week.drift
    return WeekRead(
        channel=count.channel,
        start=count.start,
        reports=count.reports,
        set_aside=count.set_aside,
        share=count.set_aside / count.reports,
        histogram=list(count.histogram),
        waiting=count.waiting,
        complete=drift is not None,
        psi=None if drift is None else drift.scores.size,
        alarm=drift is not None and drift.alarm,
        reasons=[] if drift is None else list(drift.reasons),
    )


def _audit(audit: Audit, weeks: tuple[WeekComparison, ...]) -> AuditRead:
    return AuditRead(
        share=audit.share,
        weeks=sum(week.drift is not None and week.count.waiting == 0 for week in weeks),
        audited=audit.audited,
        found=audit.false_negatives,
        kept=audit.true_positives,
        waste=_bounds(audit.waste(LEVEL)),
        miss_rate=_bounds(audit.miss_rate(LEVEL)),
        level=LEVEL,
    )


def _bounds(interval: Interval) -> ConfidenceBounds:
    return ConfidenceBounds(low=interval.low, estimate=interval.estimate, high=interval.high)
