"""`qualif stream`: what it refuses before it connects; one journey on a real broker, with the shipped reader."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.stream.brokers.options import BrokerOptions
from campaign.instances import free_port
from tests.api.stream.clients import client, insist
from tests.api.stream.servers import NatsServer, reason_missing
from tests.shared import ROOT

pytest.importorskip("faststream", reason="the extra `stream` is not installed")
LINES = (ROOT / "examples/textes.jsonl").read_bytes().splitlines()


def refused(*arguments: str) -> str:
    """What the command says when it refuses to start."""
    result = CliRunner().invoke(app, ["stream", *arguments])
    assert result.exit_code == 2, result.output
    return result.stderr


def test_an_address_that_names_no_broker_is_refused() -> None:
    assert "kafka://" in refused("redis://127.0.0.1:1")


def test_a_file_of_the_client_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "client.properties"
    bad.write_text("# commentaire\n\nsecurity.protocol SSL\n", encoding="utf-8")
    assert "clé=valeur" in refused("kafka://127.0.0.1:1", "--kafka-config", str(bad))
    assert "FileNotFoundError" in refused("kafka://127.0.0.1:1", "--kafka-config", str(tmp_path / "none"))


def test_a_jetstream_that_loses_what_it_acknowledges_is_refused_and_told_why(tmp_path: Path) -> None:
    if reason := reason_missing("nats"):
        pytest.skip(reason)
    server = NatsServer(tmp_path, durable=False)
    server.start()
    try:
        assert "sync_interval: always" in refused(server.url, "--nats-monitor", server.monitor)
    finally:
        server.close()
    assert "--nats-monitor" in refused(server.url, "--nats-monitor", server.monitor)


def test_a_report_in_a_decision_out_until_the_command_is_stopped(tmp_path: Path) -> None:
    if reason := reason_missing("nats"):
        pytest.skip(reason)
    server = NatsServer(tmp_path)
    server.start()
    store = f"sqlite:///{tmp_path / 'decisions.sqlite3'}"
    command = [
        sys.executable,
        "-c",
        "from api.cli.main import run; run()",
        "stream",
        "--store",
        store,
        "--nats-monitor",
        server.monitor,
        "--metrics-port",
        str(free_port()),
    ]
    environment = {**os.environ, "QUALIF_STREAM_BROKER": server.url}
    log = tmp_path / "log"
    try:
        with log.open("wb") as stderr:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)
        decisions = asyncio.run(asyncio.wait_for(journey(server.url), 120))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        server.close()
    assert {one["id"] for one in decisions} == {json.loads(line)["id"] for line in LINES}
    told = log.read_text(encoding="utf-8")
    assert "the stream ends what it has in hand" in told
    texts = [str(json.loads(line).get("text") or json.loads(line)["comment"]) for line in LINES]
    assert not [text for text in texts if text[:20] in told]


async def journey(url: str) -> list[dict[str, object]]:
    """Sends the examples, and waits for as many decisions."""
    options = BrokerOptions(url)
    platform = client("nats", options)
    await insist(platform.open)
    for number, line in enumerate(LINES):
        await insist(lambda line=line, number=number: platform.send((str(number), line)))
    found: list[dict[str, object]] = []
    while len({str(one["id"]) for one in found}) < len(LINES):
        found += [json.loads(body) for body in await platform.receive(options.decisions)]
    await platform.close()
    return found
