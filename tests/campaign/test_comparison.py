"""What the campaign would see: a lost report, a doubled one, a broken chain; what it writes and prints."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, text

from api.db import migrate
from api.db.reports import DecisionRow
from api.kit.clock import Clock
from api.kit.permissions import Role
from campaign import __main__ as command
from campaign import parts
from campaign.day import slope
from campaign.injected import OffsetClock, move_clock
from campaign.instances import free_port
from campaign.ledger_check import losses
from campaign.load import Ledger
from campaign.proxy import Proxy
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from campaign.table import table
from tests.api.service.racing import together
from tests.api.service.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A service on SQLite."""
    made = World(f"sqlite:///{tmp_path / 'qualif.sqlite3'}", tmp_path)
    migrate.upgrade(made.database)
    yield made
    made.close()


@pytest.fixture
def stored(world: World) -> tuple[World, Ledger]:
    """A service, and the ledger of two reports, one of them decided."""
    machine, person, ledger = world.machine(), world.signed_in(Role.ANALYST), Ledger()
    for name in ("a", "b"):
        ledger.sent(name)
        sent = machine.post("/v1/reports", json={"reference": name, "url": f"https://a.exemple/{name}"}).json()
        ledger.stored(name, sent["id"])
    headers = {"if-match": person.get(f"/v1/reports/{sent['id']}").headers["etag"]}
    assert person.post(f"/v1/reports/{sent['id']}/decision", json={"kind": "noise"}, headers=headers).is_success
    ledger.decided(sent["id"])
    return world, ledger


def test_what_was_acknowledged_and_is_there_is_no_loss(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    assert losses(world.database, ledger) == []


def test_a_report_that_is_not_there_is_lost(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    ledger.sent("c")
    ledger.stored("c", "rep_absent")
    assert losses(world.database, ledger) == ["c was acknowledged as rep_absent, stored as None"]


def test_a_report_that_is_there_twice_is_doubled(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    assert world.machine().post("/v1/reports", json={"reference": "a", "url": "https://a.exemple/c"}).status_code == 202
    assert "a is stored 2 times" in losses(world.database, ledger)


def test_a_report_that_nobody_sent_is_seen(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    ledger.references.discard("a")
    assert losses(world.database, ledger) == ["a was never sent"]


def test_a_decision_that_is_not_there_is_lost(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    with world.database.write() as session:
        session.execute(delete(DecisionRow))
    (wrong,) = losses(world.database, ledger)
    assert wrong.startswith("the decision of rep_")


def test_a_broken_chain_and_a_half_written_report_are_seen(stored: tuple[World, Ledger]) -> None:
    world, ledger = stored
    with world.database.unhurried() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(text("DELETE FROM audit WHERE action = 'report.received'"))
    wrong = losses(world.database, ledger)
    assert sum("half written" in one for one in wrong) == 2
    assert any("ligne" in one for one in wrong)


def test_a_log_goes_on_where_it_was(tmp_path: Path) -> None:
    log = RunLog("kills", "sqlite", tmp_path / "state" / "kills.json")
    log.measure("back, s", 2.0)
    log.done()
    log.done(["lost"])
    again = RunLog("kills", "sqlite", tmp_path / "state" / "kills.json")
    again.note("a note")
    row = again.row()
    assert (row.runs, row.failures, row.detail) == (2, ("run 1: lost",), "back, s 2 (max 2); a note")


def test_the_command_prints_a_table_and_ends_with_1_on_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: parts.Part, __: str, log: RunLog, runs: int) -> CampaignRow:
        while log.runs < runs:
            log.done(["lost"] * (log.runs == 2))
        return log.row()

    monkeypatch.setattr(command, "run_part", run)
    words = ["--only", "kills", "--database", "sqlite", "--state", str(tmp_path)]
    assert command.main([*words, "--runs", "2"]) == 0
    assert command.main([*words, "--runs", "3"]) == 1
    assert "| kills | sqlite | 3 | 1 |" in capsys.readouterr().out
    assert command.main([*words, "--runs", "1", "--again"]) == 0


def test_an_interrupted_campaign_keeps_what_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: parts.Part, __: str, log: RunLog, runs: int) -> CampaignRow:
        log.done()
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_part", run)
    assert command.main(["--only", "kills", "--database", "sqlite", "--state", str(tmp_path)]) == 0
    assert "| kills | sqlite | 1 | 0 |" in capsys.readouterr().out
    assert json.loads((tmp_path / "kills-sqlite.json").read_text(encoding="utf-8"))["runs"] == 1


def test_every_part_can_be_loaded() -> None:
    assert all(callable(part.load()) for part in parts.PARTS)


def test_a_table_names_what_went_wrong() -> None:
    rows = [CampaignRow("kills", "sqlite", 1_000, ("run 3: lost",), 61.2, "x")]
    assert table(rows).splitlines()[2:] == [
        "| kills | sqlite | 1,000 | 1 | 61 | x |",
        "",
        "kills, sqlite:",
        "  run 3: lost",
    ]


def test_a_clock_is_moved_by_a_file(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Paris")
    clock = OffsetClock(zone, tmp_path / "clock")
    move_clock(tmp_path / "clock", 86_400)
    assert timedelta(hours=23) < clock.now() - Clock(zone).now() <= timedelta(hours=24)


def test_a_slope_is_that_of_the_line() -> None:
    assert slope([3.0, 5.0, 7.0, 9.0]) == pytest.approx(2.0)
    assert slope([4.0, 4.0, 4.0]) == 0


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    """The address of a server that sends back what it gets."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while piece := self.request.recv(100):
                self.request.sendall(piece)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ("127.0.0.1", server.server_address[1])
        server.shutdown()


def test_a_proxy_passes_cuts_and_refuses(echo: tuple[str, int]) -> None:
    with Proxy([echo]) as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port), 30) as client:
            client.sendall(b"un")
            assert client.recv(10) == b"un"
            proxy.inject("cut")
            assert cut(client)
        proxy.inject("refuse")
        with socket.create_connection(("127.0.0.1", proxy.port), 30) as client:
            assert cut(client)


def test_a_proxy_passes_all_to_the_one_that_listens(echo: tuple[str, int]) -> None:
    with Proxy([("127.0.0.1", free_port()), echo]) as proxy:

        def ask(_: int) -> bytes:
            with socket.create_connection(("127.0.0.1", proxy.port), 30) as client:
                client.sendall(b"un")
                return client.recv(10)

        assert set(together(*(partial(ask, number) for number in range(20)))) == {b"un"}


def cut(client: socket.socket) -> bool:
    """Whether the other end has closed."""
    try:
        return client.recv(10) == b""
    except ConnectionError:
        return True


def test_the_port_of_a_server_is_never_given_to_a_client() -> None:
    """A client that is given the port of a dead server is connected to itself, and the server cannot come back."""
    clients = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if not clients.exists():
        pytest.skip("only Linux says which ports it gives to clients")
    first, last = map(int, clients.read_text(encoding="utf-8").split())
    assert not any(first <= free_port() <= last for _ in range(200))
