"""`qualif rules watch`: what the operator's files of law say of the encoded versions, offline."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import STOPPED, complain, default_rulesets, fail
from api.cli.terminal import check_writable, harmless, unwritable
from api.watch.articles import Interest, PublishedLaw
from api.watch.comparison import EncodedVersion, compare, encoded_versions
from api.watch.files import read_law_file
from api.watch.filling import ProvenSource, UnprovenSource, prove, write_sources
from api.watch.report import WatchReport, document_of, lines_of, request_of
from engine.language.loader import check_folder
from engine.language.project import Project, read_project
from textfile.diagnostics import render_text
from textfile.quoting import printable
from textfile.reader import Unreadable


def watch(
    files: Annotated[
        list[Path],
        typer.Argument(help="Archives LEGI (la globale, puis les quotidiennes), legi.sqlite, ou textes (.txt)."),
    ],
    folder: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
    fill: Annotated[
        bool,
        typer.Option(
            "--fill", help="Écrit dans les règles les identifiants et les empreintes que les fichiers prouvent."
        ),
    ] = False,
    request: Annotated[
        Path | None, typer.Option("--request", help="Écrit aussi, dans ce fichier YAML, un projet de demande.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="Jour de la veille ; par défaut, aujourd'hui.")
    ] = None,
) -> None:
    """Compare les versions encodées à des fichiers de droit, sans réseau : périmées, changées,
    absentes, jamais vérifiées.

    Sort avec 0 s'il n'y a rien à regarder, 1 s'il y a quelque chose, 2 si un fichier ne se lit pas.
    """
    root = folder or default_rulesets()
    today = at.date() if at is not None else date.today()
    if request is not None:
        try:
            check_writable(request)
        except OSError as error:
            fail(unwritable(request, error))
    try:
        report = _watched(root, files, today, fill)
    except Unreadable as error:
        fail(render_text([error.diagnostic]))
    except KeyboardInterrupt:
        fail("interrompu : rien n'a été écrit", STOPPED)
    if as_json:
        print(json.dumps(document_of(report), ensure_ascii=False, indent=1))
    else:
        print(harmless("\n".join(lines_of(report))))
    if request is not None:
        _write_request(request, request_of(report))
    if report.findings:
        raise typer.Exit(1)


def _watched(root: Path, files: list[Path], today: date, fill: bool) -> WatchReport:
    project = _project(root)
    encoded = _encoded(project)
    everything = list(chain.from_iterable(encoded))
    interest = Interest(
        tuple({one.citation for one in everything if one.citation is not None}),
        frozenset(one.version.source.legifrance for one in everything if one.version.source.legifrance is not None),
    )
    law, kinds = PublishedLaw(), []
    for path in files:
        kinds.append((printable(str(path)), read_law_file(path, interest, law, _progress(path))))
    proven: list[ProvenSource] = []
    unproven: list[UnprovenSource] = []
    changed: list[str] = []
    if fill:
        proven, unproven = prove(everything, law)
        try:
            changed = write_sources(root, project.offences, proven)
        except OSError as error:
            fail(unwritable(Path(str(error.filename or root)), error))
        encoded = _encoded(_project(root))
    return WatchReport(
        today,
        tuple(kinds),
        len(law.identified) + len(law.current),
        len(everything),
        tuple(chain.from_iterable(compare(versions, law, today) for versions in encoded)),
        tuple(proven),
        tuple(unproven),
        tuple(changed),
    )


def _project(root: Path) -> Project:
    """The folder of rules, with the places of what it says; what is wrong in it is told, and
    stops.
    """
    ruleset, faults = check_folder(root, thorough=False)
    if ruleset is None:
        fail(render_text([fault for fault in faults if not fault.warning]))
    return read_project(root)


def _encoded(project: Project) -> list[tuple[EncodedVersion, ...]]:
    return [encoded_versions(placed) for placed in sorted(project.offences, key=lambda placed: placed.value.id)]


def _progress(path: Path) -> Callable[[int], None]:
    """Told to whoever watches: a whole archive takes minutes."""
    watched = sys.stderr.isatty()
    return lambda count: complain(f"… {path.name} : {count} articles vus") if watched else None


def _write_request(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        fail(unwritable(path, error))
