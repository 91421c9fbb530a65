"""`qualif noise`: the noise filter, and its certificates."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

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
from api.cli.model_reader import CommandReader, ReaderModel, ReaderUrl, outcome_data, reader_of
from api.cli.shared import complain, fail, keep_open
from api.cli.terminal import check_writable, harmless, unusable, unwritable
from api.texts.input_lines import Unbounded, open_input
from textfile.quoting import printable

if TYPE_CHECKING:
    from api.texts.noise_json_lines import AmendedVerdict
    from api.texts.report_reader import WholeReader
    from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput

app = typer.Typer(rich_markup_mode=None)
RulesFolder = Annotated[
    Path | None,
    typer.Option(
        "--rulesets", help="Dossier des règles qui servent (lexiques, `bruit.yaml`) ; par défaut, les livrées."
    ),
]
_DAY = ["%Y-%m-%d"]
_LONGEST_SECRET = 64
_SECRET_FILE = 4096
"""Bytes read of the file of a secret."""
_NO_READER = (
    "Lecteur de signalements absent (extra « encoder » non installé, ou fichier abîmé) : rien n'est mis de côté."
)
_NO_AUDIT = "Aucun audit : sans `--audit-key`, rien de ce qui est mis de côté n'est tiré au sort pour être relu."


@app.callback(invoke_without_command=True)
def noise(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option("--channel", help="Canal dont les certificats valent.")] = None,
    certificates: Annotated[Path | None, typer.Option("--certificates", help="Certificats de la hotline.")] = None,
    audit_key: Annotated[
        Path | None, typer.Option("--audit-key", help="Fichier du secret qui tire au sort ce qu'on relit de l'écarté.")
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(
            "--category", help="Catégorie choisie par le signalant, pour les lignes sans `reported_category`."
        ),
    ] = None,
    reader: ReaderUrl = None,
    reader_model: ReaderModel = None,
    rulesets: RulesFolder = None,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--on",
            metavar="ARCHIVE",
            help="Avec --out : JSON Lines (`.gz` aussi) ou Parquet ; « - » : entrée standard.",
        ),
    ] = None,
    database: OnDatabase = False,
    out: OutputPath = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    tls_ca: TlsAuthority = None,
    tls_cert: TlsCertificate = None,
    tls_key: TlsKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="Avec --out : le compte final en JSON.")] = False,
) -> None:
    """Filtre de bruit : lit des signalements, et dit ce qui peut attendre.

    Lit des lignes JSON {"id", "text", "comment", "reports", "reported_category"} sur l'entrée
    standard ; écrit, dans l'ordre, score (probabilité qu'un analyste doive le voir), décision,
    raison, champs probables, gravités, genre de bruit.

    `text` : les mots du contenu ; `comment` : ceux du signalant ; l'un des deux suffit. Un
    commentaire qui renvoie à un contenu que personne n'a donné n'est jamais mis de côté (raison
    `contenu_absent`).

    `reported_category`, facultatif : la catégorie choisie par le signalant, un indice parmi
    d'autres.

    N'est mis de côté que ce qui ne peut être grave, ce que les certificats du canal permettent
    champ par champ, et ce qui est reconnu comme du bruit ou relève des champs que couvrent les
    certificats de la hotline. Sans lecteur (extra « encoder »), tout est gardé.

    `reports`, facultatif : combien de signalements de ce contenu sont arrivés, celui-ci compris. À
    partir de deux, il n'est jamais mis de côté. Un texte déjà lu dans le même flux, aux accents et
    aux majuscules près, est gardé de même ; la réponse à sa première ligne est déjà partie et ne
    peut être reprise : qui connaît le nombre le donne dès la première. Les 250 000 derniers textes
    sont retenus (500 000 au plus, 55 Mio) ; un plus ancien passe pour nouveau.

    `--reader` : un serveur de modèle dit aussi ce qu'il y voit, dans `reader` ; ce qu'il tient pour
    à examiner n'est pas mis de côté (raison `modele`), et il ne fait rien mettre de côté.

    Les certificats sont dits sur la sortie d'erreur, et, à la fin d'un flux dont l'un couvre 300
    textes ou plus, s'ils ne ressemblent plus au calage.

    `--out` lit une archive (`--on`) ou la base du service (`--database`) sur tous les cœurs, et
    écrit les mêmes lignes dans un fichier, dans l'ordre. Une mauvaise ligne est nommée, les autres
    sont répondues ; le code de sortie est alors 2.
    """
    if context.invoked_subcommand is not None:
        return
    choice = RunnerChoice(workers, scheduler, (tls_ca, tls_cert, tls_key))
    if out is not None:
        refuse_model_reader(reader, reader_model)
        if (archive is None) is not database:
            fail("dire sur quoi : --on ARCHIVE, ou --database")
        _judge_archive(
            archive,
            out,
            _NoiseOptions(channel, certificates, audit_key, category, rulesets),
            choice,
            as_json=as_json,
        )
        return
    if archive is not None or database or as_json or choice != RunnerChoice():
        fail("--on, --database, --workers, --scheduler et --json vont avec --out FICHIER")
    from api.cli.noise_count import StreamCount
    from api.texts.channels import NoiseChoice
    from api.texts.noise_filter import UNUSABLE, open_filter
    from api.texts.noise_json_lines import LineOptions
    from api.texts.noise_stream import ByteSource, answers

    try:
        key = None if audit_key is None else read_secret(audit_key)
        embedded = report_reader(rulesets)
        cues = None if embedded is None else embedded.both.lexicons
        named = NoiseChoice(channel, certificates)
        opened = open_filter(named, reader=embedded, cues=cues, audit_key=key, today=date.today(), rulesets=rulesets)
    except (Unbounded, *UNUSABLE) as error:
        fail(unusable(error))
    keep_open()
    _tell_standing(opened, channel, audited=key is not None)
    # Drift is counted on what the filter says by itself: its certificates were made so.
    count = StreamCount(opened)
    with reader_of(reader, reader_model, None) as model:
        amend = None if model is None else partial(_amend, model)
        options = LineOptions("fr", category, count.add, amend)
        try:
            for group in answers(opened, cast(ByteSource, sys.stdin.buffer), options):
                sys.stdout.write("".join(line + "\n" for line in group))
                sys.stdout.flush()
        except Unbounded as error:
            fail(f"-: {error.text.fr}")
    for drift in count.drift_messages():
        complain(drift)


class _NoiseOptions(NamedTuple):
    """Options that decide of a verdict."""

    channel: str | None
    certificates: Path | None
    audit_key: Path | None
    category: str | None
    rulesets: Path | None


def _judge_archive(
    archive: Path | None, out: Path, options: _NoiseOptions, choice: RunnerChoice, *, as_json: bool
) -> None:
    """Judges an archive, or the reports of the service, into a file."""
    from api.bulk.output import WorkIdentity, day_of_checkpoint
    from api.cli.bulk import bulk, database_texts, number, source_of, tell_bulk
    from api.cli.bulk_setup import bulk_setup
    from api.cli.noise_count import StreamCount
    from api.cli.noise_task import NoiseSetup, NoiseWork, open_noise
    from api.rules.tree import TreeError
    from api.texts.channels import NoiseChoice
    from api.texts.noise_filter import UNUSABLE

    try:
        key = None if options.audit_key is None else read_secret(options.audit_key)
        named = NoiseChoice(options.channel, options.certificates)
        files = bulk_setup(options.rulesets, named, day_of_checkpoint(out) or date.today(), out)
        setup = NoiseSetup(files, key, options.category)
        opened = open_noise(setup)
    except (Unbounded, TreeError, *UNUSABLE) as error:
        fail(unusable(error))
    keep_open()
    _tell_standing(opened, options.channel, audited=key is not None)
    source = source_of(archive) if archive is not None else database_texts()
    identity = WorkIdentity(files.identity("noise", opened.digest, options.category, key), files.day)
    done = bulk(source, out, NoiseWork(setup, opened), identity, choice)
    count = StreamCount(opened)
    count.add_data(done.tally.counts)
    for drift in count.drift_messages():
        complain(drift)
    counts = done.tally.counts
    said = f"mises de côté : {number(counts.get('set_aside', 0))} ; gardées : {number(counts.get('keep', 0))}"
    tell_bulk(done, out, said, as_json=as_json)


def _tell_standing(opened: NoiseFilter, channel: str | None, *, audited: bool) -> None:
    """Says the certificates that the filter answers under, and what it does without."""
    from api.cli.certificate_output import on_one_line
    from classifiers.noise.certificate import DEMONSTRATION
    from classifiers.noise.standing import sentence

    for promise in opened.promises:
        complain(f"{on_one_line(promise.certificate)}.")
    if opened.reader is None:
        complain(_NO_READER)
    elif not opened.valid or any(one.demonstration for one in opened.valid):
        complain(sentence(opened.promises, channel or DEMONSTRATION))
    if opened.valid and not audited:
        complain(_NO_AUDIT)


@app.command()
def calibrate(
    decisions: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER",
            help='Lignes JSON {"text", "comment", "reported_category", "label": "keep" ou "noise", "field", "ground"}.',
        ),
    ],
    channel: Annotated[str, typer.Option("--channel", help="Canal d'où viennent ces signalements.")],
    field: Annotated[
        list[str], typer.Option("--field", help="Champ sur lequel promettre ; à répéter pour en réunir plusieurs.")
    ],
    certificates: Annotated[Path, typer.Option("--certificates", help="Fichier de certificats à tenir.")],
    since: Annotated[datetime, typer.Option("--from", formats=_DAY, help="Premier jour de la période.")],
    until: Annotated[datetime, typer.Option("--to", formats=_DAY, help="Dernier jour de la période.")],
    expires: Annotated[datetime, typer.Option("--expires", formats=_DAY, help="Dernier jour d'usage du certificat.")],
    alpha: Annotated[float, typer.Option("--alpha", help="Part de contenus à garder qu'on accepte de perdre.")] = 0.01,
    delta: Annotated[float, typer.Option("--delta", help="Risque que la promesse soit fausse.")] = 0.05,
    rulesets: RulesFolder = None,
) -> None:
    """Cale le seuil d'un canal, pour un champ ou plusieurs réunis, sur des signalements que ses
    analystes ont lus quel que fût leur score, et l'écrit au certificat. Donner tous ceux de la
    période, du bruit et de tous les champs.

    Sans assez de textes à garder, rien n'est écrit, la commande dit combien il en manque, et sort
    avec le code 1.
    """
    from api.texts.channels import NoiseChoice
    from api.texts.noise_filter import UNUSABLE, open_filter
    from classifiers.noise.bounds import RiskLevel
    from classifiers.noise.calibration import BadDecisions, CertificateScope, read_decisions
    from classifiers.noise.calibration import calibrate as calibrated
    from classifiers.noise.certificate import Refusal, percent, told_fields, told_repeats
    from classifiers.noise.certificate_file import Certificates, read, write

    try:
        check_writable(certificates)
    except OSError as error:
        fail(unwritable(certificates, error))
    try:
        reader = report_reader(rulesets)
        cues = None if reader is None else reader.both.lexicons
        opened = open_filter(NoiseChoice(channel), reader=reader, cues=cues, today=date.today(), rulesets=rulesets)
        scope = CertificateScope(channel, field, since.date(), until.date(), expires.date())
        others = read(certificates) if certificates.exists() else Certificates()
        made = calibrated(read_decisions(decisions), scope, opened, RiskLevel(alpha, delta))
        file = others if isinstance(made, Refusal) else others.with_one(made)
    except (BadDecisions, ValueError, *UNUSABLE) as error:
        fail(unusable(error))
    if isinstance(made, Refusal):
        fail(made.reason, 1)
    try:
        write(certificates, file)
    except OSError as error:
        fail(unwritable(certificates, error))
    print(
        f"Canal « {harmless(channel)} », {told_fields(made.origin.fields)} : au plus {percent(alpha)} de perte, à {percent(1 - delta)} de confiance, sur {made.n} textes à garder "
        f"({made.k} sous le seuil {made.threshold:.4f}) ; {percent(made.set_aside_share)} des textes du canal seraient mis de côté."
        + (f" {told_repeats(made.repeats)}" if made.repeats else "")
    )


def _amend(
    model: CommandReader, texts: Sequence[NoiseInput], verdicts: Sequence[FilterVerdict]
) -> list[AmendedVerdict]:
    """The verdicts once the model was asked what it sees, without its questions: no fact is of
    use here.
    """
    from api.texts.model_reading import keep_what_matters
    from api.texts.noise_json_lines import AmendedVerdict
    from classifiers.model_server.reader import ModelInput
    from classifiers.model_server.reading import ModelReading

    asked = [ModelInput(t.text, t.comment, t.reported_category) if t.words.strip() else None for t in texts]
    return [
        AmendedVerdict(
            keep_what_matters(verdict, outcome) if isinstance(outcome, ModelReading) else verdict,
            outcome_data(outcome),
        )
        for verdict, outcome in zip(verdicts, model.read(asked, questions=False), strict=True)
    ]


def report_reader(rulesets: Path | None) -> WholeReader | None:
    """The reader of reports, after the readers of cues of a folder of rules, or the shipped
    ones.
    """
    from api.cli.noise_task import reader_of_folder
    from api.rules.folder import shipped_law

    return reader_of_folder(rulesets or shipped_law())


def read_secret(file: Path) -> bytes:
    """The secret of a file, which draws the same texts each time."""
    with open_input(file) as stream:
        key = stream.read(_SECRET_FILE).strip()
    if not key:
        fail(
            f"{printable(str(file))} : le fichier du secret est vide ; y écrire un secret, jusqu'à {_LONGEST_SECRET} octets"
        )
    if len(key) > _LONGEST_SECRET:
        fail(f"{printable(str(file))} : secret de {len(key)} octets, {_LONGEST_SECRET} au plus ; le raccourcir")
    return key
