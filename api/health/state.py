"""Service state, read where each thing is kept: for a person who administers it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from api.db import migrate
from api.db.audit import AuditRow
from api.db.faults import Fault
from api.db.jobs import JobState
from api.db.sessions import AnySession
from api.http.services import Services
from api.jobs import repository as jobs
from api.journal import entries
from api.reports.model_readings import repository as model_readings
from api.reports.model_readings.repository import RecentReadings
from api.reports.queue import repository as queue
from api.retention.clearing import PURGED, pending_erasure
from api.rules.edition_standing import EditionStanding
from api.texts.model_connection import ModelStanding
from classifiers.noise.filter import NoiseFilter


@dataclass(frozen=True, slots=True)
class NoiseFilterState:
    """The noise filter: its reader by digest, None without one; its certificates, and why they do
    not hold, if so; the reports it failed on.
    """

    model: str | None
    certificates: tuple[str, ...]
    demonstration: bool
    against: tuple[str, ...]
    failures: int


@dataclass(frozen=True, slots=True)
class ModelServerState:
    """The model server: its name for the model, how it stood when it was last asked, and what
    became of readings since yesterday.
    """

    model: str
    standing: ModelStanding
    readings: RecentReadings


@dataclass(frozen=True, slots=True)
class EditionsState:
    """The publication that is served, None for a folder that is not recorded; how publications
    stand.
    """

    served: int | None
    standing: EditionStanding


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Snapshot of the service, counted now. Bytes are those of the disk of the data folder, None
    when the service keeps nothing there.

    `step` and `expected`: revision of the database and of the code. `others`: how many other
    instances use the database. `lexicons`: their digest, None when they could not be opened; so for
    `noise`. `model`: None where the settings name no model server. `reports`: how many in each
    state. `pending_erasure`: the database's files may still hold some of what was erased.
    `write_fault`: why the database takes no write. `failed_jobs`: those that had their last try.
    """

    database: str
    step: str | None
    expected: str | None
    others: int
    disk_free: int | None
    disk_total: int | None
    law: str
    offences: int
    editions: EditionsState
    lexicons: str | None
    noise: NoiseFilterState | None
    model: ModelServerState | None
    reports: Mapping[str, int]
    entries: int
    purged_at: datetime | None
    pending_erasure: bool
    write_fault: Fault | None
    failed_jobs: int


def state_of(session: AnySession, services: Services) -> ServiceState:
    """The state of the service."""
    folder = services.settings.data_dir
    disk = shutil.disk_usage(folder) if folder.is_dir() else None
    law, intake = services.editions.current().ruleset, services.texts.open()
    return ServiceState(
        database=services.database.dialect,
        step=migrate.current(services.database),
        expected=migrate.head(),
        others=services.instances.others(),
        disk_free=disk.free if disk is not None else None,
        disk_total=disk.total if disk is not None else None,
        law=law.digest,
        offences=len(law.offences),
        editions=EditionsState(services.origin.publication, services.monitor.standing),
        lexicons=intake.lexicons,
        noise=_filter(intake.noise) if intake.noise is not None else None,
        model=_model(session, services),
        reports=queue.states(session),
        entries=entries.head(session)[0],
        purged_at=_last_purge(session),
        pending_erasure=pending_erasure(session) is not None,
        write_fault=services.probe.fault(),
        failed_jobs=sum(n for (_, state), n in jobs.counts(session).items() if state == JobState.FAILED),
    )


def _filter(noise: NoiseFilter) -> NoiseFilterState:
    return NoiseFilterState(
        model=noise.digest,
        certificates=tuple(one.standing.certificate for one in noise.promises),
        demonstration=any(one.standing.demonstration for one in noise.promises),
        against=tuple(dict.fromkeys(cause for one in noise.promises for cause, _ in one.standing.against)),
        failures=sum(noise.failures.counts().values()),
    )


def _model(session: AnySession, services: Services) -> ModelServerState | None:
    connection, model = services.model, services.settings.reader_model
    if connection is None or model is None:
        return None
    yesterday = services.clock.now() - timedelta(days=1)
    return ModelServerState(model, connection.standing, model_readings.recent(session, yesterday))


def _last_purge(session: AnySession) -> datetime | None:
    query = select(AuditRow.at).where(AuditRow.action == PURGED).order_by(AuditRow.number.desc()).limit(1)
    at = session.scalar(query)
    return datetime.fromisoformat(at) if at is not None else None
