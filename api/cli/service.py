"""Commands of the service: thin, and lazy, so that `qualif qualify` loads neither web nor database."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.shared import complain, fail

if TYPE_CHECKING:
    from api.settings import Settings
    from api.wiring import Wiring
    from classifiers.noise.encoder import Encoder

database = typer.Typer(help="La base de données du service.", no_args_is_help=True)
audit = typer.Typer(help="Le journal : l'exporter, le vérifier hors ligne.", no_args_is_help=True)
demo = typer.Typer(help="Les signalements de démonstration.", no_args_is_help=True)
accounts = typer.Typer(help="Les comptes, depuis la machine du service.", no_args_is_help=True)


_DEMO_NOTIFIER = {"notifier_name": "Hotline de démonstration", "notifier_email": "notifications@hotline.invalid"}
"""Who gives notice in the demonstration, so that its notices are whole; an address that leads nowhere."""


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(serve)
    app.command()(purge)
    app.add_typer(database, name="db")
    app.add_typer(audit, name="audit")
    app.add_typer(accounts, name="accounts")
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

    Le premier lancement crée un administrateur et affiche son lien de connexion, qui ne sert qu'une fois.
    """
    import uvicorn

    from api.accounts.first_start import LOGIN, first_link, link_for
    from api.bootstrap import application
    from api.db.migrate import upgrade
    from api.due.upkeep import upkeep
    from api.telemetry import start_logging
    from api.warming import warming
    from classifiers.noise.encoder_beside import encoder_beside

    settings = _settings(host=host, port=port)
    if with_demo and settings.environment == "development" and settings.notifier_name is None:
        settings = settings.model_copy(update=_DEMO_NOTIFIER)
    start_logging(settings.log_form, quiet=quiet)
    encoder = encoder_beside()
    wired = _wired(settings, encoder)
    upgrade(wired.database)
    if with_demo:
        _load_demo(wired)
    link = first_link(wired) or (link_for(wired, LOGIN) if new_link else None)
    wired.texts.open()
    served = application(wired)
    _steady()
    if not quiet:
        complain("\n".join(f"{name} = {value}" for name, value in settings.told().items()))
    if settings.environment == "development":
        complain("environnement de développement : secrets d'exemple, cookies sans HTTPS ; voir docs/service.md")
    if link is not None:
        print(f"Lien de connexion, à usage unique, valable {settings.link_hours} h : {link.url}", flush=True)
    try:
        with warming(wired.texts), upkeep(wired):
            uvicorn.run(
                served,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
            )
    finally:
        if encoder is not None:
            encoder.close()


def _steady() -> None:
    """Spares requests the long pauses: what stays is not walked again for garbage, and threads that only pass something on wait less."""
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

    print(json.dumps(service.purge(_wired(_settings()), dry=dry), ensure_ascii=False, indent=2))


@demo.command("load")
def demo_load() -> None:
    """Enregistre les signalements de démonstration qui manquent ; la base est mise à jour d'abord."""
    from api.db.migrate import upgrade

    wired = _wired(_settings())
    upgrade(wired.database)
    _load_demo(wired)


@demo.command("register")
def demo_register(
    year: Annotated[
        int, typer.Option("--year", min=2019, max=2019, help="L'année du registre : 2019, la seule publiée.")
    ] = 2019,
) -> None:
    """Enregistre un registre de démonstration, dont le rapport rend les chiffres publiés pour 2019.

    Dans une base à part (QUALIF_DATA_DIR ou QUALIF_DATABASE_URL) : elle est refusée si elle contient déjà un signalement.
    """
    from api.db.migrate import upgrade
    from api.demo.register2019.figures import compared
    from api.demo.register2019.loading import OtherReports, load
    from api.statistics.period import whole_year
    from api.statistics.service import report_of

    wired = open_wiring()
    upgrade(wired.database)
    try:
        stored = load(wired)
    except OtherReports:
        fail(
            "cette base contient déjà des signalements : en désigner une autre par QUALIF_DATA_DIR. Rien n'a été enregistré."
        )
    print(f"registre de démonstration : {stored} signalements enregistrés")
    with wired.database.read() as session:
        made = report_of(session, wired.laws.current().ruleset, whole_year(year, wired.settings.zone))
    for figure in compared(made):
        mark = "✔" if figure.same else "✘"
        print(
            f"  {mark} {figure.what} : {figure.found} (publié : {figure.published})"
            + (" — hypothèse" if figure.hypothesis else "")
        )


@database.command("upgrade")
def db_upgrade() -> None:
    """Met la base au niveau du logiciel."""
    from api.db import migrate
    from api.db.sessions import Database

    base = Database(_settings().database)
    before = migrate.current(base)
    migrate.upgrade(base)
    after = migrate.current(base)
    print(f"base {base.dialect} : {before or 'vide'} → {after}" if before != after else f"base {base.dialect} : à jour")


