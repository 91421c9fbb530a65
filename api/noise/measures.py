"""Prometheus collector of the filter, counted when it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.http.live import LiveServices
from api.texts.noise_watch import CertificateRuling, Watch

_BOUNDS = ("low", "estimate", "high")


class NoiseMeasures(Collector):
    """The standing of each certificate, its last complete weeks, and what the audit bounds."""

    def __init__(self, live: LiveServices) -> None:
        self._live = live

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not open the filter."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Metric families, one a measure."""
        watch = self._live.current().noise_watch
        rulings = watch.rulings()
        yield _certificates(rulings)
        yield from _weeks(rulings)
        yield _audits(rulings)
        yield _failures(watch)


def _certificates(rulings: list[CertificateRuling]) -> Metric:
    told = GaugeMetricFamily(
        "qualif_noise_certificate_valid",
        "1 while texts may be set aside",
        labels=("certified_channel", "fields", "demonstration"),
    )
    for ruling in rulings:
        demonstration = "yes" if ruling.standing.demonstration else "no"
        told.add_metric([*_names(ruling), demonstration], float(ruling.standing.valid))
    return told


def _weeks(rulings: list[CertificateRuling]) -> Iterator[Metric]:
    labels = ("certified_channel", "fields", "channel")
    reports = GaugeMetricFamily("qualif_noise_week_reports", "Reports of the last complete week", labels=labels)
    share = GaugeMetricFamily("qualif_noise_week_set_aside_share", "Share under the threshold", labels=labels)
    reference = GaugeMetricFamily("qualif_noise_reference_set_aside_share", "The same, at calibration", labels=labels)
    psi = GaugeMetricFamily("qualif_noise_week_psi", "Population stability index of the scores", labels=labels)
    alarm = GaugeMetricFamily("qualif_noise_week_alarm", "1 when the week suspends the certificate", labels=labels)
    for ruling in rulings:
        last = {week.count.channel: week for week in ruling.weeks if week.drift is not None}
        for channel, week in last.items():
            if week.drift is None:
                continue
            where = [*_names(ruling), channel]
            reports.add_metric(where, week.count.reports)
            share.add_metric(where, week.count.set_aside / week.count.reports)
            reference.add_metric(where, ruling.certificate.set_aside_share)
            psi.add_metric(where, week.drift.scores.size)
            alarm.add_metric(where, float(week.drift.alarm))
    yield from (reports, share, reference, psi, alarm)


def _audits(rulings: list[CertificateRuling]) -> Metric:
    told = GaugeMetricFamily(
        "qualif_noise_miss_rate",
        "Share of what must be seen that is set aside",
        labels=("certified_channel", "fields", "bound"),
    )
    for ruling in rulings:
        if ruling.audit is None:
            continue
        rate = ruling.audit.miss_rate()
        for bound in _BOUNDS:
            value = getattr(rate, bound)
            if value is not None:
                told.add_metric([*_names(ruling), bound], value)
    return told


def _failures(watch: Watch) -> Metric:
    told = CounterMetricFamily(
        "qualif_noise_failures", "Reports that a part of the filter failed on, all of them kept", labels=("reason",)
    )
    for reason, count in watch.failures().items():
        told.add_metric([reason], count)
    return told


def _names(ruling: CertificateRuling) -> tuple[str, str]:
    origin = ruling.certificate.origin
    return origin.channel, ",".join(origin.fields)
