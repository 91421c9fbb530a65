"""`qualif qualify`: reports in, explained answers out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.danger_words import danger_data, danger_text, open_rules
from api.cli.model_reader import ReaderModel, ReaderUrl, reader_of
from api.cli.reading import LazyIntake, read_from_text, reading_lines
from api.cli.reports_in import Incoming, read_reports
from api.cli.shared import BAD_INPUT, complain, default_rulesets, open_engine
from api.cli.terminal import harmless
from api.texts.channels import NoiseChoice
from engine.explanation.document import DocumentWriter
from engine.explanation.narration import Narrator
from engine.facts.statements import FieldFault, ReportError, read_report
from engine.model.answer import Answer
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from textfile.quoting import printable
from textfile.text import Language, Text

_NOTHING = Text(fr="ce signalement ne dit rien", en="this report says nothing")
_AT_LEAST = Text(
    fr="donner au moins `text`, `comment`, `url` ou `facts`", en="give at least `text`, `comment`, `url` or `facts`"
)


def qualify(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER|-",
            help="Signalements en YAML, JSON ou JSON Lines, ou le texte d'un seul (.txt) ; « - » : entrée standard.",
        ),
    ],
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
    """
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
            noise=NoiseChoice(channel, certificates) if noise else None,
            reader=model,
            steadfast=dangers.facts,
        )
        for number, read in enumerate(intake.read(read_reports(source)), 1):
            incoming, faults = read.incoming, read.faults
            found = _answer(replace(incoming, data=read.enriched.data), number, engine, decision)
            if faults or isinstance(found, list):
                bad += 1
                _refuse(incoming, [*faults, *(found if isinstance(found, list) else [])], as_json, lang)
                continue
            report, answer = found
            danger = dangers.find(report.warning_facts, report.indications)
            if as_json:
                about = {"danger": danger_data(danger)}
                print(writer.data(report, answer, about, read_from_text(read, intake)).decode())
            else:
                shown = replace(answer, report=printable(answer.report))
                said = danger_text(danger, report, engine.ruleset.facts, lang)
                said += reading_lines(read, intake, lang) + Narrator(engine, report, shown, lang).tell()
                print("\n" * bool(good) + harmless(said), end="")
            good += 1
    if bad:
        raise typer.Exit(BAD_INPUT)


def _answer(
    incoming: Incoming, number: int, engine: Engine, decision: date
) -> tuple[Report, Answer] | list[FieldFault]:
    if incoming.fault is not None:
        return [FieldFault("(signalement)", incoming.fault)]
    try:
        report = read_report(incoming.data, engine.ruleset.facts, fallback_id=f"signalement-{number}")
        if report.date_of_facts is not None and report.date_of_facts > decision:
            return [
                FieldFault(
                    "date_of_facts",
                    Text(
                        fr=f"{report.date_of_facts} suit la décision du {decision}",
                        en=f"{report.date_of_facts} comes after the decision of {decision}",
                    ),
                    Text(fr="corriger la date, ou `--at`", en="correct the date, or `--at`"),
                )
            ]
        if not (report.text or report.comment or report.url or report.facts):
            return [FieldFault("text", _NOTHING, _AT_LEAST)]
        return report, engine.qualify(report, decision)
    except ReportError as error:
        return list(error.faults)


def _refuse(incoming: Incoming, faults: list[FieldFault], as_json: bool, language: Language) -> None:
    if as_json:
        told = [
            {
                "field": fault.field,
                "message": fault.what.in_(language),
                "hint": fault.remedy.in_(language) if fault.remedy is not None else "",
            }
            for fault in faults
        ]
        print(json.dumps({"error": {"where": incoming.where, "faults": told}}, ensure_ascii=False))
    for fault in faults:
        complain(f"{incoming.where}: {fault.in_(language)}")
