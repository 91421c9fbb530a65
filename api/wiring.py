"""What the application is made of: built once by `bootstrap`, read by every feature."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from fastapi import Request

from api.danger import Dangers
from api.db.sessions import Database
from api.double_review.parameters import Rereading
from api.followup.parameters import FollowUp
from api.health.probe import WriteProbe
from api.hosting.locator import Locator
from api.instances import Instances
from api.kit.clock import Clock
from api.kit.lane import Lane
from api.law.coverage import Measured
from api.noise.watch import Watch
from api.priorities import Priorities
from api.qualifications.answerer import Answerer
from api.register.vocabulary import Vocabulary
from api.security.limits import Limiter
from api.security.passwords import Passwords
from api.security.sealing import Sealer
from api.served_laws.laws import ServedLaws
from api.settings import Settings
from api.telemetry import Metrics
from api.texts import Texts
from api.transmissions.mail import Mailer
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
    passwords: Passwords = field(default_factory=Passwords)
    arrivals: Lane = field(default_factory=Lane)
    beside: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "beside"))


def wiring(request: Request) -> Wiring:
    """The wiring of the application that serves a request."""
    found: Wiring = request.app.state.wiring
    return found