@audit.command("export")
def audit_export(
    out: Annotated[Path | None, typer.Option("--out", help="Fichier à écrire ; sortie standard sinon.")] = None,
) -> None:
    """Exporte le journal en JSON Lines."""
    from api.audit.journal import SYSTEM, record
    from api.audit.service import export_lines

    wired = _wired(_settings())
    with wired.database.write() as session:
        record(session, wired.clock.now(), SYSTEM, "audit.exported")
    stream = out.open("w", encoding="utf-8") if out is not None else sys.stdout
    for line in export_lines(wired.database):
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
    from api.audit.chain import verify

    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            entries, last, wrong = verify(lines, head)
    except OSError:
        fail("fichier illisible")
    for fault in wrong:
        complain(fault)
    if wrong:
        raise typer.Exit(1)
    print(f"{entries} entrées, chaîne intacte.\nempreinte de la dernière : {last}")


@accounts.command("create")
def accounts_create(
    login: Annotated[str, typer.Argument(metavar="IDENTIFIANT")],
    role: Annotated[list[str], typer.Option("--role", help="Rôle (répétable).")],
    subject: Annotated[
        str | None, typer.Option("--subject", help="Identité chez le fournisseur : le `sub` de ses jetons.")
    ] = None,
) -> None:
    """Crée un compte, et affiche le lien de connexion à remettre (rien pour une machine)."""
    from pydantic import ValidationError

    from api.accounts import identities
    from api.accounts.schemas import NewAccount
    from api.audit.journal import SYSTEM
    from api.problems import Problem

    wired = _wired(_settings())
    try:
        new = NewAccount.model_validate({"login": login, "roles": role, "subject": subject})
        with wired.database.write() as session:
            made = identities.create(session, wired, SYSTEM, new)
    except ValidationError:
        fail(
            "identifiant, rôle ou identité refusés ; rôles : analyst, reviewer, policy_editor, policy_approver, integrator, administrator"
        )
    except Problem as problem:
        fail(" ; ".join(fault.what.fr for fault in problem.faults) or problem.kind.title.fr)
    print(made.link.url if made.link is not None else f"compte de machine créé : {made.account.id}")


@accounts.command("link")
def accounts_link(login: Annotated[str, typer.Argument(metavar="IDENTIFIANT")]) -> None:
    """Affiche un nouveau lien de connexion, pour qui a perdu son mot de passe."""
    from api.accounts.first_start import link_for

    link = link_for(_wired(_settings()), login)
    if link is None:
        fail("aucune personne active ne porte cet identifiant")
    print(link.url)


@accounts.command("key")
def accounts_key(
    login: Annotated[str, typer.Argument(metavar="IDENTIFIANT")],
    scope: Annotated[list[str], typer.Option("--scope", help="Portée (répétable), par exemple reports:create.")],
    label: Annotated[str, typer.Option("--label", help="À quoi sert la clé.")] = "clé",
    days: Annotated[int | None, typer.Option("--days", help="Durée de validité, en jours.")] = None,
) -> None:
    """Crée une clé pour une machine ; elle n'est affichée qu'une fois."""
    from pydantic import ValidationError

    from api.accounts import keys, repository
    from api.accounts.schemas import NewKey
    from api.audit.journal import SYSTEM
    from api.problems import Problem

    wired = _wired(_settings())
    try:
        new = NewKey.model_validate({"label": label, "scopes": scope, "days": days})
        with wired.database.write() as session:
            row = repository.by_login(session, login)
            if row is None:
                fail("aucun compte ne porte cet identifiant")
            made = keys.create_key(session, wired, SYSTEM, row, new)
    except ValidationError:
        fail("portée ou durée refusée")
    except Problem as problem:
        fail(" ; ".join(fault.what.fr for fault in problem.faults))
    print(made.secret)


def _load_demo(wired: Wiring) -> None:
    from api.demo.loading import load
    from api.served_laws.service import keep_law

    keep_law(wired)
    stored, there = load(wired)
    print(f"démonstration : {stored} signalements enregistrés, {there} en tout", flush=True)


def open_wiring() -> Wiring:
    """The service's parts, from the settings of the environment; what is wrong in them is told, and stops."""
    return _wired(_settings())


def _settings(**given: object) -> Settings:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from api.refusals import said
    from api.settings import PREFIX, Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = "".join(f"{PREFIX}{str(part).upper()} : " for part in fault["loc"][:1])
            complain(f"{name}{said(fault).fr}")
        fail("réglages refusés ; voir docs/service.md")
    except SettingsError as error:  # what pydantic says of it is in English, and names the field between quotes
        name = str(error).partition('"')[2].partition('"')[0]
        fail(f"{PREFIX}{name.upper()} : du JSON est attendu ; voir docs/service.md")
    except ValueError as error:
        fail(str(error))


def _wired(settings: Settings, encoder: Encoder | None = None) -> Wiring:
    from api.bootstrap import wire
    from engine.language.diagnostics import RulesetError, render_text

    try:
        return wire(settings, encoder=encoder)
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except ValueError as error:
        fail(str(error))
