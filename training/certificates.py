"""`python -m training.certificates`: the demonstration's certificate, from the reports kept apart
to calibrate.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.noise_filter import CERTIFICATES, open_filter, shipped_folder
from api.texts.report_reader import whole_reader
from api.texts.second_reader import open_both
from classifiers.noise.bounds import RiskLevel
from classifiers.noise.calibration import AnalystDecision, demonstrate
from classifiers.noise.certificate import Refusal
from classifiers.noise.certificate_file import Certificates, digest, write

REPORTS = Path("data/annotated/reports/calibrate")


def decisions(reports: Path) -> list[AnalystDecision]:
    """The decisions of a careful reader on each report: noise, or something to see, under its
    field.
    """
    found = []
    for file in sorted(reports.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            keep = row["expect"] != "noise"
            text, comment = row["text"] or "", row["comment"] or ""
            field = row["field"] if keep else ""
            found.append(AnalystDecision(text, keep, field, "", comment, row["reported_category"]))
    return found


def main(
    reports: Annotated[Path, typer.Option("--reports", help="Dossier des signalements qui calent.")] = REPORTS,
    out: Annotated[Path | None, typer.Option("--out", help="Fichier à écrire ; par défaut, celui livré.")] = None,
    alpha: Annotated[float, typer.Option("--alpha", help="Part de contenus à garder qu'on accepte de perdre.")] = 0.01,
    delta: Annotated[float, typer.Option("--delta", help="Risque que la promesse soit fausse.")] = 0.05,
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Jour du calage.")] = None,
) -> None:
    """Cale le certificat de démonstration, tous champs réunis, et l'écrit."""
    root = shipped_law()
    cues = open_reader(root)
    reader = whole_reader(open_both(root, cues), lambda fault: typer.echo(fault, err=True))
    if reader is None:
        raise SystemExit("l'extra « encoder » et le lecteur de signalements sont nécessaires")
    today = day.date() if day is not None else date.today()
    noise = open_filter(reader=reader, cues=cues, today=today)
    made = demonstrate(decisions(reports), today, noise, RiskLevel(alpha, delta))
    if isinstance(made, Refusal):
        raise SystemExit(made.reason)
    write(out or shipped_folder() / CERTIFICATES, Certificates((made,)))
    print(
        f"{digest(made)} : {made.n} à garder, {made.k} sous le seuil {made.threshold:.4f} ; "
        f"{made.set_aside} sur {made.total} sous le seuil"
    )


if __name__ == "__main__":
    typer.run(main)
