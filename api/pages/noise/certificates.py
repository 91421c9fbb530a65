"""Standing of the noise filter today, in words: each certificate, what it promises, why it does not
hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.http.services import Services
from api.kit.problems import Problem
from api.noise.schemas import CertificateRead
from api.noise.standing import standings
from api.pages.case.head import percent
from api.pages.shell.parts import Status
from api.pages.shell.say import Say
from api.texts.noise_watch import CHANNELS
from classifiers.noise.kinds import FIELDS
from textfile.text import SEMICOLON


@dataclass(frozen=True, slots=True)
class StandingView:
    """One certificate: for which channel and which fields, whether it holds, what it promises, why
    it does not hold.
    """

    channel: str
    fields: str
    status: Status
    state: str
    promise: str
    why: str


def standing_views(services: Services, say: Say) -> tuple[tuple[StandingView, ...], str]:
    """Every certificate at hand, and what is to be said when there is none."""
    try:
        certificate = standings(services.noise_watch).certificates
    except Problem:
        return (), say.t("noise.no_filter")
    return tuple(_view(one, say) for one in certificate), "" if certificate else say.t("noise.no_certificate")


def _view(certificate: CertificateRead, say: Say) -> StandingView:
    values = {"alpha": percent(certificate.alpha, say), "delta": percent(certificate.delta, say)}
    promise = say.t("noise.promise_elsewhere" if certificate.demonstration else "noise.promise", **values)
    until = say.t("noise.until", day=say.day(certificate.expires)) if certificate.expires is not None else ""
    known = certificate.channel in CHANNELS
    causes = SEMICOLON[say.language].join(say.t(f"certificate.{cause}") for cause in certificate.against)
    return StandingView(
        channel=say.t(f"channel.{certificate.channel}") if known else say.t("noise.every_channel"),
        fields=_fields(certificate, say),
        status=_shape(certificate),
        state=say.t(f"noise.{_state(certificate)}"),
        promise=" ".join(filter(None, [promise, until])),
        why=say.t("noise.why", why=causes) if causes else "",
    )


def _fields(certificate: CertificateRead, say: Say) -> str:
    if len(certificate.fields) == len(FIELDS):
        return say.t("noise.every_field")
    return ", ".join(say.t(f"field.{name}") for name in certificate.fields)


def _state(certificate: CertificateRead) -> str:
    if certificate.valid:
        return "demonstration" if certificate.demonstration else "in_force"
    return "suspended" if {"drifted", "audit"} & set(certificate.against) else "not_in_force"


def _shape(certificate: CertificateRead) -> Status:
    if certificate.valid:
        return "note" if certificate.demonstration else "in_force"
    return "ended"
