"""The one place that wires: settings in, application out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from multiprocessing import set_forkserver_preload
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import Lifespan

from api.answers.answerer import Answerer
from api.app.edition_at_start import edition_at_start, reading
from api.app.features import PROBLEM_PAGE, ROUTERS
from api.app.openapi import describe, description_of
from api.authoring.service import LanguageService
from api.db.instances import instances_of
from api.db.opening import open_database
from api.db.write_probe import WriteProbe
from api.hosting.locator import Locator
from api.hosting.opening import open_source
from api.http import problem_handlers
from api.http.admission import admissions
from api.http.guard import Guard
from api.http.live import LiveServices
from api.http.queries import known_query
from api.http.services import Services
from api.jobs.measures import JobMeasures
from api.kit.bounded_worker import BoundedWorker
from api.kit.clock import Clock
from api.kit.mail import SmtpMailer
from api.kit.rate_limit import Limiter, address_block
from api.kit.sealing import Sealer
from api.kit.settings import Settings
from api.kit.telemetry import Metrics
from api.law.archive import keep_law
from api.law.rules_check import refuse_faults
from api.noise.measures import NoiseMeasures
from api.pages import site
from api.rules.coverage import file_of, read_coverage
from api.rules.edition_standing import EditionMonitor
from api.rules.editions import Editions
from api.rules.folder import OpenEdition, open_with_files, shipped_law
from api.rules.origin import EditionOrigin
from api.rules.rulebook import Rulebook, open_rulebook
from api.texts.model_connection import model_connection
from api.texts.noise_watch import Watch
from api.texts.readers import NO_TEXTS, Texts, texts_of
from api.transmissions.due.working_out import work_out
from api.trial.stored_drafts import StoredDrafts
from api.trial.trials import PROCESSOR_SECONDS, Trials
from api.watch.text_reading import LawTexts
from classifiers.model_server.questionnaire import Questionnaire
from engine.reasoning.qualify import Engine

_ABOUT = (
    "Qualification juridique expliquée de contenus signalés. Le service suggère, une personne décide. "
    "Toute erreur est un document de problème (RFC 9457) dont le `type` est une page du service."
)

WORK_APART = (
    "__main__",
    "api.changes.evidence",
    "api.changes.questions",
    "api.shadow.comparing",
    "api.trial.sides",
    "api.watch.official_texts",
)
"""Modules that bounded workers run, imported once in the process that all of them fork from."""


def open_services(
    settings: Settings,
    *,
    engine: Engine | None = None,
    clock: Clock | None = None,
    texts: Texts | None = None,
    rulebook: Rulebook | None = None,
    questionnaire: Questionnaire | None = None,
) -> Services:
    """Every port, for the application and for commands. With an engine of the caller's, texts are
    read if the caller says by what, and a model server is asked the caller's questions.
    """
    set_forkserver_preload([*WORK_APART])
    database, clock = open_database(settings), clock or Clock(settings.zone)
    if engine is None:
        origin = edition_at_start(settings, database, clock.now())
    else:
        origin = EditionOrigin(settings.rulesets or shipped_law())
    folder = settings.rulesets if origin.publication is None else origin.root
    if engine is None and folder is not None:
        reading(origin, lambda: refuse_faults(origin.root))
    opened = OpenEdition(engine, {}) if engine is not None else reading(origin, lambda: open_with_files(folder))
    editions = Editions(opened, database, settings.laws_kept_in_memory)
    of_edition = settings.model_copy(update={"rulesets": folder})
    if texts is None:
        texts = texts_of(of_edition, editions.current().ruleset.facts, clock) if engine is None else NO_TEXTS
    watch = Watch(database, clock, texts, settings.noise_certificates, settings.sets_aside_on_demonstration)
    rules = rulebook or reading(origin, lambda: open_rulebook(folder))
    metrics = Metrics()
    metrics.law(editions.current().ruleset.digest)
    callers = Limiter(settings.rate_per_minute, address_block)
    return Services(
        settings=settings,
        database=database,
        clock=clock,
        origin=origin,
        editions=editions,
        coverage=read_coverage(file_of(settings.coverage_file, settings.rulesets or shipped_law())),
        rules=rules,
        answerer=Answerer(editions),
        texts=texts,
        model=model_connection(of_edition, editions.current().ruleset, questionnaire),
        noise_watch=watch,
        hosting=Locator(open_source(settings.hosting_database, settings.hosting_delegations), rules.hosting),
        sealer=Sealer(settings.fernet_keys, settings.trace_key.get_secret_value()),
        mailer=SmtpMailer(settings) if settings.mail_host and settings.mail_from else None,
        metrics=metrics,
        probe=WriteProbe(database, clock),
        callers=callers,
        instances=instances_of(database, callers),
        monitor=EditionMonitor(),
        bounded=BoundedWorker(settings.rules_work_seconds, settings.rules_work_bytes),
        previewer=BoundedWorker(settings.rules_work_seconds, settings.rules_work_bytes),
        trier=BoundedWorker(min(PROCESSOR_SECONDS, settings.rules_work_seconds), settings.rules_work_bytes),
        work_out_due=work_out,
        law_texts=LawTexts(settings.law_texts),
    )


def create_app(settings: Settings, *, engine: Engine | None = None, clock: Clock | None = None) -> FastAPI:
    """The application. `engine` and `clock` replace those that the settings name."""
    return application(LiveServices(open_services(settings, engine=engine, clock=clock)))


def application(live: LiveServices) -> FastAPI:
    """The application on services that are ready, and on those that take their place."""
    services = live.current()
    services.metrics.registry.register(NoiseMeasures(live))
    services.metrics.registry.register(JobMeasures(live))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        services.instances.start()
        services.law_texts.of(services.editions.current().ruleset)
        keep_law(services)
        yield
        keep_law(live.current())
        services.instances.stop()
        services.bounded.stop()
        services.previewer.stop()
        services.trier.stop()
        services.law_texts.stop()
        app.state.language_service.close()
        services.database.dispose()

    app = _bare(lifespan)
    app.state.live = live
    app.state.public_url = services.settings.public_url
    app.state.problem_page = PROBLEM_PAGE
    app.state.language_service = LanguageService(lambda: live.current().origin)
    app.state.trials = Trials(StoredDrafts(services.database))
    app.state.admissions = admissions(services.settings.max_waiting)
    app.router.routes.extend(_routes())
    site.install(app, services)
    describe(app, _description)
    problem_handlers.install(app)
    app.add_middleware(Guard, live=live)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Routes of all features, built once a process: they cost more than all else in an application,
    and know nothing of the services of one.
    """
    app = _bare()
    for router in ROUTERS:
        app.include_router(router)
    return tuple(app.router.routes)


@cache
def _description() -> dict[str, Any]:
    """The OpenAPI description, written once a process: it hangs on the routes alone."""
    app = _bare()
    app.router.routes.extend(_routes())
    return description_of(app)


def _bare(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """An application without routes."""
    return FastAPI(
        title="Qualif",
        version="1",
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        lifespan=lifespan,
        dependencies=[Depends(known_query)],
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )


def _operation(route: APIRoute) -> str:
    """The name of an operation: that of its function."""
    return route.name
