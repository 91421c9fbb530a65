"""What the application is made of: built once by `bootstrap`, read by every feature."""

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
from api.kit.clock import Clock
from api.kit.fifo_lock import Lane
from api.kit.mail import Mailer
from api.kit.passwords import Passwords
from api.kit.rate_limit import Limiter
from api.kit.sealing import Sealer
from api.kit.settings import Settings
from api.kit.telemetry import Metrics
from api.rules.coverage import Measured
from api.rules.dangers import Dangers
from api.rules.editions import ServedLaws
from api.rules.follow_up import FollowUp
from api.rules.priorities import Priorities
from api.rules.register import Vocabulary
from api.rules.second_readings import Rereading
from api.texts.noise_watch import Watch
from api.texts.readers import Texts
from engine.notices.loader import Templates
from engine.routing.router import Router


@dataclass(frozen=True)
class Wiring:
    """Every port, wired. `arrivals`: reports that come in are read one request at a time, in the order they came; `beside`:
    what the answer does not wait for (the filter's verdict, the packing of the bytes) is done meanwhile.
    """

    settings: Settings
    database: Database
    clock: Clock
    laws: ServedLaws
    coverage: Mapping[str, Measured]
    answerer: Answerer
    texts: Texts
    watch: Watch
    priorities: Priorities
    dangers: Dangers
    register: Vocabulary
    hosting: Locator
    router: Router
    notices: Templates
    followup: FollowUp
    rereading: Rereading
    sealer: Sealer
    mailer: Mailer | None
    metrics: Metrics
    probe: WriteProbe
    callers: Limiter
    instances: Instances
    work_out_due: Callable[[WriteSession, Wiring, ReportRow], None]
    passwords: Passwords = field(default_factory=Passwords)
    arrivals: Lane = field(default_factory=Lane)
    beside: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "beside"))


def wiring(request: Request) -> Wiring:
    """The wiring of the application that serves a request."""
    found: Wiring = request.app.state.wiring
    return found
