"""`qualif rules export`: a stored tree of rules as a folder, or as a patch on its base."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.named_law import stored_tree
from api.cli.shared import complain, fail
from api.cli.terminal import unwritable

if TYPE_CHECKING:
    from api.changes.doors import NamedTree


def export(
    name: Annotated[
        list[str],
        typer.Argument(metavar="DEMANDE | edition N | live", help="Une demande, une édition, ou celle en vigueur."),
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DOSSIER", help="Écrit l'arbre, dans un dossier vide ou à créer.")
    ] = None,
    patch: Annotated[
        Path | None, typer.Option("--patch", metavar="FICHIER", help="Écrit le patch ; `-` : sortie standard.")
    ] = None,
) -> None:
    """Écrit l'arbre d'une demande ou d'une édition, ou ce qu'il change à sa base, au format de git.

    Sans option, le patch sort sur la sortie standard. Ce qui est écrit, rendu à `qualif rules
    import`, redonne la même empreinte.
    """  # fmt: skip
    if to is not None and patch is not None:
        fail("--to ou --patch, pas les deux")
    found = stored_tree(":".join(name))
    if to is not None:
        _write_folder(found, to)
        print(f"{found.name} : {len(found.tree.files)} fichiers, arbre {found.tree.digest}")
        return
    _write_patch(found, patch)
    complain(f"{found.name} : arbre {found.tree.digest}")


def _write_folder(found: NamedTree, target: Path) -> None:
    """Writes a tree aside, then gives it its name: a full disk leaves nothing half-written."""
    from api.rules.export_notes import FILE

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        fail(f"{target} : ce dossier n'est pas vide ; en donner un autre")
    aside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(mkdtemp(prefix=".qualif-", dir=target.parent))
        found.tree.write(aside)
        (aside / FILE).write_text(found.note.text(), encoding="utf-8")
        aside.chmod(0o755)
        aside.rename(target)
    except OSError as error:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        fail(f"{unwritable(target, error)} ; rien n'a été écrit")


def _write_patch(found: NamedTree, target: Path | None) -> None:
    from api.rules.git_repository import GitFault, GitFaultKind
    from api.rules.patches import patch_between

    try:
        made = patch_between(found.base, found.tree)
    except GitFault as error:
        fail(f"{error} : exporter un dossier (--to)" if error.kind is GitFaultKind.ABSENT else str(error))
    except OSError as error:
        fail(unwritable(Path(error.filename or "."), error))
    whole = found.note.text().encode() + made
    if target is None or str(target) == "-":
        sys.stdout.write(whole.decode("utf-8"))
        return
    aside = target.with_name(f"{target.name}.tmp")
    try:
        aside.write_bytes(whole)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        fail(f"{unwritable(target, error)} ; rien n'a été écrit")
