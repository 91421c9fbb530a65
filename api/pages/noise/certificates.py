"""What the noise filter is worth today, in words: each certificate, what it promises, why it does not hold."""

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


@dataclass(frozen=True, slots=True)
class StandingView:
    """One certificate: for which channel and which fields, whether it holds, what it promises, why it does not hold."""

    channel: str
    fields: str
    status: Status
    state: str
    promise: str
    why: str


def standing_views(services: Services, say: Say) -> tuple[tuple[StandingView, ...], str]:
    """Every certificate at hand, and what is to be said when there is none."""
    try:
        told = standings(services.noise_watch).certificates
    except Problem:
        return (), say.t("noise.no_filter")
    return tuple(_view(one, say) for one in told), "" if told else say.t("noise.no_certificate")


def _view(told: CertificateRead, say: Say) -> StandingView:
    values = {"alpha": percent(told.alpha, say), "delta": percent(told.delta, say)}
    promise = say.t("noise.promise_elsewhere" if told.demonstration else "noise.promise", **values)
    until = say.t("noise.until", day=say.day(told.expires)) if told.expires is not None else ""
    known = told.channel in CHANNELS
    causes = " ; ".join(say.t(f"certificate.{cause}") for cause in told.against)
    return StandingView(
        channel=say.t(f"channel.{told.channel}") if known else say.t("noise.every_channel"),
        fields=_fields(told, say),
        status=_shape(told),
        state=say.t(f"noise.{_state(told)}"),
        promise=" ".join(filter(None, [promise, until])),
        why=say.t("noise.why", why=causes) if causes else "",
    )


def _fields(told: CertificateRead, say: Say) -> str:
    if len(told.fields) == len(FIELDS):
        return say.t("noise.every_field")
    return ", ".join(say.t(f"field.{name}") for name in told.fields)


def _state(told: CertificateRead) -> str:
    if told.valid:
        return "demonstration" if told.demonstration else "in_force"
    return "suspended" if {"drifted", "audit"} & set(told.against) else "not_in_force"


def _shape(told: CertificateRead) -> Status:
    if told.valid:
        return "note" if told.demonstration else "in_force"
    return "ended"
