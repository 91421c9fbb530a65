"""`qualif qualify`: reports in, explained answers out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.bulk_options import (
    OnDatabase,
    OutputPath,
    RunnerChoice,
    Scheduler,
    TlsAuthority,
    TlsCertificate,
    TlsKey,
    Workers,
    refuse_model_reader,
)
from api.cli.danger_words import danger_text, open_rules
from api.cli.model_reader import ReaderModel, ReaderUrl, reader_of
from api.cli.qualify_options import QualifyOptions
from api.cli.reading import LazyIntake, reading_lines
from api.cli.report_answers import answer_line, answer_report, fault_line
from api.cli.reports_in import Incoming, read_reports
from api.cli.shared import BAD_INPUT, complain, default_rulesets, fail, keep_open, open_engine
from api.cli.terminal import harmless, unusable
from api.texts.channels import NoiseChoice
from engine.explanation.document import DocumentWriter
from engine.explanation.narration import Narrator
from engine.facts.statements import FieldFault
from textfile.quoting import printable
from textfile.text import Language


def qualify(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="FICHIER|-",
            help="Signalements en YAML, JSON ou JSON Lines, ou le texte d'un seul (.txt) ; « - » : entrée standard.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="La preuve entière, un objet JSON par ligne.")] = False,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue de la réponse.")] = "fr",
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=["%Y-%m-%d"], help="Date de la décision ; par défaut, aujourd'hui."),
    ] = None,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
    cues: Annotated[
        bool,
        typer.Option(
            "--cues/--no-cues",
            help="Présumer des faits d'après le texte et le commentaire ; ce qui est dit l'emporte. Le filtre n'en dépend pas.",
        ),
    ] = True,
    noise: Annotated[bool, typer.Option("--noise/--no-noise", help="Passer le texte au filtre de bruit.")] = True,
    channel: Annotated[
        str | None, typer.Option("--channel", help="Canal dont les certificats valent ; sans lui, la démonstration.")
    ] = None,
    certificates: Annotated[Path | None, typer.Option("--certificates", help="Certificats de la hotline.")] = None,
    reader: ReaderUrl = None,
    reader_model: ReaderModel = None,
    database: OnDatabase = False,
    out: OutputPath = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    tls_ca: TlsAuthority = None,
    tls_cert: TlsCertificate = None,
    tls_key: TlsKey = None,
) -> None:
    """Suggère la qualification d'un ou plusieurs signalements, élément par élément.

    `text` : les mots du contenu ; `comment` : ceux du signalant. Ils passent d'abord au filtre de
    bruit, puis leurs indices deviennent des faits présumés, ceux du commentaire « selon le
    signalant » : ce que dit le texte l'emporte. Sans texte, ce que désigne un commentaire reste à
    voir, et n'est jamais mis de côté. Un contenu déjà lu dans la même liste, par ses mots ou son
    adresse, ou que `reports` dit signalé deux fois ou plus, n'est jamais mis de côté ; ni rien de
    ce qui n'est pas reconnu comme du bruit.

    `--reader` : un serveur de modèle répond aussi aux questions du vocabulaire ; ses réponses sont
    présumées, citent leurs mots et nomment leur source. Il peut faire garder un signalement, jamais
    le faire mettre de côté.

    Un danger pour une personne, établi ou présumé, est dit avant tout le reste, quelle que soit la
    qualification.

    Un mauvais signalement est dit, avec son champ, et les suivants sont traités ; le code de sortie
    est alors 2.

    `--out` lit une archive (JSON Lines, `.gz` aussi, ou Parquet), ou les signalements du service
    (`--database` : les faits de la dernière réponse de chacun), sur tous les cœurs, et écrit la
    preuve entière de chacun dans un fichier, dans l'ordre ; `--json` dit alors le compte final.
    """
    choice = RunnerChoice(workers, scheduler, (tls_ca, tls_cert, tls_key))
    named = NoiseChoice(channel, certificates) if noise else None
    if out is not None:
        refuse_model_reader(reader, reader_model)
        if (source is None) is not database:
            fail("dire sur quoi : FICHIER, ou --database")
        options = QualifyOptions(lang, at.date() if at is not None else None, cues, named)
        _qualify_archive(source, out, rulesets, options, choice, as_json)
        return
    if database or choice != RunnerChoice():
        fail("--database, --workers et --scheduler vont avec --out FICHIER")
    if source is None:
        fail("dire quoi lire : FICHIER, ou « - » pour l'entrée standard")
    engine = open_engine(rulesets)
    decision = at.date() if at is not None else date.today()
    root = rulesets or default_rulesets()
    dangers = open_rules(rulesets)
    writer = DocumentWriter(engine)
    good, bad = 0, 0
    with reader_of(reader, reader_model, rulesets, engine.ruleset) as model:
        intake = LazyIntake(
            root,
            engine,
            cues=cues,
            noise=named,
            reader=model,
            steadfast=dangers.facts,
        )
        for number, read in enumerate(intake.read(read_reports(source)), 1):
            incoming, faults = read.incoming, read.faults
            found = answer_report(replace(incoming, data=read.enriched.data), number, engine, decision)
            if faults or isinstance(found, list):
                bad += 1
                _refuse(incoming, [*faults, *(found if isinstance(found, list) else [])], as_json, lang)
                continue
            report, answer = found
            danger = dangers.find(report.warning_facts, report.indications)
            if as_json:
                print(answer_line(writer, found, danger, read, intake))
            else:
                shown = replace(answer, report=printable(answer.report))
                said = danger_text(danger, report, engine.ruleset.facts, lang)
                said += reading_lines(read, intake, lang) + Narrator(engine, report, shown, lang).tell()
                print("\n" * bool(good) + harmless(said), end="")
            good += 1
    if bad:
        raise typer.Exit(BAD_INPUT)


def _refuse(incoming: Incoming, faults: list[FieldFault], as_json: bool, language: Language) -> None:
    if as_json:
        print(fault_line(incoming, faults, language))
    for fault in faults:
        complain(f"{incoming.where}: {fault.in_(language)}")


def _qualify_archive(
    source: str | None, out: Path, rulesets: Path | None, options: QualifyOptions, choice: RunnerChoice, as_json: bool
) -> None:
    """Answers an archive, or the reports of the service, into a file."""
    from contextlib import ExitStack

    from api.bulk.output import WorkIdentity, day_of_checkpoint
    from api.cli.bulk import bulk, database_records, number, source_of, tell_bulk
    from api.cli.bulk_setup import bulk_setup
    from api.cli.qualify_task import QualifySetup, QualifyWork, open_qualify
    from api.rules.tree import TreeError
    from api.texts.input_lines import Unbounded

    day = day_of_checkpoint(out) or date.today()
    try:
        files = bulk_setup(rulesets, options.noise or NoiseChoice(), day, out)
    except (Unbounded, TreeError, OSError) as error:
        fail(unusable(error))
    with ExitStack() as stack:
        archive = source_of(Path(source)) if source is not None else stack.enter_context(database_records())
        setup = QualifySetup(files, options, archive.name)
        opened = open_qualify(setup)
        keep_open()
        identity = WorkIdentity(files.identity("qualify", archive.name, opened.readers, *options.identity), day)
        done = bulk(archive, out, QualifyWork(setup, opened), identity, choice)
    tell_bulk(done, out, f"répondues : {number(done.tally.counts.get('answered', 0))}", as_json=as_json)
