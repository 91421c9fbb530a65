"""The examples of docs/service.md and of the tutorial run against a service that listens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from api.accounts import keys, service
from api.accounts.schemas import AccountCreate, KeyCreate
from api.app.bootstrap import application, open_services
from api.db.migrate import upgrade
from api.db.people import AccountRow
from api.http.live import LiveServices
from api.journal.entries import SYSTEM
from api.kit.permissions import Permission, Role
from api.kit.settings import Settings
from api.texts.readers import Texts
from tests.api.service.reading import opened
from tests.docs.examples import Block, blocks
from tests.shared import ROOT, shipped

PAGES = (ROOT / "docs/tutorial.md", ROOT / "docs/service.md")
LIVE = {page: [block for block in blocks(page, "sh") if block.info == "live"] for page in PAGES}
SCOPES = [
    Permission.REPORTS_CREATE,
    Permission.REPORTS_READ,
    Permission.QUALIFICATIONS_ASK,
    Permission.QUALIFICATIONS_READ,
    Permission.NOISE_ASK,
]


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the examples: an address that answers, and a key."""
    texts = Texts(shipped().ruleset.facts, None, lambda _: opened())
    services = open_services(Settings(data_dir=tmp_path_factory.mktemp("data")), engine=shipped(), texts=texts)
    upgrade(services.database)
    with services.database.write() as session:
        made = service.create(session, services, SYSTEM, AccountCreate(login="robot", roles=[Role.INTEGRATOR]))
        row = session.get(AccountRow, made.account.id)
        assert row is not None
        secret = keys.create_key(session, services, SYSTEM, row, KeyCreate(label="essai", scopes=SCOPES)).secret
    server = uvicorn.Server(
        uvicorn.Config(application(LiveServices(services)), port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield {"QUALIF": f"http://127.0.0.1:{port}", "QUALIF_KEY": secret}
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("block", [block for page in PAGES for block in LIVE[page]], ids=lambda block: block.name)
def test_an_example_of_the_page_runs(block: Block, listening: dict[str, str]) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **listening, "PATH": path, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-euc", block.text], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    if "curl" in block.text:
        assert json.loads(done.stdout)
    else:
        assert "rejouée à l'identique" in done.stdout


def test_each_page_has_examples_that_run() -> None:
    assert {page.name: len(LIVE[page]) for page in PAGES} == {"tutorial.md": 3, "service.md": 5}
