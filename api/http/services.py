"""Application services: built by `bootstrap`, read by every feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from fastapi import Request

from api.answers.answerer import Answerer
from api.db.instances import Instances
from api.db.reports import ReportRow
from api.db.sessions import Database, WriteSession
from api.db.write_probe import WriteProbe
from api.hosting.locator import Locator
from api.kit.bounded_worker import BoundedWorker
from api.kit.clock import Clock
from api.kit.fifo_lock import FifoLock
from api.kit.mail import Mailer
from api.kit.passwords import Passwords
from api.kit.rate_limit import Limiter
from api.kit.sealing import Sealer
from api.kit.settings import Settings
from api.kit.telemetry import Metrics
from api.rules.coverage import OffenceCoverage
from api.rules.edition_standing import EditionMonitor
from api.rules.editions import Editions
from api.rules.origin import EditionOrigin
from api.rules.rulebook import Rulebook
from api.texts.model_connection import ModelConnection
from api.texts.noise_watch import Watch
from api.texts.readers import Texts
from api.watch.text_reading import LawTexts


@dataclass(frozen=True)
class Services:
    """Every port, ready: one snapshot, of one edition of the rules. `model`: the model server, None
    where the settings name none. `bounded` works out the evidence on drafts of rules apart, within
    limits; `previewer`, another process, what whoever writes them waits
    for; `trier`, a third, the trials of drafts.
    `arrivals`: reports that come in are read one request at a time, in the order they came;
    `beside`: what the answer does not wait for (the filter's verdict, the packing of the bytes) is
    done meanwhile.
    """

    settings: Settings
    database: Database
    clock: Clock
    origin: EditionOrigin
    editions: Editions
    coverage: Mapping[str, OffenceCoverage]
    rules: Rulebook
    answerer: Answerer
    texts: Texts
    model: ModelConnection | None
    noise_watch: Watch
    hosting: Locator
    sealer: Sealer
    mailer: Mailer | None
    metrics: Metrics
    probe: WriteProbe
    callers: Limiter
    instances: Instances
    monitor: EditionMonitor
    bounded: BoundedWorker
    previewer: BoundedWorker
    trier: BoundedWorker
    work_out_due: Callable[[WriteSession, Services, ReportRow], None]
    law_texts: LawTexts = field(default_factory=lambda: LawTexts(None))
    passwords: Passwords = field(default_factory=Passwords)
    arrivals: FifoLock = field(default_factory=FifoLock)
    beside: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "beside"))


def services_of(request: Request) -> Services:
    """The services that a request took at its start."""
    found: Services = request.state.services
    return found
