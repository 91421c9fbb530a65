"""Process that has read the law, and forks the service for whoever asks: `python -m
campaign.fork_server`. It reads one JSON object a line, `environment` and `port`, and answers with
the process number of the instance. With `--serve PORT` it forks nothing, and is the instance.

It has neither thread nor connection, so that a fork is whole; what an instance opens, it opens
after.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import uvicorn

from api.app.bootstrap import application, open_services
from api.app.job_kinds import KINDS, plan_jobs
from api.cli.serving import refuse_second_writer, server_options
from api.db.migrate import upgrade
from api.http.live import LiveServices
from api.jobs.worker import working
from api.kit.settings import Settings
from api.kit.telemetry import start_logging
from api.reports.model_readings.worker import reading_beside
from api.rules.rulebook import Rulebook, open_rulebook
from campaign.injected import CLOCK_FILE, MUTE_FILE, MutableTexts, OffsetClock
from classifiers.model_server.questionnaire import Questionnaire
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.api.service.model_server import small_questions
from tests.shared import ROOT, RULESETS


def main() -> None:
    """Reads requests until its input ends."""
    law = RULESETS if "--shipped" in sys.argv else ROOT / "docs/examples/petite-loi"
    engine, rulebook = Engine(load_folder(law)), open_rulebook(None)
    if "--serve" in sys.argv:
        _serve(engine, rulebook, int(sys.argv[-1]))
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is buried by the kernel
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if process == 0:
            _leave_pipes()
            os.environ.update(asked["environment"])
            _serve(engine, rulebook, int(asked["port"]))
            os._exit(0)
        print(process, flush=True)


def _leave_pipes() -> None:
    """An instance outlives the fork server, whose end whoever started it reads on its pipes."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)


def _serve(engine: Engine, rulebook: Rulebook, port: int) -> None:
    settings = Settings(port=port)
    start_logging(settings.log_form, quiet=True)
    services = open_services(
        settings, engine=engine, rulebook=rulebook, questionnaire=_questions(settings), **_injected(settings)
    )
    refuse_second_writer(services)
    upgrade(services.database)
    live = LiveServices(services)
    served = application(live)
    with ExitStack() as beside:
        beside.enter_context(reading_beside(live))
        beside.enter_context(working(live, KINDS, plan_jobs))
        uvicorn.Server(uvicorn.Config(served, **server_options(settings))).run()


def _questions(settings: Settings) -> Questionnaire | None:
    return small_questions() if settings.reader_url is not None else None


def _injected(settings: Settings) -> dict[str, Any]:
    """Ports that the campaign replaces."""
    ports: dict[str, Any] = {}
    if clock := os.environ.get(CLOCK_FILE):
        ports["clock"] = OffsetClock(settings.zone, Path(clock))
    if mute := os.environ.get(MUTE_FILE):
        ports["texts"] = MutableTexts(Path(mute))
    return ports


if __name__ == "__main__":
    main()
