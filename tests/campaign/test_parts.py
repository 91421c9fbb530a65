"""One short run of each part of the campaign, and nothing goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign import clock, day, disk, kills, network, races, reader, rolling
from campaign.databases import POSTGRESQL, SQLITE, missing
from campaign.instances import ForkServer, fork_server
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from campaign.tmpfs_server import unavailable


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """What forks instances for all."""
    with fork_server(tmp_path_factory.mktemp("fork-server")) as made:
        yield made


both = pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])


def log_of(part: str, database: str, runs: int) -> RunLog:
    """A log that is written nowhere; the test is skipped where there is no such database."""
    reason = missing(database)
    if reason is not None:
        pytest.skip(reason)
    log = RunLog(part, database)
    log.goal = runs
    return log


def whole(row: CampaignRow, runs: int) -> None:
    """All runs were done, and nothing went wrong."""
    assert row.failures == ()
    assert row.runs == runs


@both
def test_a_service_that_is_killed_loses_and_doubles_nothing(database: str, server: ForkServer) -> None:
    whole(kills.run_forked(database, log_of("kills-forked", database, 2), runs=2, shared=server), 2)


def test_four_instances_hold_every_race(server: ForkServer) -> None:
    whole(races.run(POSTGRESQL, log_of("races", POSTGRESQL, 1), runs=1, shared=server), 1)


def test_a_bad_network_to_the_database_loses_and_doubles_nothing(server: ForkServer) -> None:
    whole(network.run(POSTGRESQL, log_of("network", POSTGRESQL, 2), runs=2, shared=server), 2)


def test_a_full_disk_is_refused_and_recovered_from(server: ForkServer) -> None:
    whole(disk.run(SQLITE, log_of("disk", SQLITE, 2), runs=2, shared=server), 2)


def test_a_full_disk_of_postgresql_is_refused_and_recovered_from(server: ForkServer) -> None:
    log = log_of("disk", POSTGRESQL, 1)
    reason = unavailable()
    if reason is not None:
        pytest.skip(reason)
    whole(disk.run(POSTGRESQL, log, runs=1, shared=server), 1)


@both
def test_a_clock_moved_back_and_forth_stops_nothing(database: str, server: ForkServer) -> None:
    whole(clock.run(database, log_of("clock", database, 1), runs=1, shared=server), 1)


def test_reports_are_stored_while_a_model_server_is_stopped_or_killed(server: ForkServer) -> None:
    whole(reader.run(SQLITE, log_of("reader", SQLITE, 2), runs=2, shared=server), 2)


def test_hours_of_all_requests_go_without_a_failure(server: ForkServer) -> None:
    whole(day.run(SQLITE, log_of("day", SQLITE, 2), runs=2, shared=server, share=0.05), 2)


def test_of_two_instances_behind_a_proxy_one_may_be_killed(server: ForkServer) -> None:
    whole(rolling.run(POSTGRESQL, log_of("rolling", POSTGRESQL, 1), runs=1, shared=server), 1)
