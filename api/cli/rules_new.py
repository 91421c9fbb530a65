"""`qualif rules new`: drafts every file that a change of the law touches."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import default_rulesets, fail
from engine.analysis.drafting.drafts import (
    LawDraft,
    Undraftable,
    draft_defence,
    draft_ground,
    draft_offence,
    draft_version,
)
from engine.analysis.drafting.editor import Missing
from engine.analysis.mentions import Query, mentions
from engine.facts.faults import ReportError
from engine.facts.values import read_day
from textfile.reader import Unreadable

app = typer.Typer(
    help="Ébauche tout ce qu'un changement du droit touche ; `qualif rules check` dit ensuite ce qui reste à remplir.",
    no_args_is_help=True,
)

Folder = Annotated[Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Dit ce qui serait écrit, et n'écrit rien.")]
Offence = Annotated[str, typer.Argument(metavar="INFRACTION", help="Son identifiant, celui de son dossier.")]
From = Annotated[str, typer.Option("--from", metavar="JOUR", help="Premier jour d'application, AAAA-MM-JJ.")]


@app.command()
def offence(
    name: Offence,
    theme: Annotated[str, typer.Option("--theme", help="Dossier de thème, sous `offences`.")],
    like: Annotated[
        str | None, typer.Option("--like", metavar="INFRACTION", help="Une voisine qui va aux mêmes destinataires.")
    ] = None,
    folder: Folder = None,
    dry: Dry = False,
) -> None:
    """Une infraction : son fichier, ses cas, ses familles de routage et de notifications, son
    champ.
    """
    _named(name, "-")
    _named(theme, "_")
    _write(folder, dry, lambda root: draft_offence(root, name, theme, like))


@app.command()
def version(
    offence: Offence,
    name: Annotated[str, typer.Argument(metavar="VERSION", help="Son identifiant, par exemple v2027.")],
    start: From,
    like: Annotated[
        str | None, typer.Option("--as", metavar="VERSION", help="La version dont elle part ; par défaut, la dernière.")
    ] = None,
    folder: Folder = None,
    dry: Dry = False,
) -> None:
    """Une version d'une infraction : la dernière se ferme la veille, et les cas ont leur veille et
    leur jour.
    """
    _named(name, "_")
    _write(folder, dry, lambda root: draft_version(root, offence, name, _day(start), like))


@app.command()
def defence(
    offence: Offence,
    name: Annotated[str, typer.Argument(metavar="DÉFENSE", help="Son identifiant.")],
    version: Annotated[str | None, typer.Option("--version", help="La version nouvelle qui l'apporte.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="JOUR", help="Premier jour de cette version, AAAA-MM-JJ.")
    ] = None,
    folder: Folder = None,
    dry: Dry = False,
) -> None:
    """Une défense d'une infraction, dans sa dernière version ou dans une version nouvelle."""
    _named(name, "_")
    if (version is None) is not (start is None):
        fail("`--version` et `--from` vont ensemble : une défense nouvelle commence avec une version nouvelle")
    day = None if start is None else _day(start)
    _write(folder, dry, lambda root: draft_defence(root, offence, name, version, day))


@app.command()
def ground(
    value: Annotated[str, typer.Argument(metavar="CRITÈRE", help="La valeur nouvelle.")],
    like: Annotated[
        str, typer.Option("--like", metavar="CRITÈRE", help="Une valeur de la même liste, traitée comme elle.")
    ],
    start: From,
    notion: Annotated[
        list[str] | None, typer.Option("--notion", help="Une notion qui la reçoit ce jour-là (répétable).")
    ] = None,
    fact: Annotated[str, typer.Option("--fact", help="Le fait qui porte la liste.")] = "critere_protege",
    folder: Folder = None,
    dry: Dry = False,
) -> None:
    """Un critère protégé, ou la valeur d'une autre liste : vocabulaire, notions datées, lexique."""
    _named(value, "_")
    root = folder or default_rulesets()
    _write(root, dry, lambda root: draft_ground(root, value, fact, like, _day(start), tuple(notion or ())))
    copies, _ = mentions(root, Query(like, fact))
    print(f"\n`{like}` est aussi nommé à ces endroits ; chacun est à juger pour `{value}` :")
    for mention in copies:
        if mention.group not in ("cas", "vocabulaire"):
            print(f"  {mention.place}  {mention.within}")
    for name in notion or ():
        used, _ = mentions(root, Query(name))
        for found in sorted({m.place.file.split("/")[-2] for m in used if m.group == "infractions"}):
            print(f"`{name}` change `{found}` : qualif rules new version {found} … --from {start}")


def _write(folder: Path | None, dry: bool, draft_of: Callable[[Path], LawDraft]) -> None:
    """Writes a draft, once all of it could be made; says each file, and what is left to look at."""
    root = folder or default_rulesets()
    try:
        draft = draft_of(root)
    except Undraftable as error:
        fail(str(error))
    except Missing as error:
        fail(f"rien à compléter à {error} ; `qualif rules check` dit ce qui ne va pas dans ces règles")
    except Unreadable as error:
        fail(error.diagnostic.as_text())
    for name, text in draft.texts.items():
        path = root / name
        verb = "complété" if path.exists() else "écrit"
        if not dry:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{'serait ' * dry}{verb} : {path}")
    for remark in draft.remarks:
        print(f"à voir : {remark}")
    print("ensuite : `qualif rules check` dit chaque endroit à remplir")


def _named(name: str, link: str) -> None:
    if not re.fullmatch(rf"[a-z][a-z0-9{link}]*", name):
        kind = "tirets" if link == "-" else "traits bas"
        fail(
            f"identifiant mal formé : `{name}` ; minuscules sans accent, chiffres et {kind}, en commençant par une lettre"
        )


def _day(text: str) -> date:
    try:
        return read_day(text, "--from")
    except ReportError as error:
        fail(str(error))
