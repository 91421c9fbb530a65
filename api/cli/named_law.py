"""Laws by the names that commands take: a folder, the digest of an edition that the service served,
a git revision, a change request, an edition by its number, the one in effect.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.acting import refuse
from api.cli.opening import open_stored, settings_of
from api.cli.shared import complain, default_rulesets, fail
from api.rules.git_repository import GitFault, GitFaultKind, run_git
from api.rules.tree import RulesTree
from engine.language.sources import write_files

if TYPE_CHECKING:
    from api.changes.doors import NamedTree

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_REVISION = re.compile(r"[\w./@{}~^:-]+")

LawName = Annotated[
    str,
    typer.Argument(
        help="Un dossier de règles, une demande (`request:ID`), une édition (`edition:N`, `live` pour celle en vigueur, "
        "ou son empreinte), ou une révision de git."
    ),
]


@contextmanager
def law_folder(named: str | None) -> Iterator[Path]:
    """The folder of the rules that a name stands for; None: those shipped."""
    folder = default_rulesets() if named is None else Path(named)
    if named is None or folder.is_dir():
        yield folder
        return
    if named == "live" or named.startswith(("request:", "edition:")):
        with stored_tree(named).tree.folder() as folder:
            yield folder
        return
    archive = _revision(named)
    stored = _served(named) if archive is None and _DIGEST.fullmatch(named) else None
    if isinstance(stored, RulesTree):
        with stored.folder() as folder:
            yield folder
        return
    with TemporaryDirectory(prefix="qualif-rules-") as place:
        if archive is not None:
            archive.extractall(place, filter="data")
        elif stored is not None:
            write_files(stored, Path(place))
        else:
            fail(
                f"`{named}` n'est ni un dossier, ni une demande ou une édition (`request:ID`, `edition:N`, `live`), "
                "ni l'empreinte d'une édition gardée, ni une révision de git"
            )
        yield Path(place)


def stored_tree(named: str) -> NamedTree:
    """The tree of a change request or of an edition, from the service's database; what is wrong is
    told, and stops.
    """
    from api.changes.doors import named_tree
    from api.kit.clock import Clock
    from api.kit.problems import Problem

    try:
        with open_stored().read() as session:
            return named_tree(session, named, Clock(settings_of().zone).now())
    except Problem as problem:
        refuse(problem)


def _served(digest: str) -> RulesTree | dict[str, bytes] | None:
    """The files of an edition that this service served: the tree of all its files where it was
    published. None where its database has none, or cannot be read.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from api.db.opening import open_database
    from api.kit.problems import Problem
    from api.rules.editions import stored_files
    from api.rules.tree_rows import tree_of_law

    try:
        database = open_database(settings_of())
        with database.read() as session:
            return tree_of_law(session, digest) or stored_files(database, digest)
    except Problem as problem:
        refuse(problem)
    except SQLAlchemyError as error:
        complain(f"la base du service n'a pas pu être lue ({type(error).__name__}) : l'édition y est peut-être")
        return None


def _revision(name: str) -> tarfile.TarFile | None:
    """The rules of a git revision of the repository that holds the shipped ones, as an archive;
    None where there is no such revision, no repository, or no git.
    """
    if not _REVISION.fullmatch(name) or name.startswith("-"):
        return None
    try:
        done = run_git("-C", str(default_rulesets()), "archive", "--format=tar", name)
    except GitFault as fault:
        if fault.kind is GitFaultKind.ABSENT:
            return None
        fail(str(fault))
    return None if done.returncode else tarfile.open(fileobj=BytesIO(done.stdout))
