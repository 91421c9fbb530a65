"""`qualif rules request` and `import`: a folder of rules or a patch becomes a change request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.acting import REFUSED, Acting, acting_as, refuse
from api.cli.opening import open_current
from api.cli.shared import complain, fail
from api.cli.terminal import unusable
from api.texts.input_lines import Unbounded, open_input, read_whole

if TYPE_CHECKING:
    from api.changes.schemas import ChangeDescription
    from api.db.changes import ChangeRow
    from api.http.services import Services
    from api.rules.export_notes import ExportNote
    from api.rules.tree import RulesTree

MOST_FAULTS = 20
Source = Annotated[
    Path,
    typer.Argument(metavar="DOSSIER|PATCH", help="Un dossier de règles entier, ou un patch au format de git."),
]
Seen = Annotated[
    str | None,
    typer.Option("--seen", metavar="EMPREINTE", help="L'arbre dont part ce qui est donné ; un export le porte."),
]


@dataclass(frozen=True)
class _ImportSource:
    """Tree that a folder or a patch makes, and the note that came with it."""

    tree: RulesTree
    note: ExportNote | None


def request(
    source: Source,
    login: Acting,
    title: Annotated[str | None, typer.Option("--title", help="Titre de la demande.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Raison de la modification.")] = "",
    effect: Annotated[
        str | None,
        typer.Option(
            "--effect", metavar="INSTANT", help="Date d'effet (2027-01-01T00:00:00+01:00) ; sinon, dès la publication."
        ),
    ] = None,
    onto: Annotated[
        str | None, typer.Option("--onto", metavar="DEMANDE", help="Remplace l'arbre de cette demande ouverte.")
    ] = None,
    seen: Seen = None,
) -> None:
    """Ouvre une demande de modification des règles avec un dossier ou un patch.

    Un dossier est l'arbre entier : un fichier qui n'y est pas est retiré. Un patch s'applique à la
    dernière édition publiée ; avec --onto, à la base de la demande. Rien n'est publié : la demande
    est contrôlée, relue et signée comme une autre.
    """  # fmt: skip
    if onto is not None:
        if title or reason or effect:
            fail("--onto remplace des fichiers ; le titre, la raison et la date se redisent sur la page de la demande")
        replace(source, login, onto, seen)
        return
    from api.changes.doors import base_of, open_with_tree
    from api.changes.drafts import ChangePurpose, describe_change
    from api.http.unit_of_work import UnitOfWork
    from api.kit.permissions import Permission
    from api.kit.problems import Problem

    said = _description(title, reason, effect)
    services = open_current()
    who = acting_as(services, login, Permission.RULES_DRAFT)
    try:
        with services.database.read() as session:
            base = base_of(session, None)
        tree = _import_source(source, base).tree
        if tree == base:
            fail("identique à la dernière édition publiée : rien n'a été ouvert", REFUSED)
        with services.database.write() as writing:
            unit = UnitOfWork(writing, services, who)
            purpose = ChangePurpose(said.title, said.reason)
            row = open_with_tree(unit, purpose, tree, base.digest)
            if said.effect_at is not None:
                describe_change(unit, row.id, row.version, purpose, said.effect_at)
    except Problem as problem:
        refuse(problem)
    print(f"demande ouverte : {row.id}")
    _tell(services, row, base, tree)


def replace(
    source: Source,
    login: Acting,
    onto: Annotated[
        str, typer.Option("--onto", metavar="DEMANDE", help="La demande ouverte dont l'arbre est remplacé.")
    ],
    seen: Seen = None,
) -> None:
    """Remplace l'arbre d'une demande ouverte par un dossier ou un patch : ce qu'un export a donné,
    modifié.

    Refusé si quelqu'un a enregistré la demande depuis l'export : rien n'est écrasé.
    """  # fmt: skip
    from api.changes.doors import REQUEST, base_of, replace_tree
    from api.changes.repository import change
    from api.http.unit_of_work import UnitOfWork
    from api.kit.permissions import Permission
    from api.kit.problems import Problem
    from api.rules.export_notes import ExportNote

    name = onto.removeprefix(REQUEST)
    services = open_current()
    who = acting_as(services, login, Permission.RULES_DRAFT)
    try:
        with services.database.read() as session:
            base = base_of(session, name)
        brought = _import_source(source, base)
        note = ExportNote(REQUEST + name, seen, "") if seen is not None else brought.note
        if note is not None and note.name != REQUEST + name:
            note = None  # the export of something else says nothing of this request
        with services.database.write() as writing:
            before = change(writing, name).tree
            row = replace_tree(UnitOfWork(writing, services, who), name, brought.tree, note)
    except Problem as problem:
        refuse(problem)
    if row.tree == before:
        print(f"demande {name} : l'arbre est déjà celui-là, rien n'a changé")
        return
    print(f"demande modifiée : {name}")
    _tell(services, row, base, brought.tree)


def _description(title: str | None, reason: str, effect: str | None) -> ChangeDescription:
    from pydantic import ValidationError

    from api.changes.schemas import ChangeDescription
    from textfile.pydantic_messages import message_of

    if not title:
        fail("donner un titre : --title")
    try:
        return ChangeDescription.model_validate({"title": title, "reason": reason, "effect_at": effect})
    except ValidationError as error:
        names = {"title": "--title", "reason": "--reason", "effect_at": "--effect"}
        faults = error.errors(include_input=False, include_url=False)
        fail("\n".join(f"{names.get(str(fault['loc'][0]), '')} : {message_of(fault).fr}" for fault in faults))


def _import_source(source: Path, base: RulesTree) -> _ImportSource:
    """The tree that is given; what cannot be used is told, and stops before anything is stored."""
    from api.rules.export_notes import FILE, note_in
    from api.rules.git_repository import GitFault, GitFaultKind
    from api.rules.patches import MAX_PATCH_BYTES, PatchError, apply_patch
    from api.rules.tree import TreeError, tree_of_folder

    try:
        if source.is_dir():
            tree, note = tree_of_folder(source), source / FILE
            if not tree.files:
                fail("ce dossier ne contient aucun fichier de règles : rien n'a été enregistré")
            return _ImportSource(tree, note_in(note.read_bytes()) if note.is_file() else None)
        with open_input(source) as stream:
            patch = read_whole(stream, most=MAX_PATCH_BYTES)
        return _ImportSource(apply_patch(base, patch), note_in(patch))
    except TreeError as error:
        fail(f"{error.path} : {error.what} ; rien n'a été enregistré")
    except PatchError as error:
        told = "\n".join(f"  {fault}" for fault in error.faults)
        fail(f"le patch ne s'applique pas, rien n'a été enregistré :\n{told}", REFUSED)
    except GitFault as error:
        instead = " : donner un dossier plutôt qu'un patch" if error.kind is GitFaultKind.ABSENT else ""
        fail(f"{error}{instead} ; rien n'a été enregistré")
    except Unbounded as error:
        fail(error.text.fr)
    except OSError as error:
        fail(f"{unusable(error)} ; rien n'a été enregistré")


def _tell(services: Services, row: ChangeRow, base: RulesTree, tree: RulesTree) -> None:
    """Says what the request changes, and what forbids to submit it as it is."""
    paths = tree.changed_paths(base)
    added, removed = (sum(path not in one.files for path in paths) for one in (base, tree))
    print(f"fichiers modifiés : {len(paths) - added - removed}, ajoutés : {added}, retirés : {removed}")
    print(f"arbre : {tree.digest}")
    errors = _errors(services, tree)
    if errors:
        complain(f"à corriger avant de la soumettre ({len(errors)}) :")
        for told in errors[:MOST_FAULTS]:
            complain(told)


def _errors(services: Services, tree: RulesTree) -> list[str]:
    """Errors of a tree that is stored already, as the service sees them when it starts."""
    from api.law.rules_check import check_rules

    try:
        with tree.folder() as folder:
            faults = check_rules(folder, services.clock.today(), thorough=False).faults
    except OSError as error:
        complain(f"enregistrée, mais les contrôles n'ont pu être faits ici : {unusable(error)}")
        return []
    return [fault.as_text() for fault in faults if not fault.warning]
