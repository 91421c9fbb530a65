"""`qualif report`: the statistics of a period, for a terminal or as files."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.opening import open_current
from api.cli.shared import complain, fail
from api.cli.terminal import harmless, unwritable
from api.texts.input_lines import Unbounded, open_input, read_whole

_DAY = ["%Y-%m-%d"]
_LONGEST = 1 << 20
"""Bytes of the text of procedures."""


def report(
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=_DAY, help="Premier jour, compris ; par défaut, le 1er janvier de l'année de la fin."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--to",
            formats=_DAY,
            help="Dernier jour, compris ; par défaut, aujourd'hui. Sans aucun jour : la dernière année révolue.",
        ),
    ] = None,
    dsa: Annotated[
        bool, typer.Option("--dsa", help="Rapport de signaleur de confiance (règlement (UE) 2022/2065, art. 22, § 3).")
    ] = False,
    under: Annotated[
        int | None,
        typer.Option(
            "--secret",
            min=2,
            max=1000,
            metavar="N",
            help="Cache les effectifs de moins de N, et ce qui les ferait retrouver.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Données JSON sur la sortie standard.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--csv", metavar="DOSSIER", help="Un fichier CSV par tableau, dans ce dossier.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FICHIER", help="Rapport imprimable, accessible (PDF/UA).")
    ] = None,
    procedures: Annotated[
        Path | None,
        typer.Option(
            "--procedures",
            metavar="FICHIER",
            help="Avec --dsa et --pdf : texte des procédures qui garantissent l'indépendance.",
        ),
    ] = None,
    lang: Annotated[
        Literal["fr", "en"], typer.Option("--lang", help="Langue des tableaux ; le PDF est en français.")
    ] = "fr",
) -> None:
    """Rapport statistique d'une période, tiré du registre : texte, JSON, CSV ou PDF. Jamais par
    personne.
    """
    from api.statistics import files
    from api.statistics.period import PeriodError
    from api.statistics.printed import pdf_of_report
    from api.statistics.service import period_of, report_of, words_of
    from engine.notices.pdf_tree import PdfError

    services = open_current()
    try:
        period = period_of(services, since.date() if since else None, until.date() if until else None)
    except PeriodError as error:
        fail(str(error))
    with services.database.read() as session:
        made = report_of(session, services.editions.current().ruleset, period, "dsa" if dsa else "annual", under)
    words = words_of(services, lang)
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for table in made.tables():
                (folder / f"{table.id}.csv").write_text(files.csv_of(table, words), encoding="utf-8", newline="")
        except OSError as error:
            fail(unwritable(folder, error))
        complain(f"{len(made.tables())} tableaux dans {folder}")
    if pdf is not None:
        try:
            pdf.write_bytes(
                pdf_of_report(made, words_of(services, "fr"), services.clock.now(), _procedures(procedures))
            )
        except PdfError as error:
            fail(f"{pdf} : rapport trop long pour un PDF ({error}) ; --csv et --json n'ont pas de limite")
        except OSError as error:
            fail(unwritable(pdf, error))
        complain(f"rapport écrit : {pdf}")
    if as_json:
        print(json.dumps(files.data_of(made), ensure_ascii=False, indent=2))
    elif folder is None and pdf is None:
        print(harmless(files.text_of(made, words)), end="")


def _procedures(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        with open_input(file) as stream:
            return read_whole(stream, most=_LONGEST).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError, Unbounded):
        fail(f"{file} : illisible ; un texte en UTF-8, d'au plus {_LONGEST >> 20} Mio, est attendu")
