"""`qualif rules where`: every place of the rules that names something."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import complain, default_rulesets, fail
from engine.analysis.mentions import Mention, Query, mentions
from engine.language.project import read_project
from textfile.diagnostics import render_text
from textfile.quoting import did_you_mean

NOTHING = 1
"""Exit code when no place names it."""


def where(
    name: Annotated[
        str,
        typer.Argument(metavar="NOM", help="Fait, notion, valeur, infraction… ; `fait=valeur` pour une seule liste."),
    ],
    anywhere: Annotated[
        bool, typer.Option("--text", help="Cherche ce mot dans tout texte, libellés et motifs compris.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
) -> None:
    """Dit chaque endroit qui nomme un fait, une notion, une valeur, une infraction ou un mot : de
    l'infraction au lexique, du routage aux cas.
    """
    root = folder or default_rulesets()
    if not root.is_dir():
        fail(f"dossier de règles introuvable : `{root}` ; donner le chemin du dossier `rulesets`")
    found, faults = mentions(root, Query.of(name, anywhere))
    if faults:
        complain(render_text(faults))
    if as_json:
        print(json.dumps([_data(mention) for mention in found], ensure_ascii=False, indent=2))
    for group, places in () if as_json else groupby(found, key=lambda mention: mention.group):
        listed = list(places)
        print(f"{group} — {len(listed)}")
        for mention in listed:
            print(f"  {mention.place}" + f"  {mention.within}" * bool(mention.within))
    if not found:
        hint = did_you_mean(name.partition("=")[0], _names(root), "`--text` cherche un mot dans les textes")
        fail(f"rien ne nomme `{name}` ; {hint}", NOTHING)


def _data(mention: Mention) -> dict[str, str | int]:
    place = mention.place
    return {
        "group": mention.group,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "within": mention.within,
    }


def _names(root: Path) -> set[str]:
    """The names that one may have meant; those that a broken folder lets read."""
    project = read_project(root)
    values = {value for fact in project.facts for value in fact.value.values}
    groups = (project.facts, project.notions, project.offences, project.out_of_field, project.limitations)
    return values | {placed.value.id for group in groups for placed in group}
