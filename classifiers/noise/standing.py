"""Validity of a certificate today.

If it is not valid, nothing is set aside, and a person is told why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classifiers.noise.audit import Audit
from classifiers.noise.certificate import Certificate, percent, told_fields
from classifiers.noise.certificate_file import digest
from classifiers.noise.drift import Drift
from classifiers.noise.score_version import ScoreVersion

Cause = Literal[
    "other_channel",
    "other_model",
    "other_code",
    "not_yet",  # the day comes before the end of the calibration
    "expired",
    "other_watch",  # a drift or an audit counted under another certificate
    "drifted",
    "audit",  # the audit proves that more is lost than promised
    "unwatched",  # what came in since the calibration cannot be counted
]


@dataclass(frozen=True)
class CertificateStanding:
    """Validity of a certificate (`certificate`: its digest).

    Valid when there is no cause against; each cause with its sentence, in order.
    """

    certificate: str
    demonstration: bool
    against: tuple[tuple[Cause, str], ...]

    @property
    def valid(self) -> bool:
        """Whether texts may be set aside."""
        return not self.against

    @property
    def suspended(self) -> bool:
        """Whether what came in since the calibration speaks against the certificate."""
        return any(cause in ("drifted", "audit") for cause, _ in self.against)

    @property
    def sentence(self) -> str:
        """For a person: what holds, or why everything is kept."""
        if not self.valid:
            return f"Rien n'est mis de côté : {' ; '.join(text for _, text in self.against)}."
        if self.demonstration:
            return (
                "Seuil de démonstration, calé sur d'autres signalements que ceux du canal : il ne promet rien ici. N'est mis de côté que ce qui est "
                "reconnu comme du bruit."
            )
        return "Certificat en vigueur."


def check(
    certificate: Certificate,
    version: ScoreVersion,
    channel: str,
    today: date,
    *,
    drift: Sequence[Drift] = (),
    audit: Audit | None = None,
) -> CertificateStanding:
    """The standing of a channel's certificate on a day, under the version that scores now.

    `drift`: *every* week since the calibration, since an alarm suspends until a new certificate.
    """
    own = digest(certificate)
    origin, against = certificate.origin, list[tuple[Cause, str]]()
    if origin.channel != channel:
        against.append(("other_channel", f"le certificat est celui du canal « {origin.channel} », pas « {channel} »"))
    if origin.model != version.model:
        reason = "le modèle, les lexiques ou `bruit.yaml` ne sont plus ceux du certificat (empreinte différente)"
        against.append(("other_model", reason))
    if origin.code not in version.codes:
        against.append(("other_code", "le calcul du score n'est plus celui du certificat (version différente)"))
    if today < origin.until:
        against.append(("not_yet", f"le calage finit le {origin.until.isoformat()}, après le {today.isoformat()}"))
    if certificate.expires is not None and today > certificate.expires:
        against.append(("expired", f"le certificat a expiré le {certificate.expires.isoformat()}"))
    if any(week.certificate != own for week in drift) or (audit is not None and audit.certificate != own):
        against.append(("other_watch", "la dérive ou l'audit ont été comptés sous un autre certificat"))
    against += [("drifted", reason) for week in drift for reason in week.reasons]
    if audit is not None and audit.alarm(certificate.alpha):
        lost = audit.miss_rate()
        against.append(
            (
                "audit",
                f"l'audit prouve une perte supérieure à {percent(certificate.alpha)} ({_estimate_words(lost.estimate)})",
            )
        )
    return CertificateStanding(own, certificate.demonstration, tuple(against))


def unwatched(certificate: Certificate) -> CertificateStanding:
    """The standing of a certificate while nobody can tell what came in since its calibration."""
    reason = "ce qui est arrivé depuis le calage n'a pu être compté : voir le journal technique"
    return CertificateStanding(digest(certificate), certificate.demonstration, (("unwatched", reason),))


def _estimate_words(estimate: float | None) -> str:
    return "aucune estimation" if estimate is None else f"estimée à {percent(estimate)}"


@dataclass(frozen=True)
class Promise:
    """A certificate with its standing today."""

    certificate: Certificate
    standing: CertificateStanding


def digests_of(promises: Sequence[Promise]) -> str | None:
    """The digests of the certificates that hold, separated by a space; None when none does."""
    digests = [one.standing.certificate for one in promises if one.standing.valid]
    return " ".join(digests) or None


def sentence(promises: Sequence[Promise], channel: str) -> str:
    """For a person: what holds for a channel, certificate by certificate, or why everything is
    kept.
    """
    if not promises:
        return f"Rien n'est mis de côté : le canal « {channel} » n'a pas de certificat."
    if len(promises) == 1:
        return promises[0].standing.sentence
    told = (f"{told_fields(one.certificate.origin.fields)} : {one.standing.sentence}" for one in promises)
    return " ".join(told)
