"""`/administration/sante`: how the service does, and what asks for attention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from fastapi.responses import HTMLResponse

from api.db.fault_words import WORDS
from api.health.state import ModelServerState, NoiseFilterState, ServiceState, state_of
from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.formats import decimal
from api.pages.health.editions import edition_readings
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.moments import say_moment
from api.pages.shell.visit import MeasuresVisit
from api.texts.model_faults import WORDS as MODEL_WORDS
from textfile.text import SEMICOLON, Language

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
LEAST_FREE = 1_000_000_000
"""Bytes under which the disk asks for attention."""
LONGEST_WITHOUT_PURGE = timedelta(days=2)
"""`qualif purge` runs once a day."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing looked at.

    `good` is None when there is nothing to judge; `code` is shown as written, whole.
    """

    label: str
    value: str
    good: bool | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class HealthPage(Page):
    """State of the service."""

    template: ClassVar[str] = "health/health.html"
    section: ClassVar[str] = "health"

    readings: tuple[HealthCheck, ...] = field(
        metadata=help_text("What the service stands on, each with what is found of it.")
    )
    reports: tuple[tuple[str, int], ...] = field(metadata=help_text("How many reports are in each state."))
    wrong: int = field(metadata=help_text("How many readings ask for attention."))


@router.get("/administration/sante", name="health_page")
def health_page(visit: MeasuresVisit, session: Read) -> HTMLResponse:
    """The readings."""
    services, language = visit.services, visit.language
    state = state_of(session, services)
    readings = _readings(state, services, language)
    page = HealthPage(
        title=translate(language, "health.title"),
        readings=readings,
        reports=tuple((translate(language, f"state.{name}"), n) for name, n in sorted(state.reports.items())),
        wrong=sum(reading.good is False for reading in readings),
    )
    return visit.render(page)


def _readings(state: ServiceState, services: Services, language: Language) -> tuple[HealthCheck, ...]:
    def say(key: str, /, **values: object) -> str:
        return translate(language, f"health.{key}", **values)

    upgraded = state.step is not None and state.step == state.expected
    step = say("step_good") if upgraded else say("step_wrong")
    found = [HealthCheck(say("database"), f"{state.database}, {step}", upgraded, state.step or "—")]
    writes = WORDS[state.write_fault].in_(language) if state.write_fault is not None else say("writes_good")
    found.append(HealthCheck(say("writes"), writes, state.write_fault is None))
    found.append(_instances(state, say))
    if state.disk_free is not None and state.disk_total is not None:
        free = say("disk_free", free=_gigabytes(state.disk_free), total=_gigabytes(state.disk_total))
        found.append(HealthCheck(say("disk"), free, state.disk_free >= LEAST_FREE))
    found.append(HealthCheck(say("law"), say("law_offences", n=state.offences), True, state.law))
    editions = edition_readings(state.editions, services.settings.zone, language)
    found += (HealthCheck(one.label, one.value, one.good, one.code) for one in editions)
    lexicons = say("at_hand") if state.lexicons is not None else say("lexicons_absent")
    found.append(HealthCheck(say("lexicons"), lexicons, state.lexicons is not None, state.lexicons or ""))
    found += _noise(state.noise, language)
    if state.model is not None:
        found += _model(state.model, services, language)
    failed = say("jobs_failed", n=state.failed_jobs) if state.failed_jobs else say("jobs_fine")
    found.append(HealthCheck(say("jobs"), failed, not state.failed_jobs))
    found.append(HealthCheck(say("journal"), say("entries", n=state.entries)))
    recent = state.purged_at is not None and services.clock.now() - state.purged_at <= LONGEST_WITHOUT_PURGE
    when = (
        say_moment(state.purged_at, services.settings.zone, language) if state.purged_at is not None else say("never")
    )
    found.append(HealthCheck(say("purge"), when, recent))
    if state.purged_at is not None:
        found.append(
            HealthCheck(
                say("files"),
                say("files_uncleared" if state.pending_erasure else "files_clear"),
                not state.pending_erasure,
            )
        )
    return tuple(found)


def _noise(noise: NoiseFilterState | None, language: Language) -> list[HealthCheck]:
    def say(key: str, /, **values: object) -> str:
        return translate(language, f"health.{key}", **values)

    if noise is None:
        return [HealthCheck(say("noise"), say("noise_absent"), False)]
    against = SEMICOLON[language].join(translate(language, f"certificate.{cause}") for cause in noise.against)
    good = say("certificate_demonstration" if noise.demonstration else "certificate_good")
    standing = (against or good) if noise.certificates else say("certificate_none")
    reader = say("at_hand") if noise.model is not None else say("reader_absent")
    failures = say("noise_failures", n=noise.failures) if noise.failures else say("none_failed")
    certified = bool(noise.certificates) and not noise.against and not noise.demonstration
    return [
        HealthCheck(say("noise"), failures, not noise.failures),
        HealthCheck(say("reader"), reader, noise.model is not None, noise.model or ""),
        HealthCheck(say("certificate"), standing, certified, " ".join(noise.certificates)),
    ]


def _model(state: ModelServerState, services: Services, language: Language) -> list[HealthCheck]:
    def say(key: str, /, **values: object) -> str:
        return translate(language, f"health.{key}", **values)

    standing, readings = state.standing, state.readings
    answers = standing.fault is None and standing.at is not None
    if standing.fault is not None:
        said = say("model_silent", why=MODEL_WORDS[standing.fault].in_(language))
    elif readings.last is not None and answers:
        said = say("model_last", when=say_moment(readings.last, services.settings.zone, language))
    else:
        said = say("model_answers" if answers else "model_unasked")
    checks = [
        HealthCheck(say("model"), said, answers if standing.fault is not None or answers else None, state.model),
        HealthCheck(say("model_waiting"), say("model_waits", n=readings.waiting)),
    ]
    if readings.seconds is not None and readings.tokens is not None:
        cost = say("model_cost_told", seconds=decimal(readings.seconds, language), n=readings.tokens)
        checks.append(HealthCheck(say("model_cost"), cost))
    if readings.faults:
        known = {str(code): words for code, words in MODEL_WORDS.items()}
        lines = (say("model_fault", n=n, why=known[code].in_(language)) for code, n in readings.faults.items())
        checks.append(HealthCheck(say("model_faults"), SEMICOLON[language].join(lines), False))
    return checks


def _instances(state: ServiceState, say: Callable[..., str]) -> HealthCheck:
    if not state.others:
        return HealthCheck(say("instances"), say("one"), True)
    if state.database == "sqlite":
        return HealthCheck(say("instances"), say("several_files"), False)
    return HealthCheck(say("instances"), say("several", n=state.others + 1), True)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.0f}" if size >= 1e10 else f"{size / 1e9:.1f}"
