"""Runner of tasks on Dask `distributed` (extra `scale`): a cluster of this machine, or the
scheduler at an address. Futures only.

A scheduler runs what it is sent, for anybody who reaches it: away from this machine, nothing is
sent without TLS, and a task says what of itself may leave (`LineTask.portable`).
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from api.bulk.runners import LineTask, RunnerError, ShardResult, TaskWindow, answer_task

LOCAL = "local"
PATIENCE = 20
"""Seconds that a scheduler may take to answer, and that tasks wait for a first worker."""
IN_FLIGHT = 100
"""Tasks sent and not answered yet: some megabytes each."""
RETRIES = 3


class TlsFiles(NamedTuple):
    """Certificates by which a scheduler and its clients know each other: paths of files."""

    authority: Path
    certificate: Path
    key: Path


class DaskRunner:
    """Tasks as futures of a Dask client."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        """Each task's result, as they come. A worker that dies is replaced by the others."""
        window = TaskWindow(tasks, IN_FLIGHT)
        futures: dict[Any, int] = {}
        try:
            while True:
                while (one := window.take()) is not None:
                    futures[self._send(one[1])] = one[0]
                if not futures:
                    return
                for done in self._done(list(futures)):
                    number = futures.pop(done)
                    yield ShardResult(number, self._content(done, window.open.pop(number)))
        finally:
            for future in futures:
                future.release()

    def _send(self, task: LineTask) -> Any:
        if self._client.status != "running":
            raise self._lost()
        return self._client.submit(answer_task, task.portable(), pure=False, retries=RETRIES)

    def _done(self, futures: Sequence[Any]) -> list[Any]:
        """The futures that are done, one at least, as long as the scheduler and a worker are
        there.
        """
        from distributed import CancelledError, wait

        while True:
            try:
                with self._client.as_current():
                    return list(wait(futures, timeout=PATIENCE, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                self._check()
            except CancelledError as error:
                raise self._lost() from error

    def _check(self) -> None:
        try:
            workers = self._client.scheduler_info()["workers"] if self._client.status == "running" else None
        except (OSError, TimeoutError, ValueError) as error:
            raise self._lost() from error
        if workers is None:
            raise self._lost()
        if not workers:
            raise RunnerError(
                f"{self._address} n'a aucun ouvrier : en démarrer, puis relancer ; ce qui est fait est gardé"
            )

    def _content(self, future: Any, task: LineTask) -> bytes:
        if future.status == "finished":
            content: bytes = future.result()
            return content
        if future.status != "error":
            raise self._lost()
        error = future.exception()
        raise RunnerError(
            f"les lignes {task.first} et suivantes n'ont pas reçu de réponse ({type(error).__name__}) : "
            "installer sur chaque ouvrier la même version de qualif et de ses dépendances, "
            "lui donner assez de mémoire, puis relancer ; ce qui est fait est gardé"
        )

    def _lost(self) -> RunnerError:
        return RunnerError(f"{self._address} ne répond plus : le redémarrer, puis relancer ; ce qui est fait est gardé")


@contextmanager
def dask_runner(address: str, workers: int, tls: TlsFiles | None = None) -> Iterator[DaskRunner]:
    """A runner on the scheduler at an address, or on a cluster of this machine (`local`), closed in
    the end.

    Raises:
        RunnerError: the extra is not installed, the address is refused, nothing answers there.
    """
    if find_spec("distributed") is None:
        raise RunnerError("Dask n'est pas installé : `pip install 'qualif[scale]'`, ou laisser --scheduler")
    if address == LOCAL:
        with _local_cluster(workers) as cluster, _client(cluster, "la grappe de cette machine", None) as client:
            yield DaskRunner(client, "la grappe de cette machine")
    else:
        _refuse_in_clear(address, tls)
        with _client(address, address, tls) as client:
            yield DaskRunner(client, address)


def _refuse_in_clear(address: str, tls: TlsFiles | None) -> None:
    """Refuses an address away from this machine that is not under TLS."""
    parts = urlsplit(address)
    if parts.scheme not in ("tls", "tcp") or not parts.hostname:
        raise RunnerError(f"{address} : une adresse `tls://machine:port` est attendue, ou `{LOCAL}`")
    if parts.scheme == "tls" and tls is None:
        raise RunnerError(f"{address} : donner aussi --tls-ca, --tls-cert et --tls-key")
    if parts.scheme == "tcp" and not _is_this_machine(parts.hostname):
        raise RunnerError(
            f"{address} : un ordonnanceur sans TLS obéit à qui l'atteint ; le démarrer avec des certificats "
            "et donner `tls://…`, --tls-ca, --tls-cert, --tls-key"
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _local_cluster(workers: int) -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster


@contextmanager
def _client(target: Any, address: str, tls: TlsFiles | None) -> Iterator[Any]:
    from distributed import Client, Security

    files = {} if tls is None else dict(zip(_TLS, map(str, tls), strict=True))
    try:
        security = Security(require_encryption=True, **files) if files else None
        client = Client(target, security=security, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise RunnerError(
            f"{address} ne répond pas ({type(error).__name__}) : vérifier qu'il tourne, l'adresse et les certificats"
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE)


_TLS = ("tls_ca_file", "tls_client_cert", "tls_client_key")
