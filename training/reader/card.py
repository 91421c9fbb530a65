"""The card of the reader: what it is for, what it learnt from, what it is worth."""

from __future__ import annotations

from classifiers.reader.model import ReaderModel


def card(model: ReaderModel) -> str:
    """The card, in French."""
    about = model.about
    rows = [f"| {name} | {value:.3f} |" for name, value in about["measures"]["ensemble"].items()]
    return "\n".join(
        [
            "# Fiche du lecteur de signalements",
            "",
            "Écrite par `python -m training.reader` ; ne pas la modifier à la main.",
            "",
            f"- empreinte du modèle : `{model.digest}`",
            f"- empreinte des signalements : `{about['data']}`",
            f"- appris : {about['reports']} signalements entiers",
            f"- versions : {', '.join(f'{name} {version}' for name, version in sorted(about['versions'].items()))}",
            "",
            "| mesure, par auteur laissé de côté | valeur |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )
