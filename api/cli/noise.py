"""`qualif noise`: the noise filter, its training, its measure, its certificate, its card."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from api.cli.lines_in import Unbounded, open_input
from api.cli.shared import complain, fail, keep_open
from api.cli.told import check_writable, harmless, unusable, unwritable
from engine.quoting import printable

if TYPE_CHECKING:
    from classifiers.noise.making import Recipe

app = typer.Typer(rich_markup_mode=None)

_DAY = ["%Y-%m-%d"]
_LONGEST_SECRET = 64
_SECRET_FILE = 4096
"""Bytes read of the file of a secret."""
_NO_AUDIT = "Aucun audit : sans `--audit-key`, rien de ce qui est mis de côté n'est tiré au sort pour être relu."
Data = Annotated[Path, typer.Option("--data", help="Dossier des jeux publics étiquetés (fichiers .jsonl).")]
Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        help="Dossier des textes annotés ; par défaut, `data/annotated` du dépôt : le paquet installé n'en a pas.",
    ),
]
Folder = Annotated[Path | None, typer.Option("--model", help="Dossier du modèle ; par défaut, celui livré.")]
Seed = Annotated[int, typer.Option("--seed", help="Graine.")]
Encoder = Annotated[bool, typer.Option("--encoder/--no-encoder", help="Second étage, s'il est installé.")]
Commercial = Annotated[
    bool, typer.Option("--commercial/--non-commercial", help="Écarter les jeux interdits d'usage commercial.")
]
Gpl = Annotated[bool, typer.Option("--gpl/--no-gpl", help="Employer aussi le jeu placé sous GPL.")]


@app.callback(invoke_without_command=True)
def noise(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option("--channel", help="Canal dont le certificat vaut.")] = None,
    model: Folder = None,
    certificates: Annotated[Path | None, typer.Option("--certificates", help="Certificats de la hotline.")] = None,
    encoder: Encoder = True,
    audit_key: Annotated[
        Path | None, typer.Option("--audit-key", help="Fichier du secret qui tire au sort ce qu'on relit de l'écarté.")
    ] = None,
    explain: Annotated[bool, typer.Option("--spans/--no-spans", help="Montrer les mots qui pèsent.")] = True,
    category: Annotated[
        str | None,
        typer.Option(
            "--category", help="Catégorie choisie par le signalant, pour les lignes sans `reported_category`."
        ),
    ] = None,
) -> None:
    """Filtre de bruit : note des textes, et dit ce qui peut attendre.

    Lit des lignes JSON {"id", "text", "comment", "reports", "reported_category"} sur l'entrée standard ; écrit, dans l'ordre, score,
    décision, raison et passages.

    `comment`, facultatif : ce que dit le signalant, lu à la suite du texte ; ses passages sont dans `comment_spans`. Sans texte, ce
    qu'il désigne reste à voir : gardé (raison `sans_contenu`).

    `reported_category`, facultatif : la catégorie choisie par le signalant. Le modèle n'a appris que la haine : sous une autre
    catégorie, ou sans catégorie (absente ou null), tout est gardé (raison `hors_apprentissage`), sauf sur un canal qui a un
    certificat à lui (`qualif noise calibrate`, puis `--channel` et `--certificates`).

    `reports`, facultatif : combien de signalements de ce contenu sont arrivés, celui-ci compris. À partir de deux, il n'est jamais
    mis de côté. Un texte déjà lu dans le même flux, aux accents et aux majuscules près, est gardé de même ; la réponse à sa première
    ligne est déjà partie et ne peut être reprise : qui connaît le nombre le donne dès la première. Les 250 000 derniers textes sont
    retenus (500 000 au plus, 55 Mio) ; un plus ancien passe pour nouveau.

    Le certificat est dit sur la sortie d'erreur, et, à la fin d'un flux dont il couvre 300 textes ou plus, s'ils
    ne ressemblent plus au calage.
    """
    if context.invoked_subcommand is not None:
        return
    from api.cli.certificate_told import on_one_line
    from api.cli.noise_count import StreamCount
    from api.cli.noise_stream import Source, answers
    from api.noise_setup import UNUSABLE, open_filter

    try:
        key = None if audit_key is None else _secret(audit_key)
        opened = open_filter(
            model, channel=channel, certificates=certificates, encoder=encoder, audit_key=key, today=date.today()
        )
    except (Unbounded, *UNUSABLE) as error:
        fail(unusable(error))
    keep_open()
    if (certificate := on_one_line(opened)) is not None:
        complain(f"{certificate}.")
    if not opened.standing.valid or opened.standing.demonstration:
        complain(opened.standing.sentence)
    if opened.standing.valid and key is None:
        complain(_NO_AUDIT)
    if encoder and opened.cascade.variant == "first-stage":
        complain("Second étage absent (extra « encoder » non installé) : le premier répond seul, sur son propre seuil.")
    count = StreamCount(opened)
    try:
        for group in answers(opened, cast(Source, sys.stdin.buffer), explain, count.add, category):
            sys.stdout.write("".join(line + "\n" for line in group))
            sys.stdout.flush()
    except Unbounded as error:
        fail(f"-: {error.text.fr}")
    if (drift := count.told()) is not None:
        complain(drift)


@app.command()
def train(
    data: Data,
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire modèle, certificats et fiche.")],
    corpus: Corpus = None,
    seed: Seed = 0,
    commercial: Commercial = True,
    gpl: Gpl = True,
) -> None:
    """Apprend le modèle, cale les seuils de démonstration, mesure, écrit la fiche. Mêmes données, même graine : même empreinte."""
    from classifiers.noise.making import make, write_all
    from classifiers.noise.model import MODEL

    recipe = _recipe(data, corpus, seed, commercial, gpl)
    try:
        out.mkdir(parents=True, exist_ok=True)
        check_writable(out / MODEL)
    except OSError as error:
        fail(unwritable(out, error))
    made = make(recipe, complain, date.today())
    try:
        print(harmless(write_all(made, out)))
    except OSError as error:
        fail(unwritable(out, error))


@app.command()
def evaluate(
    data: Data,
    corpus: Corpus = None,
    seed: Seed = 0,
    commercial: Commercial = True,
    gpl: Gpl = True,
    json: Annotated[bool, typer.Option("--json", help="Toutes les mesures, en JSON.")] = False,
) -> None:
    """Mesure la recette sur des sources qu'elle n'a pas vues, chacune laissée de côté à son tour."""
    from classifiers.noise.card import tables
    from classifiers.noise.making import as_json, make

    measured = make(_recipe(data, corpus, seed, commercial, gpl), complain, date.today()).measured
    print(as_json(measured) if json else tables(measured))


@app.command()
def calibrate(
    decisions: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help='Lignes JSON {"text", "comment", "label": "keep" ou "noise", "ground"}.'
        ),
    ],
    channel: Annotated[str, typer.Option("--channel", help="Canal d'où viennent ces textes.")],
    certificates: Annotated[Path, typer.Option("--certificates", help="Fichier de certificats à tenir.")],
    since: Annotated[datetime, typer.Option("--from", formats=_DAY, help="Premier jour de la période.")],
    until: Annotated[datetime, typer.Option("--to", formats=_DAY, help="Dernier jour de la période.")],
    expires: Annotated[datetime, typer.Option("--expires", formats=_DAY, help="Dernier jour d'usage du certificat.")],
    alpha: Annotated[float, typer.Option("--alpha", help="Part de contenus à garder qu'on accepte de perdre.")] = 0.01,
    delta: Annotated[float, typer.Option("--delta", help="Risque que la promesse soit fausse.")] = 0.05,
    model: Folder = None,
    encoder: Encoder = True,
) -> None:
    """Cale le seuil d'un canal sur des textes que ses analystes ont lus quel que fût leur score, et l'écrit au certificat.

    Sans assez de textes à garder, rien n'est écrit, la commande dit combien il en manque, et sort avec le code 1.
    """
    from api.noise_setup import UNUSABLE, open_filter
    from classifiers.noise.calibration import BadDecisions, Period, read_decisions
    from classifiers.noise.calibration import calibrate as calibrated
    from classifiers.noise.certificate import Refusal, percent, told_repeats
    from classifiers.noise.certificate_file import Certificates, read, write

    try:
        check_writable(certificates)
    except OSError as error:
        fail(unwritable(certificates, error))
    try:
        opened = open_filter(model, channel=channel, encoder=encoder, today=date.today())
        period = Period(since.date(), until.date(), expires.date())
        held = read(certificates) if certificates.exists() else Certificates()
        made = calibrated(read_decisions(decisions), channel, period, opened.cascade, opened.never, alpha, delta)
    except (BadDecisions, ValueError, *UNUSABLE) as error:
        fail(unusable(error))
    if isinstance(made, Refusal):
        fail(made.reason, 1)
    try:
        write(certificates, held.with_one(made))
    except OSError as error:
        fail(unwritable(certificates, error))
    print(
        f"Canal « {harmless(channel)} » : au plus {percent(alpha)} de perte, à {percent(1 - delta)} de confiance, sur {made.n} textes à garder "
        f"({made.k} sous le seuil {made.threshold:.4f}) ; {percent(made.set_aside_share)} des textes du canal seraient mis de côté."
        + (f" {told_repeats(made.repeats)}" if made.repeats else "")
    )


@app.command()
def card(model: Folder = None) -> None:
    """Montre la fiche du modèle : données, licences, mesures, faiblesses."""
    from api.noise_setup import shipped_folder
    from classifiers.noise.model import CARD

    try:
        print(((model or shipped_folder()) / CARD).read_text(encoding="utf-8"), end="")
    except OSError as error:
        fail(f"pas de fiche : {unusable(error)}, ou refaire `qualif noise train`")


def _secret(file: Path) -> bytes:
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


def _recipe(data: Path, corpus: Path | None, seed: int, commercial: bool, gpl: bool) -> Recipe:
    """What a run starts from, read from disk; the sets left out of training for their licence still serve to measure."""
    from api.noise_setup import UNUSABLE, read_parameters
    from classifiers.noise.corpus import CORPUS, BadCorpus, own, public
    from classifiers.noise.encoder import shipped_encoder
    from classifiers.noise.making import Recipe
    from classifiers.noise.never import Never

    try:
        examples = public(data, commercial=commercial, copyleft=gpl)
        taken = {e.source for e in examples}
        unseen = [e for e in public(data, commercial=False) if e.source not in taken]
        never = Never(read_parameters())
        about = {"commercial": commercial, "copyleft": gpl}
        return Recipe([*examples, *own(corpus or CORPUS)], unseen, shipped_encoder(), never, seed, about)
    except (BadCorpus, *UNUSABLE) as error:
        fail(unusable(error))
