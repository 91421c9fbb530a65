"""Commands on somebody's behalf: the account that acts, and problems told as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.cli.shared import fail

if TYPE_CHECKING:
    from api.http.identity import Identity
    from api.http.services import Services
    from api.kit.permissions import Permission
    from api.kit.problems import Problem

REFUSED = 1
"""Exit code when the service refuses what was asked: nothing was stored."""
_WORDS = {
    "not-found": ("Ni demande ni édition de ce nom", "`qualif rules history` dit les éditions."),
    "rules-absent": (
        "Édition absente de la base",
        "Un service qui n'a jamais démarré n'en a pas ; `qualif rules history` dit celles qui y sont. Rien n'a changé.",
    ),
    "edit-conflict": (
        "Demande modifiée depuis l'export",
        "Exporter de nouveau la demande, y reporter la modification, puis importer ; `--seen EMPREINTE` dit que l'arbre "
        "actuel a été lu. Rien n'a été enregistré.",
    ),
}
"""Title and advice of a problem where a command has its own."""
Acting = Annotated[
    str, typer.Option("--as", metavar="IDENTIFIANT", help="Qui agit : son compte, inscrit au journal, et ses droits.")
]


def acting_as(services: Services, login: str, permission: Permission) -> Identity:
    """The identity of an active account, as a command acts for it; whoever may not is told, and
    stops.
    """
    from api.accounts import repository
    from api.http.identity import Identity
    from api.kit.permissions import granted

    with services.database.read() as session:
        row = repository.by_login(session, login)
    if row is None or row.disabled_at is not None:
        fail("aucun compte actif ne porte cet identifiant")
    who = Identity(row.id, row.pseudonym, tuple(row.roles), granted(row.roles), "command")
    if not who.may(permission):
        fail(f"ce compte n'a pas le droit de le faire ({permission.value})", REFUSED)
    return who


def refuse(problem: Problem) -> NoReturn:
    """Says a problem of the service: what it is, each place, what to do; and stops."""
    kind = problem.kind
    title, advice = _WORDS.get(kind.code, (kind.title.fr, kind.advice.fr))
    places = [f"  {_place(fault.pointer)} : {fault.what.fr}" for fault in problem.faults]
    fail("\n".join((f"{title}.", *places, advice)), REFUSED)


def _place(pointer: str) -> str:
    return pointer.removeprefix("/files/").removeprefix("/").replace("~1", "/").replace("~0", "~")
