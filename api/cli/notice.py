"""`qualif notice`: a decided report, from a file, to a notice."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from api.cli.reports_in import Incoming, read_reports
from api.cli.shared import BAD_INPUT, complain, default_rulesets, fail, open_engine
from api.cli.terminal import harmless, unwritable
from engine.explanation.proof import proof
from engine.facts.faults import ReportError
from engine.facts.statements import read_report
from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError
from engine.notices.intake import casefile_from
from engine.notices.loader import Templates, load_notices
from engine.notices.pdf import pdf_of
from engine.notices.pdf_tree import PdfError
from engine.notices.remarks import NoticeRemark, remark_words
from engine.notices.tables import Kind
from engine.reasoning.qualify import Engine
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable
from textfile.text import Language, Unfit

Format = Literal["text", "html", "json", "pdf"]


MOST = 200
"""Reports of one notice."""
_LONGEST = 100_000
"""Characters that are read of a remark: more than any can hold."""


def notice(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER|-", help="Dossier décidé, ou liste, en YAML, JSON ou JSON Lines ; « - » : entrée standard."
        ),
    ],
    kind: Annotated[Kind, typer.Option("--kind", help="Genre de notification.")] = "dsa16",
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue.")] = "fr",
    form: Annotated[Format, typer.Option("--format", help="Ce qui est écrit.")] = "text",
    out: Annotated[
        Path | None, typer.Option("--out", help="Fichier à écrire ; par défaut, la sortie standard.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--day", formats=["%Y-%m-%d"], help="Jour de la notification ; par défaut, aujourd'hui."),
    ] = None,
    remark: Annotated[
        Path | None,
        typer.Option(
            "--remark",
            metavar="FICHIER",
            help="Remarque du service, en texte simple, ajoutée à la fin ; --lang dit sa langue.",
        ),
    ] = None,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
) -> None:
    """Écrit une notification à partir d'un signalement décidé ; rien n'est envoyé.

    Tout ce qui manque est dit d'un coup, avec que faire ; rien n'est alors écrit, et le code de
    sortie est 2.
    """
    if form == "pdf" and out is None and sys.stdout.isatty():
        fail("un PDF ne s'affiche pas : donner `--out fichier.pdf`")
    on = day.date() if day is not None else date.today()
    added = _remark(remark, lang) if remark is not None else None
    templates = _templates((rulesets or default_rulesets()) / "notices")
    reader = _DecidedReportReader(open_engine(rulesets), lang)
    incoming = list(islice(read_reports(source), MOST + 1))
    if len(incoming) > MOST:
        fail(f"{printable(source)}: plus de {MOST} signalements pour une notification ; la scinder")
    cases = [case for one in incoming if (case := reader.case(one)) is not None]
    if len(cases) < len(incoming):
        raise typer.Exit(BAD_INPUT)
    try:
        written = compose(templates, kind, lang, cases, on, added)
        raw = _bytes(written, form, on)
    except NoticeError as error:
        for fault in error.faults:
            complain(f"{printable(source)}: {fault.in_(lang)}")
        raise typer.Exit(BAD_INPUT) from error
    except PdfError as error:
        fail(f"{printable(source)}: {error}")
    _write(raw, out)


@dataclass(frozen=True, slots=True)
class _DecidedReportReader:
    """Reads decided reports: `report` is qualified on the day of the decision, the rest is the case
    file.
    """

    engine: Engine
    language: Language

    def case(self, incoming: Incoming) -> CaseFile | None:
        """The case file, or None once its faults are told."""
        if incoming.fault is not None:
            complain(f"{incoming.where}: {incoming.fault.in_(self.language)}")
            return None
        try:
            return self._read(incoming.data)
        except ReportError as error:
            told = [f"report.{fault.in_(self.language)}" for fault in error.faults]
        except NoticeError as error:
            told = [fault.in_(self.language) for fault in error.faults]
        for line in told:
            complain(f"{incoming.where}: {line}")
        return None

    def _read(self, data: Any) -> CaseFile:
        if not isinstance(data, dict):
            data = {}
        report = read_report(
            data.get("report"), self.engine.ruleset.facts, fallback_id=printable(str(data.get("reference", "")))[:200]
        )
        answer = self.engine.qualify(report, _decided_on(data))
        rest = {name: value for name, value in data.items() if name != "report"}
        return casefile_from(rest, self.engine.ruleset, proof(answer, self.engine.ruleset))


def _decided_on(data: dict[str, Any]) -> date:
    """The day of the decision; today when it cannot be read, which the case file then says."""
    decision = data.get("decision")
    day = decision.get("day") if isinstance(decision, dict) else None
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError:
        return date.today()


def _remark(file: Path, language: Language) -> NoticeRemark | None:
    """The remark that a file holds; None when it says nothing."""
    where = printable(str(file))
    try:
        with file.open(encoding="utf-8") as opened:
            words = remark_words(opened.read(_LONGEST))
    except (OSError, UnicodeDecodeError):
        fail(f"{where}: illisible ; l'enregistrer en UTF-8")
    except Unfit as error:
        fail(f"{where}: {error.text.in_(language)}")
    return NoticeRemark(words, language) if words else None


def _templates(folder: Path) -> Templates:
    try:
        return load_notices(folder)
    except RulesetError as error:
        fail(render_text(error.diagnostics))


def _bytes(notice: Notice, form: Format, day: date) -> bytes:
    if form == "pdf":
        moment = datetime.combine(day, time(), tzinfo=UTC)
        return pdf_of(notice.html, title=notice.subject, language=notice.language, moment=moment)
    if form == "json":
        return (json.dumps(notice.data, ensure_ascii=False, indent=2) + "\n").encode()
    return (notice.html if form == "html" else notice.text).encode()


def _write(raw: bytes, out: Path | None) -> None:
    if out is None and sys.stdout.isatty():  # a notice that goes elsewhere goes as it is
        sys.stdout.write(harmless(raw.decode()))
        return
    if out is None:
        typer.get_binary_stream("stdout").write(raw)
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        fail(unwritable(out, error))
