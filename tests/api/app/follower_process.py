"""Services in processes of their own that follow publications, for tests of several: each says every edition that it serves."""

from __future__ import annotations

import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pydantic import SecretStr

from api.app.bootstrap import open_services
from api.app.edition_follower import following
from api.http.live import LiveServices
from api.kit.settings import Settings
from api.law.folder_publications import publish_at_start
from tests.api.service.two_laws import FIRST

PATIENCE = 120.0


def follow(database_url: str, folder: Path, until: int, shown: Connection) -> None:
    """Serves until a publication is taken up, and sends the number of each that was."""
    settings = Settings(
        data_dir=folder, database_url=SecretStr(database_url), rulesets=FIRST, publications_seconds=0.05
    )
    live = LiveServices(publish_at_start(open_services(settings)))
    end, last = time.monotonic() + PATIENCE, None
    with following(live):
        while last != until and time.monotonic() < end:
            number = live.current().origin.publication
            if number != last:
                last = number
                shown.send(number)
            time.sleep(0.01)
    live.current().database.dispose()


class FollowerProcess:
    """One of these processes. They fork from one that has imported the service: to import it takes longer than all they do."""

    def __init__(self, database_url: str, folder: Path, until: int) -> None:
        context = get_context("forkserver")
        self._shown, theirs = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(target=follow, args=(database_url, folder, until, theirs))
        self.process.start()
        theirs.close()

    def next_number(self) -> int | None:
        """The next edition that it serves; None once it has ended."""
        assert self._shown.poll(PATIENCE)
        try:
            number: int = self._shown.recv()
        except EOFError:
            return None
        return number

    def kill(self) -> None:
        """Kills it where it is."""
        self.process.kill()
        self.process.join(PATIENCE)
