"""`qualif audit`: the journal, exported and verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_current, settings_of
from api.cli.shared import complain, fail
from api.texts.input_lines import Unbounded, bounded, open_input

if TYPE_CHECKING:
    from api.audit.publication_proofs import PublicationProofs

app = typer.Typer(help="Le journal : l'exporter, le vérifier hors ligne.", no_args_is_help=True)


@app.command("export")
def audit_export(
    out: Annotated[Path | None, typer.Option("--out", help="Fichier à écrire ; sortie standard sinon.")] = None,
) -> None:
    """Exporte le journal en JSON Lines."""
    from api.audit.service import export_lines
    from api.journal.entries import SYSTEM, record

    services = open_current()
    with services.database.write() as session:
        record(session, services.clock.now(), SYSTEM, "audit.exported")
    stream = out.open("w", encoding="utf-8") if out is not None else sys.stdout
    for line in export_lines(services.database):
        stream.write(line)
    if out is not None:
        stream.close()


@app.command("verify")
def audit_verify(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Un export du journal.")],
    head: Annotated[
        str | None, typer.Option("--head", help="L'empreinte notée lors d'une vérification précédente.")
    ] = None,
    with_key: Annotated[
        bool,
        typer.Option(
            "--key-from-settings", help="Vérifie aussi les sceaux des étapes des règles, sous la clé des réglages."
        ),
    ] = False,
) -> None:
    """Vérifie un export hors ligne : trouve toute entrée retirée, altérée ou déplacée, et toute
    publication de règles sans ses signatures.
    """
    from api.audit.publication_proofs import PublicationProofs
    from api.journal.chain import EntryReader, verify
    from api.journal.seals import SealCheck

    proofs = PublicationProofs()
    seals = SealCheck(settings_of().journal_secret) if with_key else None
    readers: list[EntryReader] = [proofs] if seals is None else [seals, proofs]
    try:
        with open_input(file) as stream:
            entries, last, wrong = verify((line.decode("utf-8", "replace") for line in bounded(stream)), head, readers)
    except OSError:
        fail("fichier illisible")
    except Unbounded as error:
        fail(error.text.fr)
    for fault in wrong:
        complain(fault)
    if wrong:
        raise typer.Exit(1)
    print(f"{entries} entrées, chaîne intacte.\nempreinte de la dernière : {last}")
    print("\n".join(proof_lines(proofs, None if seals is None else seals.entries)))


def proof_lines(proofs: PublicationProofs, seals: int | None) -> list[str]:
    """What an export proves of the publications of rules; `seals`: how many were verified, None
    where none was asked for.
    """
    told = []
    if proofs.signed or proofs.from_folder or proofs.emergencies:
        told.append(f"éditions publiées avec toutes leurs signatures : {proofs.signed}")
    if proofs.from_folder:
        told.append(f"éditions prises d'un dossier, sans signature : {', '.join(map(str, proofs.from_folder))}")
    for one in proofs.emergencies:
        until = "" if one.ratify_until is None else f" avant le {one.ratify_until:%d/%m/%Y à %H:%M} (UTC)"
        told.append(
            f"édition {one.number} publiée en urgence : {'ratifiée' if one.is_ratified else 'à ratifier' + until}"
        )
    if told and seals is None:
        told.append("sceaux non vérifiés : --key-from-settings, là où sont les réglages du service")
    if seals is not None:
        told.append(f"sceaux vérifiés : {seals}")
    return told
