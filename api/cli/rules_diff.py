"""`qualif rules diff`: what differs in meaning between two rulesets, told with the smallest report
of each change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.named_law import LawName, law_folder
from api.cli.shared import complain, fail, open_engine
from api.law.difference_page import difference_page
from engine.analysis.difference.cases import witness_cases
from engine.analysis.difference.difference import difference
from engine.analysis.difference.document import difference_document
from engine.analysis.difference.findings import FolderDifference
from engine.analysis.difference.folder_words import folder_lines
from engine.analysis.difference.words import DifferenceTeller
from engine.routing.difference import folder_difference
from engine.routing.project import FOLDER as ROUTING
from textfile.diagnostics import RulesetError, render_text


def diff(
    old: LawName,
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
    with law_folder(old) as one, law_folder(new) as other:
        before, after = open_engine(one), open_engine(other)
        watched = sys.stderr.isatty()
        found = difference(before, after, lambda name: complain(f"… {name}") if watched else None)
        beside = _beside(one, other)
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


def _beside(old: Path, new: Path) -> FolderDifference | None:
    """What differs beside the law; None where a side holds the law alone, as a stored edition
    does.
    """
    if (old / ROUTING).is_dir() is not (new / ROUTING).is_dir():
        complain("une édition gardée ne tient que le droit : le reste du dossier n'est pas comparé")
        return None
    try:
        return folder_difference(old, new)
    except RulesetError as error:
        fail(render_text(error.diagnostics))
