"""`qualif rules diff`: what differs in meaning between two rulesets, told with the smallest report
of each change.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.cli.opening import settings_of
from api.cli.shared import complain, default_rulesets, fail, open_engine
from api.law.difference_page import difference_page
from api.rules.editions import stored_engine
from engine.analysis.difference.cases import witness_cases
from engine.analysis.difference.difference import difference
from engine.analysis.difference.document import difference_document
from engine.analysis.difference.findings import FolderDifference
from engine.analysis.difference.folder_words import folder_lines
from engine.analysis.difference.words import DifferenceTeller
from engine.reasoning.qualify import Engine
from engine.routing.difference import folder_difference
from textfile.diagnostics import RulesetError, render_text

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_REVISION = re.compile(r"[\w./@{}~^:-]+")
_GIT_SECONDS = 60

Side = Annotated[
    str,
    typer.Argument(
        help="Un dossier de règles, l'empreinte d'une édition servie par ce service, ou une révision de git."
    ),
]


def diff(
    old: Side,
    new: Annotated[str | None, typer.Argument(help="De même ; absent : les règles livrées.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
    proofs: Annotated[bool, typer.Option("--proofs", help="Avec --json : les deux preuves de chaque témoin.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Écrit aussi une page, à joindre à une demande.")] = None,
    save_cases: Annotated[
        Path | None, typer.Option("--save-cases", help="Écrit chaque témoin comme un cas, dans ce fichier YAML.")
    ] = None,
) -> None:
    """Dit ce qu'une modification du droit change : statut par statut, avec le plus petit
    signalement qui le montre.
    """
    for target in (html, save_cases):
        if target is not None and not target.resolve().parent.is_dir():
            fail(f"{target} : le dossier n'existe pas ; le créer d'abord")
    with _side(old) as (before, old_root), _side(new) as (after, new_root):
        watched = sys.stderr.isatty()
        found = difference(before, after, lambda name: complain(f"… {name}") if watched else None)
        beside = _beside(old_root, new_root)
        if as_json:
            print(json.dumps(difference_document(found, beside, proofs=proofs), ensure_ascii=False, indent=1))
        else:
            print("\n".join(DifferenceTeller(found, before.ruleset, after.ruleset).lines()))
            if beside is not None:
                print("\n".join(("", *folder_lines(beside))))
        if html is not None:
            html.write_text(difference_page(found, before.ruleset, after.ruleset, beside), encoding="utf-8")
        if save_cases is not None:
            save_cases.write_text(witness_cases(found), encoding="utf-8")


def _beside(old: Path | None, new: Path | None) -> FolderDifference | None:
    """What differs beside the law; None where a side has no folder."""
    if old is None or new is None:
        complain("une édition gardée ne tient que le droit : le reste du dossier n'est pas comparé")
        return None
    try:
        return folder_difference(old, new)
    except RulesetError as error:
        fail(render_text(error.diagnostics))


@contextmanager
def _side(named: str | None) -> Iterator[tuple[Engine, Path | None]]:
    """The engine on what a side names, and its folder, if it has one."""
    folder = default_rulesets() if named is None else Path(named)
    if folder.is_dir():
        yield open_engine(folder), folder
        return
    served = _served(str(folder)) if _DIGEST.fullmatch(str(folder)) else None
    if served is not None:
        yield served, None
        return
    with TemporaryDirectory(prefix="qualif-rules-") as place:
        root = _at_revision(str(folder), Path(place))
        yield open_engine(root), root


def _served(digest: str) -> Engine | None:
    """The engine on an edition that this service served; None where its database has none, or
    cannot be read.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from api.db.opening import open_database

    try:
        return stored_engine(open_database(settings_of()), digest)
    except SQLAlchemyError as error:
        complain(f"la base du service n'a pas pu être lue ({type(error).__name__}) : l'édition y est peut-être")
        return None
    except RulesetError as error:
        fail(render_text(error.diagnostics))


def _at_revision(revision: str, place: Path) -> Path:
    """The rules of a git revision of the repository that holds the shipped ones, written in a
    folder.
    """
    root = default_rulesets()
    unknown = f"`{revision}` n'est ni un dossier, ni l'empreinte d'une édition gardée, ni une révision de git"
    if not _REVISION.fullmatch(revision) or revision.startswith("-"):
        fail(unknown)
    command = ["git", "-C", str(root), "archive", "--format=tar", revision]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GIT_SECONDS, check=False)
    except FileNotFoundError:
        fail(f"{unknown} (git n'est pas installé)")
    except subprocess.TimeoutExpired:
        fail(f"git ne répond pas en {_GIT_SECONDS} s")
    if done.returncode:
        fail(unknown)
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(place, filter="data")
    return place
