"""Commands of the service: thin, and lazy, so that `qualif qualify` loads neither web nor
database.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import accounts
from api.cli.opening import FAILED, open_current, open_services, services_with, settings_of
from api.cli.shared import complain, fail
from api.texts.input_lines import Unbounded, bounded, open_input

if TYPE_CHECKING:
    from api.db.instances import Instances
    from api.http.services import Services
    from api.kit.settings import Settings

database = typer.Typer(help="La base de données du service.", no_args_is_help=True)
audit = typer.Typer(help="Le journal : l'exporter, le vérifier hors ligne.", no_args_is_help=True)
demo = typer.Typer(help="Les signalements de démonstration.", no_args_is_help=True)


UNFINISHED = 3
"""Exit code of an erasure that the database's files do not yet follow."""
_DEMO_NOTIFIER = {"notifier_name": "Hotline de démonstration", "notifier_email": "notifications@hotline.invalid"}
"""Who gives notice in the demonstration, so that its notices are whole; an address that leads
nowhere.
"""


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(serve)
    app.command()(purge)
    app.add_typer(database, name="db")
    app.add_typer(audit, name="audit")
    app.add_typer(accounts.app, name="accounts")
    app.add_typer(demo, name="demo")


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Adresse d'écoute ; QUALIF_HOST sinon.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port d'écoute ; QUALIF_PORT sinon.")] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="N'affiche pas les réglages ; journaux techniques en phrases.")
    ] = False,
    new_link: Annotated[
        bool, typer.Option("--link", help="Affiche un lien de connexion à chaque lancement, non au premier seulement.")
    ] = False,
    with_demo: Annotated[bool, typer.Option("--demo", help="Enregistre d'abord la démonstration.")] = False,
) -> None:
    """Lance le service, sur cette machine seulement par défaut ; la base est mise à jour d'abord.

    Le premier lancement crée un administrateur et affiche son lien de connexion, qui ne sert qu'une
    fois.
    """
    import uvicorn

    from api.accounts.first_start import LOGIN, first_link, link_for
    from api.app.bootstrap import application
    from api.cli.listening import refuse_taken_port
    from api.db.migrate import upgrade
    from api.kit.telemetry import start_logging
    from api.reports.danger_upkeep import refreshing
    from api.reports.model_readings.worker import reading_beside
    from api.retention.clearing import finishing
    from api.texts.warming import warming
    from api.transmissions.due.upkeep import upkeep

    settings = settings_of(host=host, port=port)
    refuse_taken_port(settings.host, settings.port)
    if with_demo and settings.environment == "development" and settings.notifier_name is None:
        settings = settings.model_copy(update=_DEMO_NOTIFIER)
    start_logging(settings.log_form, quiet=quiet)
    if not quiet:
        complain("ouverture des règles et de la base… (les lecteurs de textes s'ouvrent ensuite, derrière le service)")
    services = services_with(settings)
    upgrade(services.database)
    if with_demo:
        _load_demo(services)
    link = first_link(services) or (link_for(services, LOGIN) if new_link else None)
    served = application(services)
    _steady()
    if not quiet:
        complain("\n".join(f"{name} = {value}" for name, value in settings.printable().items()))
    if settings.environment == "development":
        complain("environnement de développement : secrets d'exemple, cookies sans HTTPS ; voir docs/service.md")
    services.instances.start()
    _tell_of_others(services.instances)
    if link is not None:
        print(f"Lien de connexion, à usage unique, valable {settings.link_hours} h : {link.url}", flush=True)
    with (
        warming(services.texts, on_open=gc.freeze),
        reading_beside(services),
        finishing(services),
        upkeep(services),
        refreshing(services),
    ):
        uvicorn.run(served, **server_options(settings))


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


def _tell_of_others(instances: Instances) -> None:
    if instances.others():
        complain("une autre instance du service utilise déjà cette base ; voir « One instance » dans docs/service.md")


def _steady() -> None:
    """Spares requests the long pauses: what stays is not walked again for garbage, and threads that
    only pass something on wait less.
    """
    gc.collect()
    gc.freeze()  # the law, the lexicons, the model, the application: a third of a second at each full collection
    # a full collection now and then all the same: a tenth of a second, for what reports left
    gc.set_threshold(2_000, 10, 1_000)
    sys.setswitchinterval(0.001)


