"""Commands of the service: thin, and lazy, so that `qualif qualify` loads neither web nor
database.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli import accounts, audit
from api.cli.opening import FAILED, open_current, open_services, settings_of
from api.cli.shared import fail

database = typer.Typer(help="La base de données du service.", no_args_is_help=True)
demo = typer.Typer(help="Les signalements de démonstration.", no_args_is_help=True)


UNFINISHED = 3
"""Exit code of an erasure that the database's files do not yet follow."""


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(serve)
    app.command()(purge)
    app.add_typer(database, name="db")
    app.add_typer(audit.app, name="audit")
    app.add_typer(accounts.app, name="accounts")
    app.add_typer(demo, name="demo")


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Adresse d'écoute ; QUALIF_HOST sinon.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port d'écoute ; QUALIF_PORT sinon.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", help="Processus qui répondent ; plusieurs demandent PostgreSQL ; QUALIF_WORKERS sinon."
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="N'affiche pas les réglages ; journaux techniques en phrases.")
    ] = False,
    new_link: Annotated[
        bool,
        typer.Option("--link", help="Affiche des liens de connexion à chaque lancement, non au premier seulement."),
    ] = False,
    with_demo: Annotated[bool, typer.Option("--demo", help="Enregistre d'abord la démonstration.")] = False,
) -> None:
    """Lance le service, sur cette machine seulement par défaut ; la base est mise à jour d'abord.

    Le premier lancement crée un administrateur et affiche son lien de connexion, qui ne sert qu'une
    fois ; la démonstration ajoute un analyste, un juriste et un approbateur, en développement.
    Plusieurs processus se partagent l'adresse ; SIGHUP les remplace l'un après l'autre.
    """
    from api.cli.listening import refuse_taken_port
    from api.cli.serving import ServeOptions, print_settings, run_service

    options = ServeOptions(host, port, workers, quiet, new_link, with_demo)
    settings = options.settings()
    refuse_taken_port(settings.host, settings.port)
    print_settings(settings, quiet=quiet)
    if settings.workers == 1:
        return run_service(options)

    from api.cli.worker_processes import run_workers

    raise typer.Exit(run_workers(options, settings))


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
    from api.cli.serving import load_demo
    from api.db.migrate import upgrade

    services = open_services()
    upgrade(services.database)
    load_demo(services)


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
