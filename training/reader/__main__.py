"""`python -m training.reader`: learns the reader of whole reports, measures it by author, writes
the model and its card.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api.cli.shared import default_rulesets
from api.texts.lexicons import open_reader
from api.texts.second_reader import encoder_here, open_both
from classifiers.reader.model import CARD, MODEL, save
from classifiers.reader.reading import HEADS
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from training.corpus import own as own_hate
from training.corpus import public
from training.facts.annotations import own
from training.progress import TrainingRun, say
from training.reader.card import card
from training.reader.making import make, trunk, weigh
from training.reader.posts import posts
from training.reader.sources import DAY, OUTSIDE, hate, labelled_reports, learnable, sentences
from training.reader.sources import reports as read_reports

REPORTS = Path("data/annotated/reports/train")


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
    known = [
        name
        for name, one in law.offences.items()
        if name != OUTSIDE and (text := one.at(DAY)) is not None and text.void is None
    ]
    rows = read_reports(sorted(reports.glob("*.jsonl")))
    offences = learnable(rows, known)
    say(f"{len(rows)} signalements entiers, {len(offences)} infractions")
    taught = [sentences(annotated, Engine(law), offences), hate(hateful, offences)]
    weights = trunk(taught, annotated, len(HEADS) + len(offences), encoder, TrainingRun(work))
    labelled = labelled_reports(rows, offences)
    weighed = weigh(labelled, second, weights, work)
    say("signalements lus")
    model = make(weighed, weights, second.values, offences, say)
    head, measures = posts(hateful, labelled, second, model)
    say("tête des publications apprise")
    model = replace(model, posts=head, about={**model.about, "posts": measures})
    out.mkdir(parents=True, exist_ok=True)
    save(model, out / MODEL)
    (out / CARD).write_text(card(model), encoding="utf-8")
    say(f"{out / MODEL} : empreinte {model.digest}")


if __name__ == "__main__":
    np.seterr(over="raise", invalid="raise")
    typer.run(main)
