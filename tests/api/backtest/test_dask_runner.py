"""The runner on Dask keeps the contract of the others: same bytes, a killed worker included; a scheduler that is silent, or dies, is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.backtest.laws import LawPair
from api.backtest.shards import ShardTask
from api.bulk import dask_runner as module
from api.bulk.dask_runner import LOCAL, DaskRunner, TlsFiles, dask_runner
from api.bulk.runners import RunnerError, SerialRunner
from tests.api.backtest.small import WORDS, archive, law_pair, records, shards, tasks

distributed = pytest.importorskip("distributed", reason="the extra `scale` is not installed")


@pytest.fixture
def wanted(tmp_path: Path) -> list[ShardTask]:
    laws: LawPair = law_pair(tmp_path)
    return tasks(laws, shards(archive(tmp_path / "a.jsonl", list(records(240)))))


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        yield cluster


def contents(runner: DaskRunner | SerialRunner, wanted: list[ShardTask]) -> list[bytes]:
    return [result.content for result in sorted(runner.results(wanted))]


def test_a_cluster_of_this_machine_gives_the_same_bytes(wanted: list[ShardTask]) -> None:
    with dask_runner(LOCAL, 2) as runner:
        assert contents(runner, wanted) == contents(SerialRunner(), wanted)


def test_a_killed_worker_changes_no_byte(wanted: list[ShardTask], cluster: Any) -> None:
    with dask_runner(cluster.scheduler_address, 1) as runner:
        running = runner.results(wanted)
        results = [next(running)]
        os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)
        results += running
    assert [result.content for result in sorted(results)] == contents(SerialRunner(), wanted)


def test_no_word_is_sent(wanted: list[ShardTask], monkeypatch: pytest.MonkeyPatch, cluster: Any) -> None:
    sent: list[ShardTask] = []
    with dask_runner(cluster.scheduler_address, 1) as runner:
        submit = runner._client.submit

        def spy(function: Any, task: ShardTask, **options: Any) -> Any:
            sent.append(task)
            return submit(function, task, **options)

        monkeypatch.setattr(runner._client, "submit", spy)
        contents(runner, wanted)
    assert len(sent) == 6
    assert all(isinstance(task.records, bytes) and WORDS.encode() not in task.records for task in sent)


def test_a_scheduler_that_dies_is_told(wanted: list[ShardTask], cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 2)
    monkeypatch.setattr(module, "IN_FLIGHT", 2)
    address = cluster.scheduler_address
    with dask_runner(address, 1) as runner:
        running = runner.results(wanted)
        next(running)
        cluster.close()
        with pytest.raises(RunnerError, match=r"ne répond plus.*ce qui est fait est gardé"):
            list(running)


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 1)
    with (
        pytest.raises(RunnerError, match=r"tcp://127\.0\.0\.1:9 ne répond pas"),
        dask_runner("tcp://127.0.0.1:9", 1),
    ):
        pass


def test_a_scheduler_without_worker_is_told(wanted: list[ShardTask], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 2)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1", silence_logs=50) as cluster,
        dask_runner(cluster.scheduler_address, 1) as runner,
        pytest.raises(RunnerError, match="n'a aucun ouvrier"),
    ):
        contents(runner, wanted)


def test_an_existing_scheduler_answers_over_tls(wanted: list[ShardTask], tmp_path: Path) -> None:
    security = distributed.Security.temporary()
    files = TlsFiles(*(tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem")))
    files.authority.write_text(security.tls_ca_file)
    files.certificate.write_text(security.tls_client_cert)
    files.key.write_text(security.tls_client_key)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, security=security, dashboard_address=None, host="tls://127.0.0.1",
            silence_logs=50,
        ) as cluster,
        dask_runner(cluster.scheduler_address, 1, files) as runner,
    ):  # fmt: skip
        assert cluster.scheduler_address.startswith("tls://")
        assert contents(runner, wanted[:2]) == contents(SerialRunner(), wanted[:2])