def purge(
    dry: Annotated[bool, typer.Option("--dry-run", help="Compte sans rien effacer.")] = False,
) -> None:
    """Efface ce dont la durée de conservation est passée, et en donne la preuve en JSON."""
    from api.retention import service

    services = open_current()
    try:
        proof = service.purge(services, dry=dry)
    except service.StatisticsChanged:
        fail("rien n'a été effacé : les statistiques auraient changé ; le signaler à qui tient le logiciel", FAILED)
    except service.ErasureConflict:
        fail("rien n'a été effacé : d'autres changeaient sans cesse les mêmes données ; recommencer plus tard", FAILED)
    print(json.dumps(proof, ensure_ascii=False, indent=2))
    if proof.get("files") in ("read", "refused"):
        fail(
            "l'effacement est fait, mais les fichiers de la base en gardent encore (une lecture en cours, ou le disque plein) : "
            "le service finit de lui-même et l'inscrit au journal ; sans service, relancer `qualif purge`",
            UNFINISHED,
        )


@demo.command("load")
def demo_load() -> None:
    """Enregistre les signalements de démonstration qui manquent ; la base est mise à jour
    d'abord.
    """
    from api.db.migrate import upgrade

    services = open_services()
    upgrade(services.database)
    _load_demo(services)


@demo.command("register")
def demo_register(
    year: Annotated[
        int, typer.Option("--year", min=2019, max=2019, help="L'année du registre : 2019, la seule publiée.")
    ] = 2019,
) -> None:
    """Enregistre un registre de démonstration, dont le rapport rend les chiffres publiés pour 2019.

    Dans une base à part (QUALIF_DATA_DIR ou QUALIF_DATABASE_URL) : elle est refusée si elle
    contient déjà un signalement.
    """
    from api.db.migrate import upgrade
    from api.demo.register2019.figures import compared
    from api.demo.register2019.loading import OtherReports, load
    from api.statistics.period import whole_year
    from api.statistics.service import report_of

    services = open_services()
    upgrade(services.database)
    try:
        stored = load(services)
    except OtherReports:
        fail(
            "cette base contient déjà des signalements : en désigner une autre par QUALIF_DATA_DIR. Rien n'a été enregistré."
        )
    print(f"registre de démonstration : {stored} signalements enregistrés")
    with services.database.read() as session:
        made = report_of(session, services.editions.current().ruleset, whole_year(year, services.settings.zone))
    for figure in compared(made):
        mark = "✔" if figure.same else "✘"
        print(
            f"  {mark} {figure.what} : {figure.computed} (publié : {figure.published})"
            + (" — hypothèse" if figure.hypothesis else "")
        )


@database.command("upgrade")
def db_upgrade() -> None:
    """Met la base au niveau du logiciel."""
    from api.db import migrate
    from api.db.opening import open_database

    base = open_database(settings_of())
    step = migrate.upgrade(base)
    change = f"{step.before or 'vide'} → {step.after}" if step.before != step.after else "à jour"
    print(f"base {base.dialect} : {change}")


@audit.command("export")
def audit_export(
    out: Annotated[Path | None, typer.Option("--out", help="Fichier à écrire ; sortie standard sinon.")] = None,
) -> None:
    """Exporte le journal en JSON Lines."""
    from api.audit.service import export_lines
    from api.journal.entries import SYSTEM, record

    services = open_current()
    with services.database.write() as session:
        record(session, services.clock.now(), SYSTEM, "audit.exported")
    stream = out.open("w", encoding="utf-8") if out is not None else sys.stdout
    for line in export_lines(services.database):
        stream.write(line)
    if out is not None:
        stream.close()


@audit.command("verify")
def audit_verify(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Un export du journal.")],
    head: Annotated[
        str | None, typer.Option("--head", help="L'empreinte notée lors d'une vérification précédente.")
    ] = None,
) -> None:
    """Vérifie un export hors ligne : trouve toute entrée retirée, altérée ou déplacée."""
    from api.journal.chain import verify

    try:
        with open_input(file) as stream:
            entries, last, wrong = verify((line.decode("utf-8", "replace") for line in bounded(stream)), head)
    except OSError:
        fail("fichier illisible")
    except Unbounded as error:
        fail(error.text.fr)
    for fault in wrong:
        complain(fault)
    if wrong:
        raise typer.Exit(1)
    print(f"{entries} entrées, chaîne intacte.\nempreinte de la dernière : {last}")


def _load_demo(services: Services) -> None:
    from api.demo.loading import load
    from api.law.archive import keep_law

    keep_law(services)
    stored, there = load(services)
    print(f"démonstration : {stored} signalements enregistrés, {there} en tout", flush=True)
