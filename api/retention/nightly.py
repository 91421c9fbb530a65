"""Nightly erasure: what is past its period is erased each day at the hour of the settings, by one
instance.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.retention.service import purge


def next_purge(services: Services) -> datetime | None:
    """The next moment of the nightly erasure; None where the settings give it no hour."""
    hour = services.settings.purge_hour
    if hour is None:
        return None
    now = services.clock.now().astimezone(services.settings.zone)
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def purge_nightly(services: Services, _: JobTask) -> JobPause | None:
    """Erases what is past its period, until the next night; ends where the settings no longer ask
    for it. Done twice, it finds nothing to erase.

    Raises:
        StatisticsChanged, ErasureConflict: nothing was erased.
    """
    if services.settings.purge_hour is None:
        return None
    purge(services)
    following = next_purge(services)
    return JobPause((following - services.clock.now()).total_seconds()) if following is not None else None


PURGE = JobKind("retention.purge", purge_nightly, is_recurrent=True)
