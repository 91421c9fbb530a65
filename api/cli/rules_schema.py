"""`qualif rules schema`: JSON Schemas of the files of rules, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.authoring.file_shapes import SHAPES, schema_of
from api.cli.shared import default_rulesets, fail


def schema(
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Dossier où les écrire ; par défaut, `schema`, dans le dossier de règles."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
) -> None:
    """Écrit les schémas JSON des fichiers de règles : un éditeur complète et souligne d'après
    eux.
    """
    target = to or (folder or default_rulesets()) / "schema"
    try:
        target.mkdir(parents=True, exist_ok=True)
        for shape in SHAPES:
            text = json.dumps(schema_of(shape), ensure_ascii=False, indent=2)
            (target / f"{shape.name}.json").write_text(text + "\n", encoding="utf-8")
            print(f"{shape.pattern:<32} {target / shape.name}.json")
    except OSError as error:
        fail(f"`{target}` : rien ne peut s'y écrire ({error.strerror}) ; vérifier le chemin et les droits")
    print("dans un fichier, première ligne : # yaml-language-server: $schema=<chemin du schéma>")
