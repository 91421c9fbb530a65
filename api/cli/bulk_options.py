"""Options of commands that work on archives: what is read, where the output goes, who answers."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

import typer

from api.cli.shared import fail
from textfile.quoting import printable

if TYPE_CHECKING:
    from api.bulk.runners import ShardRunner

OutputPath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FICHIER",
        help="Lire une archive, et écrire ici, en JSON Lines (`.gz` : compressées) ; la même commande reprend après un arrêt.",
    ),
]
OnDatabase: TypeAlias = Annotated[bool, typer.Option("--database", help="Avec --out : les signalements du service.")]
Workers: TypeAlias = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, help="Processus ; par défaut, autant que de cœurs."),
]
Scheduler: TypeAlias = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="local|tls://…", help="Répondre sur Dask (extra `scale`)."),
]
TlsAuthority: TypeAlias = Annotated[Path | None, typer.Option("--tls-ca", help="Autorité des certificats, en PEM.")]
TlsCertificate: TypeAlias = Annotated[Path | None, typer.Option("--tls-cert", help="Certificat de ce client, en PEM.")]
TlsKey: TypeAlias = Annotated[Path | None, typer.Option("--tls-key", help="Clé de ce certificat, en PEM.")]


class RunnerChoice(NamedTuple):
    """Who answers: so many processes of this machine (None: its cores), or a Dask scheduler,
    reached with an authority, a certificate and its key.
    """

    workers: int | None = None
    scheduler: str | None = None
    tls: tuple[Path | None, Path | None, Path | None] = (None, None, None)

    @property
    def is_elsewhere(self) -> bool:
        """Whether lines leave this machine."""
        return self.scheduler is not None and self.scheduler.startswith("tls://")

    def open(self, most: int | None = None) -> AbstractContextManager[ShardRunner]:
        """The runner, of at most so many processes; what is wrong with its files is told, and
        stops.

        Raises:
            RunnerError: on entering, the extra is not installed or nothing answers.
        """
        from api.bulk.runners import ProcessRunner, SerialRunner

        count = self.workers or _cores()
        if self.scheduler is not None:
            from api.bulk.dask_runner import TlsFiles, dask_runner

            for file in self.tls:
                if file is not None and not file.is_file():
                    fail(f"{printable(str(file))} : ce fichier n'existe pas")
            ca, certificate, key = self.tls
            files = TlsFiles(ca, certificate, key) if ca and certificate and key else None
            return dask_runner(self.scheduler, count, files)
        count = count if most is None else min(count, most)
        return nullcontext(SerialRunner() if count == 1 else ProcessRunner(count))


def refuse_model_reader(url: str | None, model: str | None) -> None:
    """Stops a command whose archive a model server was asked to read."""
    if url is not None or model is not None:
        fail("--reader ne lit pas une archive : sans --out, ou sans lui")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
