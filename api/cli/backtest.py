"""`qualif rules backtest`: stored reports answered under a law and under its edit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from api.backtest.archive import ArchiveChanged, shards_of
from api.bulk.lines import ArchiveError
from api.cli.backtest_output import tell_summary
from api.cli.bulk_options import RunnerChoice, Scheduler, TlsAuthority, TlsCertificate, TlsKey, Workers
from api.cli.named_law import LawName, law_folder
from api.cli.opening import open_stored
from api.cli.shared import STOPPED, fail, keep_open
from api.cli.terminal import harmless, unusable, unwritable
from api.kit.canonical import digest
from api.kit.lines import MAX_LINE
from api.texts.input_lines import Unbounded
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.partitions import PartitionError
from filecache.cache import FileCache, open_cache
from filecache.folder import private_folder
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable

if TYPE_CHECKING:
    from api.backtest.laws import LawFiles

STORE_BYTES = 4 << 30
_UNREAD = (
    "\nAttention : les lexiques diffèrent, et aucun texte n'est relu ici. « Prouvés inchangés » ne vaut que du droit, "
    "sur les faits déjà lus ; le dossier d'une demande, lui, relit les textes."
)

_REFUSED = {"json": b"{", "object": b"[]", "long": b"x" * (MAX_LINE + 1)}
"""Lines that are refused as those of an archive that are not copied."""


def backtest(
    old: LawName,
    new: LawName,
    on: Annotated[
        Path | None,
        typer.Option(
            "--on", metavar="ARCHIVE", help="Signalements en JSON Lines (`.gz` aussi) ou Parquet, faits donnés."
        ),
    ] = None,
    database: Annotated[
        bool, typer.Option("--database", help="Les signalements du service : la dernière réponse de chacun.")
    ] = False,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day",
            formats=["%Y-%m-%d"],
            help="Jour de décision de tous, à venir s'il le faut ; par défaut, celui de chacun.",
        ),
    ] = None,
    workers: Workers = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", metavar="DOSSIER", help="Où garder ce qui est fait ; par défaut, le cache du compte."),
    ] = None,
    scheduler: Scheduler = None,
    tls_ca: TlsAuthority = None,
    tls_cert: TlsCertificate = None,
    tls_key: TlsKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
) -> None:
    """Rejoue des signalements sous deux droits : ce que la modification fait gagner ou perdre, et
    par quelle clause.

    Un signalement dont les faits connus excluent toute différence est prouvé inchangé, et n'est pas
    rejoué. Ce qui est fait est gardé, lot par lot : après un arrêt, la même commande reprend. Une
    mauvaise ligne est nommée, les autres sont rejouées ; le code de sortie est alors 2.
    """
    from api.backtest.laws import LawPair, open_pair
    from api.backtest.running import Backtest
    from api.backtest.summary import summary_of
    from api.bulk.runners import RunnerError

    if (on is None) is not database:
        fail("dire sur quoi : --on ARCHIVE, ou --database")
    name = "base du service" if on is None else str(on)
    (one, cues), (other, other_cues) = _law(old), _law(new)
    laws, unread = LawPair(one, other), None not in (cues, other_cues) and cues != other_cues
    try:
        pair = open_pair(laws)
    except (TooManyReasons, PartitionError) as error:
        fail(f"une condition est trop grande ({error}) ; `qualif rules check` dit laquelle")
    keep_open()
    store, choice = _store(work), RunnerChoice(workers, scheduler, (tls_ca, tls_cert, tls_key))
    try:
        with ExitStack() as stack:
            archive = stack.enter_context(archive_of_database() if on is None else plain_archive(on))
            shards = list(shards_of(archive))
            if not shards:
                fail(f"{name} : aucun signalement")
            runner = stack.enter_context(choice.open(len(shards)))
            wanted = Backtest(laws, shards, day.date() if day is not None else None)
            summary = summary_of(wanted, wanted.run(runner, store, _progress))
    except RunnerError as error:
        fail(str(error), 1)
    except (Unbounded, ArchiveError) as error:
        fail(f"{name} : {error}")
    except OSError as error:
        fail(_changed(error) if isinstance(error, ArchiveChanged) else unusable(error))
    except KeyboardInterrupt:
        kept = (
            "ce qui est fait est gardé, la même commande reprend" if store is not None else "rien n'est gardé (--work)"
        )
        fail(f"arrêté : {kept}", STOPPED)
    if as_json:
        print(json.dumps({**summary, "lexicons_differ": unread}, ensure_ascii=False, indent=2))
    else:
        print(harmless(tell_summary(summary, pair, name)), end="")
        if unread:
            print(_UNREAD)
    if summary["faults"]:
        raise typer.Exit(2)


def _law(named: str) -> tuple[LawFiles, str | None]:
    """A law by its name, with the files that travel to who answers, and the digest of what presumes
    facts beside it, None where nothing stands beside; what is wrong is told, and stops.
    """
    from api.backtest.laws import law_of_folder

    with law_folder(named) as folder:
        try:
            return law_of_folder(folder), _cues_digest(folder)
        except OSError as error:
            fail(unusable(error))
        except RulesetError as error:
            fail(f"{printable(named)} ne se charge pas :\n{render_text(error.diagnostics)}")
        except ValueError as error:
            fail(str(error))


def _cues_digest(folder: Path) -> str | None:
    """The digest of the files that cues are made from, whatever else stands in the folder and
    however their lines end; None where there is none.
    """
    from api.rules.tree import blob_digest
    from api.texts.lexicons import FOLDER
    from api.texts.second_reader import POLICY

    files = [path for path in (*(folder / FOLDER).rglob("*.yaml"), folder / POLICY) if path.is_file()]
    found = {
        path.relative_to(folder).as_posix(): blob_digest(b"\n".join(path.read_bytes().splitlines())) for path in files
    }
    return digest(found) if found else None


def _store(work: Path | None) -> FileCache | None:
    """Where shards are stored, checked before the work."""
    if work is None:
        cache = open_cache()
        return FileCache(cache.folder / "backtest", STORE_BYTES) if cache is not None else None
    try:
        with private_folder(work.absolute(), create=True):
            return FileCache(work.absolute(), STORE_BYTES)
    except OSError as error:
        fail(f"{unwritable(work, error)} ; ce compte doit être seul à pouvoir y écrire")


@contextmanager
def plain_archive(path: Path) -> Iterator[Path]:
    """An archive as JSON Lines that can be read from any place: itself, or a copy without a word of
    its reports, in a private folder that does not last.

    Raises:
        OSError, Unbounded, ArchiveError: as `archive_lines`.
    """
    from api.backtest.records import RecordError, bare_record
    from api.bulk.archives import GZIP, PARQUET, STANDARD_INPUT, archive_lines

    if path != STANDARD_INPUT and path.suffix.lower() not in (GZIP, *PARQUET):
        yield path
        return
    with TemporaryDirectory(prefix="qualif-backtest-") as folder:
        copy = Path(folder) / "reports.jsonl"
        with copy.open("wb") as stream:
            for line in archive_lines(path):
                try:
                    stream.write(bare_record(line) + b"\n" if line.strip() else b"\n")
                except RecordError as error:
                    stream.write(_REFUSED[error.code] + b"\n")
        yield copy


@contextmanager
def archive_of_database() -> Iterator[Path]:
    """The service's reports as an archive, in a private folder that does not last."""
    from api.backtest.stored import stored_records

    with TemporaryDirectory(prefix="qualif-backtest-") as folder:
        path = Path(folder) / "reports.jsonl"
        with open_stored().read() as session, path.open("wb") as stream:
            stream.writelines(stored_records(session))
        yield path


def _changed(error: ArchiveChanged) -> str:
    return f"{error} a changé pendant le rejeu ; le relancer : les lots inchangés sont gardés"


def _progress(done: int, total: int) -> None:
    """Says how far it is, to somebody who watches."""
    if sys.stderr.isatty():
        print(f"\r{done} lots sur {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
