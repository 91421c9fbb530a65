"""Which edition of the rules is served, which one should be, which one comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from api.health.state import EditionsState
from api.pages.shell.catalogue import translate
from api.pages.shell.moments import say_moment
from textfile.text import Language


@dataclass(frozen=True, slots=True)
class EditionReading:
    """What is said of one thing; `good` as in `HealthCheck`."""

    label: str
    value: str
    good: bool | None
    code: str = ""


class _Says(Protocol):
    def __call__(self, key: str, /, **values: object) -> str: ...


def edition_readings(state: EditionsState, zone: ZoneInfo, language: Language) -> list[EditionReading]:
    """Readings of the editions; of a service that follows no publication, none."""

    def say(key: str, /, **values: object) -> str:
        return translate(language, f"health.{key}", **values)

    standing, readings = state.standing, list[EditionReading]()
    if state.served is not None or standing.effective is not None:
        readings.append(EditionReading(say("edition"), _served(state, say), _is_good(state)))
    if standing.upcoming is not None and standing.upcoming_at is not None:
        when = say_moment(standing.upcoming_at, zone, language)
        key = "edition_open" if standing.is_upcoming_open else "edition_opening"
        said = say(key, n=standing.upcoming, when=when)
        readings.append(EditionReading(say("edition_upcoming"), said, None if standing.fault is None else False))
    if standing.fault is not None:
        readings.append(EditionReading(say("edition_fault"), say(f"edition_fault_{standing.fault}"), False))
    if standing.folder_apart:
        readings.append(EditionReading(say("folder"), say("folder_apart"), False))
    return readings


def _is_good(state: EditionsState) -> bool:
    return state.standing.effective is None or state.served == state.standing.effective


def _served(state: EditionsState, say: _Says) -> str:
    if _is_good(state):
        return say("edition_served", n=state.served or 0)
    if state.served is None:
        return say("edition_behind_folder", effective=state.standing.effective or 0)
    return say("edition_behind", served=state.served, effective=state.standing.effective or 0)
