"""Opens what commands of the service work on: settings, then the services they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.cli.shared import complain, fail

if TYPE_CHECKING:
    from api.db.sessions import Database
    from api.http.services import Services
    from api.kit.settings import Settings

FAILED = 1
"""Exit code when nothing was done."""


def open_services() -> Services:
    """The service's parts, from the settings of the environment; what is wrong in them is told, and
    stops.
    """
    return services_with(settings_of())


def open_current() -> Services:
    """The service's parts, on a database that is at the step of the software; another one is told,
    and stops.
    """
    services = open_services()
    _refuse_behind(services.database)
    return services


def open_stored() -> Database:
    """The database alone, for what reads it and opens no law: at the step of the software; another
    one is told, and stops.
    """
    from api.db.opening import open_database

    database = open_database(settings_of())
    _refuse_behind(database)
    return database


def _refuse_behind(database: Database) -> None:
    from api.db import migrate

    migrate.refuse_later(database)
    if migrate.current(database) != migrate.head():
        fail("la base est vide, ou n'est pas au niveau du logiciel : lancer `qualif db upgrade`", FAILED)


def settings_of(**given: object) -> Settings:
    """The settings of the environment, and of options; what is wrong in them is told, and stops."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from api.kit.setting_sources import PREFIX
    from api.kit.settings import Settings
    from textfile.pydantic_messages import message_of

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = "".join(f"{PREFIX}{str(part).upper()} : " for part in fault["loc"][:1])
            complain(f"{name}{message_of(fault).fr}")
        fail("réglages refusés ; voir docs/service.md")
    except SettingsError as error:  # what pydantic says of it is in English, and names the field between quotes
        name = str(error).partition('"')[2].partition('"')[0]
        fail(f"{PREFIX}{name.upper()} : du JSON est attendu ; voir docs/service.md")
    except ValueError as error:
        fail(str(error))


def services_with(settings: Settings) -> Services:
    """The service's parts, from settings; a law that cannot be opened is told, and stops."""
    from api.app.bootstrap import open_services
    from api.app.edition_at_start import UnreadableEdition
    from textfile.diagnostics import RulesetError, render_text

    try:
        return open_services(settings)
    except UnreadableEdition as error:
        fail(
            f"la publication {error.number} des règles n'est plus lue par ce logiciel ({error.why}) : revenir à la version "
            "d'avant du logiciel, ou imposer un dossier de règles : `qualif rules adopt DOSSIER --reason …`",
            FAILED,
        )
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except ValueError as error:
        fail(str(error))
