"""`qualif second-reader`: the second reader of cues, its training, its card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import complain, default_rulesets, fail
from api.cli.told import check_writable, harmless, unusable, unwritable

Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        help="Dossier des textes annotés ; par défaut, `data/annotated` du dépôt : le paquet installé n'en a pas.",
    ),
]
Commercial = Annotated[
    bool, typer.Option("--commercial/--non-commercial", help="Écarter les jeux interdits d'usage commercial.")
]
Gpl = Annotated[bool, typer.Option("--gpl/--no-gpl", help="Employer aussi le jeu placé sous GPL.")]

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Second lecteur des indices : apprentissage, fiche."
)


@app.command()
def train(
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire le modèle et sa fiche.")],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Dossier des jeux publics : sans lui, les messages publics annotés ne servent pas."
        ),
    ] = None,
    corpus: Corpus = None,
    commercial: Commercial = True,
    gpl: Gpl = True,
) -> None:
    """Apprend sur les phrases annotées du projet, mesure sur celles laissées de côté, écrit le modèle et sa fiche."""
    from api.lexicons import open_reader
    from classifiers.encoder.encoder import shipped_encoder
    from classifiers.noise.corpus import CORPUS, BadCorpus
    from classifiers.second.card import card
    from classifiers.second.making import make
    from classifiers.second.model import CARD, MODEL, save
    from engine.language.diagnostics import RulesetError, render_text
    from engine.language.loader import load_folder

    root, encoder = default_rulesets(), shipped_encoder()
    if encoder is None:
        fail("l'extra « encoder » n'est pas installé : `pip install 'qualif[encoder]'`")
    try:
        out.mkdir(parents=True, exist_ok=True)
        check_writable(out / MODEL)
        facts = {name for name, fact in load_folder(root).facts.items() if "text_cue" in fact.sources}
        model = make(
            open_reader(root),
            encoder,
            facts,
            data,
            complain,
            corpus=corpus or CORPUS,
            commercial=commercial,
            copyleft=gpl,
        )
        save(model, out / MODEL)
        (out / CARD).write_text(card(model), encoding="utf-8")
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except BadCorpus as error:
        fail(unusable(error))
    except OSError as error:
        fail(unwritable(out, error))
    print(f"{harmless(str(out / MODEL))} : {len(model.values)} valeurs, empreinte {model.digest}")


@app.command("card")
def show_card(
    model: Annotated[Path | None, typer.Option("--model", help="Dossier du modèle ; par défaut, celui livré.")] = None,
) -> None:
    """Montre la fiche du second lecteur : données, mesures par fait, faiblesses."""
    from api.second_reader import shipped_folder
    from classifiers.second.model import CARD

    try:
        print(((model or shipped_folder()) / CARD).read_text(encoding="utf-8"), end="")
    except OSError as error:
        fail(f"pas de fiche : {unusable(error)}, ou refaire `qualif second-reader train`")
