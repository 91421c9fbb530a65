"""What the application is made of: built once by `bootstrap`, read by every feature."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.db.sessions import Database
from api.kit.clock import Clock
from api.priorities import Priorities
from api.qualifications.answerer import Answerer, Laws
from api.security.limits import Limiter
from api.security.sealing import Sealer
from api.settings import Settings
from api.telemetry import Metrics
from api.texts import Texts


@dataclass(frozen=True)
class Wiring:
    """Every port, wired."""

    settings: Settings
    database: Database
    clock: Clock
    laws: Laws
    answerer: Answerer
    texts: Texts
    priorities: Priorities
    sealer: Sealer
    metrics: Metrics
    callers: Limiter
    sign_ins: Limiter


def wiring(request: Request) -> Wiring:
    """The wiring of the application that serves a request."""
    found: Wiring = request.app.state.wiring
    return found
