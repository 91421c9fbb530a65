"""Bulk runs on Dask: the same bytes as in this process, a killed worker included."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.bulk.dask_runner import dask_runner
from tests.api.bulk.shouting import expected, lines, shout

distributed = pytest.importorskip("distributed", reason="the extra `scale` is not installed")
COUNT = 1203


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        yield cluster


def test_workers_of_a_cluster_give_the_same_bytes_one_killed_meanwhile(cluster: Any, tmp_path: Path) -> None:
    def killing() -> Iterator[bytes]:
        for number, line in enumerate(lines(COUNT)):
            if number == 700:
                os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)
            yield line

    out = tmp_path / "out.jsonl"
    with dask_runner(cluster.scheduler_address, 1) as runner:
        output = shout(killing(), out, runner)
    assert out.read_bytes() == expected(lines(COUNT))
    assert output.lines == COUNT
