"""`python -m training.facts`: learns the facts network, measures it on sentences left out, writes
the model and its card.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import default_rulesets
from api.texts.lexicons import open_reader
from api.texts.second_reader import encoder_here
from classifiers.second.model import CARD, MODEL, save
from engine.language.loader import load_folder
from training.corpus import CORPUS, BadCorpus
from training.facts.annotations import messages, own
from training.facts.card import card
from training.facts.making import make
from training.progress import TrainingRun, say


def main(
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire le modèle et sa fiche.")],
    work: Annotated[Path, typer.Option("--work", help="Dossier de travail : 4 Go, repris à l'essai suivant.")],
    corpus: Annotated[Path, typer.Option("--corpus", help="Dossier des textes annotés.")] = CORPUS,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Dossier des jeux publics ; sans lui, les messages publics annotés ne servent pas."
        ),
    ] = None,
    commercial: Annotated[
        bool, typer.Option("--commercial/--non-commercial", help="Écarter les jeux interdits d'usage commercial.")
    ] = True,
    gpl: Annotated[bool, typer.Option("--gpl/--no-gpl", help="Employer aussi le jeu placé sous GPL.")] = True,
) -> None:
    """Apprend le réseau des faits."""
    root, encoder = default_rulesets(), encoder_here()
    if encoder is None:
        raise SystemExit("l'extra « encoder » n'est pas installé : `pip install 'qualif[encoder]'`")
    try:
        sentences = own(corpus)
        public = messages(data, corpus, commercial=commercial, copyleft=gpl) if data is not None else []
    except BadCorpus as error:
        raise SystemExit(str(error)) from error
    say(f"{len(sentences)} phrases, {len(public)} messages publics annotés")
    for folder in (work, out):
        folder.mkdir(parents=True, exist_ok=True)
    facts = {name for name, fact in load_folder(root).facts.items() if "text_cue" in fact.sources}
    model = make(sentences, public, open_reader(root), encoder, facts, TrainingRun(work))
    save(model, out / MODEL)
    (out / CARD).write_text(card(model), encoding="utf-8")
    say(f"{out / MODEL} : {len(model.values)} valeurs, empreinte {model.digest}")


if __name__ == "__main__":
    typer.run(main)
