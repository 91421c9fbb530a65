"""`qualif rules analyse`: what a folder of rules says for nothing, or leaves contradictory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import BAD_INPUT, default_rulesets, fail
from api.law.analysis import analyse
from engine.analysis.weaknesses import Weakness
from engine.language.allowances import OPT_OUTS
from textfile.codes import explained
from textfile.diagnostics import RulesetError, render_text


def analyse_(
    folder: Annotated[
        Path | None, typer.Argument(help="Dossier de règles ; par défaut, celui livré avec le logiciel.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
) -> None:
    """Cherche dans un droit sans faute ce qui ne sert à rien ou se contredit : conditions, clauses,
    exclusions, valeurs, indices, sources. Sort en 1 s'il reste une remarque.
    """
    try:
        found = analyse(folder or default_rulesets())
    except RulesetError as error:
        fail(render_text(error.diagnostics), BAD_INPUT)
    if as_json:
        told = [{**one.diagnostic.as_data(), "about": one.about, "witness": one.witness} for one in found]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(_text(one))
        print(_summary(found))
    if found:
        raise typer.Exit(1)


def _text(one: Weakness) -> str:
    witness = "" if one.witness is None else f"\n    témoin : {json.dumps(one.witness, ensure_ascii=False)}"
    return f"{one.diagnostic.as_text()}{witness}\n"


def _summary(found: list[Weakness]) -> str:
    if not found:
        return "rien à redire."
    number = len(found)
    said = f"{number} remarque{'s' * (number > 1)} ; ce qui doit rester se permet dans `{OPT_OUTS}`, avec la raison."
    return f"{said}\n{explained({one.diagnostic.code for one in found})}"
