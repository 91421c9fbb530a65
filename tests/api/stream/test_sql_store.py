"""The store of decisions: the first to be written stands, on both databases; bounded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.stream.ports import DecisionRecord
from api.stream.sql_store import SqlDecisionStore
from tests.api.service import postgresql

_NAME = f"qualif_stream_{os.getpid()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/decisions.sqlite3"
        return
    address, reason = postgresql.server()
    if address is None:
        pytest.skip(reason)
    yield postgresql.create(_NAME)
    postgresql.drop(_NAME)


def record(report: str, data: bytes = b"{}") -> DecisionRecord:
    """A decision taken on a report."""
    return DecisionRecord(report, f"words-{report}", data)


def test_the_first_decision_stands_whoever_comes_after(url: str) -> None:
    mine, yours = SqlDecisionStore(url), SqlDecisionStore(url)
    assert mine.claim({"c1": record("a")}, []) == {"c1": record("a")}
    assert yours.claim({"c1": record("b"), "c2": record("b")}, []) == {"c1": record("a"), "c2": record("b")}
    assert yours.find(["c1", "c2", "c3"]) == {"c1": record("a"), "c2": record("b")}
    mine.close()
    yours.close()


def test_workers_that_claim_at_once_agree(url: str) -> None:
    stores = [SqlDecisionStore(url) for _ in range(4)]
    contents = [f"c{number}" for number in range(600)]

    def claim(worker: int) -> dict[str, DecisionRecord]:
        ordered = contents if worker % 2 else contents[::-1]
        return stores[worker].claim({one: record(str(worker)) for one in ordered}, contents)

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(claim, range(4))
    assert all(other == first for other in others)
    assert len(first) == 600
    for one in stores:
        one.close()


def test_attempts_are_counted_until_they_end(url: str) -> None:
    store = SqlDecisionStore(url)
    store.begin(["w1", "w2"])
    store.begin(["w1", "w1"])
    assert store.attempts(["w1", "w2", "w3"]) == {"w1": 2, "w2": 1}
    store.claim({}, ["w1"])
    assert store.attempts(["w1", "w2"]) == {"w2": 1}
    store.close()


def test_the_oldest_are_forgotten(url: str) -> None:
    store = SqlDecisionStore(url, most=100)
    for number in range(250):
        store.claim({f"c{number}": record("a")}, [])
    known = store.find([f"c{number}" for number in range(250)])
    assert set(known) == {f"c{number}" for number in range(150, 250)}
    store.close()
    assert set(SqlDecisionStore(url).find(["c0", "c249"])) == {"c249"}
