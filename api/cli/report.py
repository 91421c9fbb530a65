"""`qualif report`: the statistics of a period, for a terminal or as files."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.bulk_options import RunnerChoice, Scheduler, TlsAuthority, TlsCertificate, TlsKey, Workers
from api.cli.shared import BAD_INPUT, complain, fail
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
    on: Annotated[
        Path | None,
        typer.Option("--on", metavar="ARCHIVE", help="Compter une archive, et non la base du service."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FICHIER",
            help="Avec --on : garder ici ce qui est compté, sans un mot ; la même commande reprend après un arrêt.",
        ),
    ] = None,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Avec --on : le droit dont viennent les champs et les libellés.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    tls_ca: TlsAuthority = None,
    tls_cert: TlsCertificate = None,
    tls_key: TlsKey = None,
) -> None:
    """Rapport statistique d'une période, tiré du registre : texte, JSON, CSV ou PDF. Jamais par
    personne.

    `--on` compte une archive (JSON Lines, `.gz` aussi, ou Parquet) aux mêmes règles : chaque ligne
    dit quand le signalement est venu (`received_at`), et ce qui en est su. Une mauvaise ligne est
    nommée, les autres sont comptées ; le code de sortie est alors 2.
    """
    from api.cli.report_sources import ReportSource, archive_source, service_source
    from api.statistics import files
    from api.statistics.period import PeriodError
    from api.statistics.printed import pdf_of_report
    from api.statistics.service import period_between, report_of
    from engine.notices.pdf_tree import PdfError

    choice = RunnerChoice(workers, scheduler, (tls_ca, tls_cert, tls_key))
    if on is None and (out is not None or rulesets is not None or choice != RunnerChoice()):
        fail("--out, --rulesets, --workers et --scheduler vont avec --on ARCHIVE")
    with ExitStack() as stack:
        source: ReportSource = (
            service_source() if on is None else stack.enter_context(archive_source(on, out, rulesets, choice))
        )
        clock = source.clock
        try:
            period = period_between(clock, since.date() if since else None, until.date() if until else None)
        except PeriodError as error:
            fail(str(error))
        with source.database.read() as session:
            made = report_of(session, source.law, period, "dsa" if dsa else "annual", under)
    words = source.words(lang)
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
            pdf.write_bytes(pdf_of_report(made, source.words("fr"), clock.now(), _procedures(procedures)))
        except PdfError as error:
            fail(f"{pdf} : rapport trop long pour un PDF ({error}) ; --csv et --json n'ont pas de limite")
        except OSError as error:
            fail(unwritable(pdf, error))
        complain(f"rapport écrit : {pdf}")
    if as_json:
        print(json.dumps(files.data_of(made), ensure_ascii=False, indent=2))
    elif folder is None and pdf is None:
        print(harmless(files.text_of(made, words)), end="")
    if source.refused:
        raise typer.Exit(BAD_INPUT)


def _procedures(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        with open_input(file) as stream:
            return read_whole(stream, most=_LONGEST).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError, Unbounded):
        fail(f"{file} : illisible ; un texte en UTF-8, d'au plus {_LONGEST >> 20} Mio, est attendu")
