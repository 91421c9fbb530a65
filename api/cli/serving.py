"""One process of the service: opens it, runs what works beside it, answers until it is stopped."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from socket import socket
from threading import Lock
from typing import TYPE_CHECKING, Any

from api.cli.address_file import answering_at
from api.cli.opening import FAILED, services_with, settings_of
from api.cli.shared import complain, fail

if TYPE_CHECKING:
    from api.http.services import Services
    from api.kit.settings import Settings

_DEMO_NOTIFIER = {"notifier_name": "Hotline de démonstration", "notifier_email": "notifications@hotline.invalid"}
"""Who gives notice in the demonstration, so that its notices are whole; an address that leads
nowhere.
"""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Options of `qualif serve`: where to listen and by how many processes (None: the settings'),
    and what to do first. `is_first`: this process does what is done once, links and demonstration.
    """

    host: str | None = None
    port: int | None = None
    workers: int | None = None
    quiet: bool = False
    link: bool = False
    demo: bool = False
    is_first: bool = True

    def settings(self) -> Settings:
        """The settings of the environment under these options; what is wrong in them is printed,
        and stops.
        """
        settings = settings_of(host=self.host, port=self.port, workers=self.workers)
        if self.demo and settings.environment == "development" and settings.notifier_name is None:
            return settings.model_copy(update=_DEMO_NOTIFIER)
        return settings


def run_service(
    options: ServeOptions, listener: socket | None = None, on_ready: Callable[[], None] = lambda: None
) -> None:
    """Serves in this process until a signal stops it.

    `listener`: a socket that listens already, shared with other processes. `on_ready` is called
    once, when requests are answered and the readers of texts are open.
    """
    import uvicorn

    from api.app.bootstrap import application
    from api.app.edition_follower import following
    from api.app.job_kinds import KINDS, plan_jobs
    from api.cli.entrances import links_at_start, words_of_links
    from api.db.migrate import upgrade
    from api.http.live import LiveServices
    from api.jobs.worker import working
    from api.kit.telemetry import start_logging
    from api.law.folder_publications import publish_at_start
    from api.reports.model_readings.worker import reading_beside
    from api.retention.erasure_follower import following_erasures
    from api.shadow.worker import shadowing
    from api.texts.warming import warming

    settings = options.settings()
    start_logging(settings.log_form, quiet=options.quiet)
    services = services_with(settings)
    refuse_second_writer(services)
    upgrade(services.database)
    try:
        services = publish_at_start(services)
    except ValueError as error:
        fail(str(error), FAILED)
    if options.demo and options.is_first:
        load_demo(services)
    links = links_at_start(services, again=options.link, with_demo=options.demo) if options.is_first else {}
    live = LiveServices(services)
    served = application(live)
    _steady()
    signal.signal(signal.SIGTERM, _leave)
    for line in words_of_links(services, links):
        print(line, flush=True)
    ready = _Readiness(2, on_ready)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                ready.done()

    def opened() -> None:
        gc.freeze()
        ready.done()

    with (
        answering_at(settings) if listener is None else nullcontext(),
        warming(services.texts, on_open=opened),
        reading_beside(live),
        following(live),
        following_erasures(live),
        working(live, KINDS, plan_jobs),
        shadowing(live),
    ):
        Server(uvicorn.Config(served, **server_options(settings))).run(None if listener is None else [listener])


def server_options(settings: Settings) -> dict[str, Any]:
    """Options of uvicorn."""
    from api.http.connections import connection_class

    return {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "http": connection_class(settings),
        "backlog": settings.max_connections,
    }


def refuse_second_writer(services: Services) -> None:
    """Counts this process among those that serve the database; a second one on SQLite is refused
    with a sentence, before it changes anything.
    """
    services.instances.start()
    if services.database.dialect == "sqlite" and services.instances.others():
        services.instances.stop()
        fail(
            "un autre service utilise déjà cette base SQLite, qui n'en a qu'un : l'arrêter d'abord, désigner un autre dossier "
            "(QUALIF_DATA_DIR), ou servir une base PostgreSQL (QUALIF_DATABASE_URL), qui en prend plusieurs",
            FAILED,
        )


def load_demo(services: Services) -> None:
    """Stores the reports of the demonstration that are missing, and prints how many."""
    from api.demo.loading import load
    from api.law.archive import keep_law

    complain("démonstration : lecture des signalements… (une minute au plus, la première fois)")
    keep_law(services)
    stored, there = load(services)
    print(f"démonstration : {stored} signalements enregistrés, {there} en tout", flush=True)


def print_settings(settings: Settings, *, quiet: bool) -> None:
    """Prints what the service runs with, on standard error; under `quiet`, the warning alone."""
    if not quiet:
        complain("\n".join(f"{name} = {value}" for name, value in settings.printable().items()))
    complain("ouverture des règles et de la base… (les lecteurs de textes s'ouvrent ensuite, derrière le service)")
    if settings.environment == "development":
        complain("environnement de développement : secrets d'exemple, cookies sans HTTPS ; voir docs/service.md")


class _Readiness:
    """Countdown latch: calls `announce` once, after `steps` calls of `done`."""

    def __init__(self, steps: int, announce: Callable[[], None]) -> None:
        self._steps, self._announce, self._lock = steps, announce, Lock()

    def done(self) -> None:
        with self._lock:
            self._steps -= 1
            last = self._steps == 0
        if last:
            self._announce()


def _leave(*_: object) -> None:
    """Has the process end as it does after Ctrl-C: uvicorn, once it has stopped, raises the signal
    again, which would end it before what works beside the service has.
    """
    raise SystemExit(0)


def _steady() -> None:
    """Spares requests the long pauses: what stays is not walked again for garbage, and threads that
    only pass something on wait less.
    """
    gc.collect()
    gc.freeze()  # the law, the lexicons, the model, the application: a third of a second at each full collection
    # a full collection now and then all the same: a tenth of a second, for what reports left
    gc.set_threshold(2_000, 10, 1_000)
    sys.setswitchinterval(0.001)
