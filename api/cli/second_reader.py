"""`qualif second-reader`: the card of the second reader of cues."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import fail
from api.cli.terminal import unusable

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Second lecteur des indices : sa fiche.")


@app.command("card")
def show_card(
    model: Annotated[Path | None, typer.Option("--model", help="Dossier du modèle ; par défaut, celui livré.")] = None,
) -> None:
    """Montre la fiche du second lecteur : données, mesures par fait, faiblesses."""
    from api.texts.second_reader import shipped_folder
    from classifiers.second.model import CARD

    try:
        print(((model or shipped_folder()) / CARD).read_text(encoding="utf-8"), end="")
    except OSError as error:
        fail(f"pas de fiche : {unusable(error)}, ou réinstaller le paquet")
