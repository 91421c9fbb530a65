"""`qualif rules schema`: JSON Schemas of the files of rules, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from pydantic import BaseModel

from api.cli.shared import default_rulesets, fail
from classifiers.cues.shapes import LexiconFile
from engine.analysis.case_shapes import CasesFile, CrossFile
from engine.language.json_schema import json_schema
from engine.language.schema import ClausesFile, FactsFile, LimitationsFile, NotionsFile, OutOfFieldFile
from engine.model.law import Offence
from engine.model.order import Order
from engine.notices.tables import Codes, Directive, Families, Labels, Manifest, Orientations
from engine.routing.cases import RoutingCasesFile
from engine.routing.project import ContactsFile, NetworkFile, RecipientFamiliesFile, RoutingRulesFile, UnionFile


class FileShape(NamedTuple):
    """Files of rules of one shape: the name of their schema, where they stand, their model."""

    name: str
    pattern: str
    model: type[BaseModel]


SHAPES = (
    FileShape("faits", "facts/*.yaml", FactsFile),
    FileShape("notions", "notions/*.yaml", NotionsFile),
    FileShape("prescriptions", "limitation/*.yaml", LimitationsFile),
    FileShape("clauses", "clauses/*.yaml", ClausesFile),
    FileShape("hors-champ", "hors_champ/*.yaml", OutOfFieldFile),
    FileShape("infraction", "offences/*/*/offence.yaml", Offence),
    FileShape("cas", "offences/*/*/cases.yaml", CasesFile),
    FileShape("cas-croises", "cases/*.yaml", CrossFile),
    FileShape("ordre", "parameters/ordre.yaml", Order),
    FileShape("inhope", "parameters/inhope.yaml", NetworkFile),
    FileShape("lexique", "lexicons/**/*.yaml", LexiconFile),
    FileShape("routage-faits", "routing/facts/*.yaml", FactsFile),
    FileShape("routage-notions", "routing/notions/*.yaml", NotionsFile),
    FileShape("routage-regles", "routing/rules/*.yaml", RoutingRulesFile),
    FileShape("routage-familles", "routing/familles.yaml", RecipientFamiliesFile),
    FileShape("routage-contacts", "routing/contacts.yaml", ContactsFile),
    FileShape("routage-union", "routing/union.yaml", UnionFile),
    FileShape("routage-cas", "routing/cases/*.yaml", RoutingCasesFile),
    FileShape("notifications-manifeste", "notices/manifest.yaml", Manifest),
    FileShape("notifications-familles", "notices/familles.yaml", Families),
    FileShape("notifications-directive", "notices/directive-2011-93.yaml", Directive),
    FileShape("notifications-codes", "notices/codes.yaml", Codes),
    FileShape("notifications-mots", "notices/mots.yaml", Labels),
    FileShape("notifications-orientations", "notices/orientations.yaml", Orientations),
)


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
            text = json.dumps(
                json_schema(shape.model, shape.pattern, shape.model is Offence), ensure_ascii=False, indent=2
            )
            (target / f"{shape.name}.json").write_text(text + "\n", encoding="utf-8")
            print(f"{shape.pattern:<32} {target / shape.name}.json")
    except OSError as error:
        fail(f"`{target}` : rien ne peut s'y écrire ({error.strerror}) ; vérifier le chemin et les droits")
    print("dans un fichier, première ligne : # yaml-language-server: $schema=<chemin du schéma>")
