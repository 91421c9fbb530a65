"""`qualif rules show`: an offence, or a notion, as a lawyer reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.shared import fail, open_engine
from engine.explanation.law_in_words import tell_notion, tell_offence, uses_of
from engine.language.plain import plain
from textfile.quoting import did_you_mean


def show(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[INFRACTION|NOTION]", help="Son identifiant ; absent : la liste des infractions."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue.")] = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
) -> None:
    """Montre une infraction comme un juriste la lit : éléments, exceptions, versions, voisins,
    sources ; ou une notion : sa condition à chaque version, et qui l'emploie.
    """
    ruleset = open_engine(folder).ruleset
    if name is None:
        for law in sorted(ruleset.offences.values(), key=lambda o: (o.theme, o.id)):
            print(f"{law.theme:<18} {law.id:<36} {law.short.in_(lang)}")
    elif name in ruleset.offences:
        law = ruleset.offences[name]
        print(_json(plain(law)) if as_json else tell_offence(law, ruleset, lang), end="\n" * as_json)
    elif name in ruleset.notions:
        notion = ruleset.notions[name]
        data = {**plain(notion), "used_by": list(uses_of(name, ruleset, lang))} if as_json else {}
        print(_json(data) if as_json else tell_notion(notion, ruleset, lang), end="\n" * as_json)
    else:
        hint = did_you_mean(name, {*ruleset.offences, *ruleset.notions}, "`qualif rules show` liste les infractions")
        fail(f"ni infraction ni notion : `{name}` ; {hint}")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
