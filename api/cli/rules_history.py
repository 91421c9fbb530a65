"""`qualif rules history`: publications as a list, or as commits of a git repository."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.acting import REFUSED, refuse
from api.cli.opening import open_stored, settings_of
from api.cli.shared import fail
from api.cli.terminal import harmless, unwritable

if TYPE_CHECKING:
    from api.changes.git_history import PublishedEdition
    from api.rules.git_repository import GitFault, GitRepository

_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]{0,80}")


def history(
    git: Annotated[
        Path | None,
        typer.Option("--git", metavar="DÉPÔT", help="Écrit les éditions comme des commits ; créé s'il n'existe pas."),
    ] = None,
    branch: Annotated[str, typer.Option("--branch", help="La branche de ce dépôt.")] = "regles",
) -> None:
    """Dit les éditions publiées, dans l'ordre ; avec --git, en fait des commits.

    Les mêmes éditions donnent les mêmes commits, et la commande se relance sans rien changer. Une
    édition retirée n'y est pas ; une édition à venir y entre à sa date d'effet.
    """  # fmt: skip
    from api.changes.git_history import history as editions_of
    from api.kit.clock import Clock
    from api.kit.problems import Problem

    zone = settings_of().zone
    now = Clock(zone).now()
    if git is not None:
        _write(git, branch, now)
        return
    try:
        with open_stored().read() as session:
            editions = editions_of(session)
    except Problem as problem:
        refuse(problem)
    if not editions:
        print("aucune édition publiée")
    for one in editions:
        print(harmless(_line(one, now, zone)))


def _line(one: PublishedEdition, now: datetime, zone: ZoneInfo) -> str:
    from api.rules.publication_kinds import PublicationKind

    row = one.row
    day = row.effect_at.astimezone(zone)
    title = one.change.title if one.change is not None else "édition de l'installation"
    ratified = "" if row.ratify_until is None else ", ratifiée" if row.ratified_at is not None else ", à ratifier"
    back = f", défait la {row.rolls_back}" if row.rolls_back is not None else ""
    coming = " (à venir)" if row.effect_at > now else ""
    kinds = {
        PublicationKind.FOLDER: "prise d'un dossier",
        PublicationKind.SIGNED: "signée",
        PublicationKind.EMERGENCY: "en urgence",
    }
    kind = kinds[PublicationKind(row.kind)]
    return f"{row.number}  {day:%d/%m/%Y %H:%M}{coming}  {row.tree[:12]}  {kind}{ratified}{back}  {title}"


def _write(place: Path, branch: str, now: datetime) -> None:
    from api.changes.git_history import history_stream, write_history
    from api.kit.problems import Problem
    from api.rules.git_repository import GitFault

    if not _BRANCH.fullmatch(branch) or "//" in branch or branch.endswith("/"):
        fail(f"`{harmless(branch)}` n'est pas un nom de branche")
    ref = f"refs/heads/{branch}"
    try:
        with open_stored().read() as session:
            stream = history_stream(session, ref, now)
        if stream is None:
            fail("aucune édition publiée n'a pris effet : rien à écrire", REFUSED)
        commit = write_history(_repository(place, ref), stream, ref)
    except Problem as problem:
        refuse(problem)
    except GitFault as error:
        fail(_why(error, branch), REFUSED)
    except OSError as error:
        fail(unwritable(place, error))
    print(f"branche {branch} : {commit}")


def _repository(place: Path, ref: str) -> GitRepository:
    """The repository of a folder, made where there is none.

    Raises:
        GitFault: git fails, takes too long, or is not installed.
        OSError: the folder cannot be made.
    """
    from api.rules.git_repository import GitRepository, run_git

    if not place.exists() or not any(place.iterdir()):
        place.mkdir(parents=True, exist_ok=True)
        made = GitRepository(place.absolute())
        made.start()
        return made
    done = run_git("-C", str(place), "rev-parse", "--absolute-git-dir")
    if done.returncode:
        fail(f"{place} : ni vide, ni un dépôt de git")
    found = GitRepository(Path(done.stdout.decode().strip()))
    if _is_checked_out(found, ref):
        fail("cette branche est celle du dossier de travail de ce dépôt : en donner une autre (--branch)", REFUSED)
    return found


def _is_checked_out(found: GitRepository, ref: str) -> bool:
    bare = found.run("config", "--default", "false", "--get", "core.bare").strip() == b"true"
    return not bare and found.run("rev-parse", "--symbolic-full-name", "HEAD").decode().strip() == ref


def _why(error: GitFault, branch: str) -> str:
    if "does not contain" in error.says:
        return f"la branche {branch} contient autre chose que ces éditions : rien n'y a changé, en donner une autre (--branch)"
    return str(error)
