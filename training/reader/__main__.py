"""`python -m training.reader`: learns the reader of whole reports, measures it by author, writes the model and its card."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api.cli.shared import default_rulesets
from api.lexicons import open_reader
from api.second_reader import encoder_here, open_both
from classifiers.noise.corpus import own as own_hate
from classifiers.noise.corpus import public
from classifiers.reader.model import CARD, MODEL, save
from classifiers.second.annotated import own
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from training.reader.card import card
from training.reader.making import make, trunk, weigh
from training.reader.sources import DAY, OUTSIDE, hate, labelled, sentences

REPORTS = Path("data/annotated/reports/train")
BEGUN = time.monotonic()


def say(what: str) -> None:
    """Progress, with the seconds gone."""
    print(f"{time.monotonic() - BEGUN:6.0f} s  {what}", file=sys.stderr, flush=True)


def main(
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire le modèle et sa fiche.")],
    work: Annotated[Path, typer.Option("--work", help="Dossier de travail : 5 Go, repris à l'essai suivant.")],
    reports: Annotated[
        Path, typer.Option("--reports", help="Dossier des signalements entiers qui apprennent.")
    ] = REPORTS,
    data: Annotated[
        Path | None, typer.Option("--data", help="Dossier des jeux publics du filtre ; sans lui, ils ne servent pas.")
    ] = None,
) -> None:
    """Apprend le lecteur de signalements."""
    root, encoder = default_rulesets(), encoder_here()
    second = open_both(root, open_reader(root))
    if encoder is None or second is None:
        raise SystemExit("l'extra « encoder » n'est pas installé : `pip install 'qualif[encoder]'`")
    work.mkdir(parents=True, exist_ok=True)
    annotated = own()
    hateful = [*own_hate(), *(public(data, commercial=True) if data is not None else [])]
    say(f"{len(annotated)} phrases annotées, {len(hateful)} textes du filtre")
    law = load_folder(root)
    taught = [sentences(annotated, Engine(law)), hate(hateful)]
    weights = trunk(taught, annotated, encoder, work, say)
    every = labelled(sorted(reports.glob("*.jsonl")))
    say(f"{len(every.reports)} signalements entiers")
    weighed = weigh(every, second, weights, work)
    say("signalements lus")
    known = [
        name
        for name, one in law.offences.items()
        if name != OUTSIDE and (text := one.at(DAY)) is not None and text.void is None
    ]
    model = make(weighed, weights, second.values, known, say)
    out.mkdir(parents=True, exist_ok=True)
    save(model, out / MODEL)
    (out / CARD).write_text(card(model), encoding="utf-8")
    say(f"{out / MODEL} : empreinte {model.digest}")


if __name__ == "__main__":
    np.seterr(over="raise", invalid="raise")
    typer.run(main)
