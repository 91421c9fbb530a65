"""Laws by the names that commands take: a folder, the digest of an edition that the service served,
a git revision.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.cli.opening import settings_of
from api.cli.shared import complain, default_rulesets, fail
from engine.language.sources import write_files

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_REVISION = re.compile(r"[\w./@{}~^:-]+")
_GIT_SECONDS = 60

LawName = Annotated[
    str,
    typer.Argument(
        help="Un dossier de règles, l'empreinte d'une édition servie par ce service, ou une révision de git."
    ),
]


@contextmanager
def law_folder(named: str | None) -> Iterator[Path]:
    """The folder of the rules that a name stands for; None: those shipped."""
    folder = default_rulesets() if named is None else Path(named)
    if named is None or folder.is_dir():
        yield folder
        return
    with TemporaryDirectory(prefix="qualif-rules-") as place:
        archive = _revision(named)
        if archive is not None:
            archive.extractall(place, filter="data")
        elif _DIGEST.fullmatch(named) and (served := _served(named)) is not None:
            write_files(served, Path(place))
        else:
            fail(f"`{named}` n'est ni un dossier, ni l'empreinte d'une édition gardée, ni une révision de git")
        yield Path(place)


def _served(digest: str) -> dict[str, bytes] | None:
    """The files of an edition that this service served; None where its database has none, or cannot
    be read.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from api.db.opening import open_database
    from api.rules.editions import stored_files

    try:
        return stored_files(open_database(settings_of()), digest)
    except SQLAlchemyError as error:
        complain(f"la base du service n'a pas pu être lue ({type(error).__name__}) : l'édition y est peut-être")
        return None


def _revision(name: str) -> tarfile.TarFile | None:
    """The rules of a git revision of the repository that holds the shipped ones, as an archive;
    None where there is no such revision, no repository, or no git.
    """
    if not _REVISION.fullmatch(name) or name.startswith("-"):
        return None
    command = ["git", "-C", str(default_rulesets()), "archive", "--format=tar", name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GIT_SECONDS, check=False)
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired:
        fail(f"git ne répond pas en {_GIT_SECONDS} s")
    return None if done.returncode else tarfile.open(fileobj=BytesIO(done.stdout))
