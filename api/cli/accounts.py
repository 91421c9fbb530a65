"""`qualif accounts`: people and machines, from the machine of the service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.address_file import running_address
from api.cli.opening import open_current
from api.cli.shared import fail

if TYPE_CHECKING:
    from api.http.services import Services

app = typer.Typer(help="Les comptes, depuis la machine du service.", no_args_is_help=True)


@app.command("create")
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
    from api.accounts.schemas import AccountCreate
    from api.journal.entries import SYSTEM
    from api.kit.problems import Problem

    services = _open_to_link()
    try:
        new = AccountCreate.model_validate({"login": login, "roles": role, "subject": subject})
        with services.database.write() as session:
            made = identities.create(session, services, SYSTEM, new)
    except ValidationError:
        fail(
            "identifiant, rôle ou identité refusés ; rôles : analyst, reviewer, policy_editor, policy_approver, integrator, administrator"
        )
    except Problem as problem:
        fail(" ; ".join(fault.what.fr for fault in problem.faults) or problem.kind.title.fr)
    print(made.link.url if made.link is not None else f"compte de machine créé : {made.account.id}")


@app.command("link")
def accounts_link(login: Annotated[str, typer.Argument(metavar="IDENTIFIANT")]) -> None:
    """Affiche un nouveau lien de connexion, pour qui a perdu son mot de passe."""
    from api.accounts.first_start import link_for

    link = link_for(_open_to_link(), login)
    if link is None:
        fail("aucune personne active ne porte cet identifiant")
    print(link.url)


@app.command("key")
def accounts_key(
    login: Annotated[str, typer.Argument(metavar="IDENTIFIANT")],
    scope: Annotated[list[str], typer.Option("--scope", help="Portée (répétable), par exemple reports:create.")],
    label: Annotated[str, typer.Option("--label", help="À quoi sert la clé.")] = "clé",
    days: Annotated[int | None, typer.Option("--days", help="Durée de validité, en jours.")] = None,
) -> None:
    """Crée une clé pour une machine ; elle n'est affichée qu'une fois."""
    from pydantic import ValidationError

    from api.accounts import keys, repository
    from api.accounts.schemas import KeyCreate
    from api.journal.entries import SYSTEM
    from api.kit.problems import Problem

    services = open_current()
    try:
        new = KeyCreate.model_validate({"label": label, "scopes": scope, "days": days})
        with services.database.write() as session:
            row = repository.by_login(session, login)
            if row is None:
                fail("aucun compte ne porte cet identifiant")
            made = keys.create_key(session, services, SYSTEM, row, new)
    except ValidationError:
        fail("portée ou durée refusée")
    except Problem as problem:
        fail(" ; ".join(fault.what.fr for fault in problem.faults))
    print(made.secret)


def _open_to_link() -> Services:
    """The service's parts, whose links lead to the service that runs, if one does and the settings
    do not say its public address.
    """
    services = open_current()
    address = services.settings.public_url or running_address(services.settings)
    return replace(services, settings=services.settings.model_copy(update={"public_url": address}))
