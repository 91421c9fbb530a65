"""A service in a process of its own that follows publications, for tests of several: it says each edition that it serves."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pydantic import SecretStr

from api.app.bootstrap import open_services
from api.app.edition_follower import following
from api.http.live import LiveServices
from api.kit.settings import Settings
from api.law.folder_publications import publish_at_start
from tests.api.service.two_laws import FIRST

PATIENCE = 120.0


def main(database_url: str, folder: str, until: int) -> None:
    """Serves until a publication is taken up, and prints the number of each that was."""
    settings = Settings(
        data_dir=Path(folder), database_url=SecretStr(database_url), rulesets=FIRST, publications_seconds=0.05
    )
    live = LiveServices(publish_at_start(open_services(settings)))
    end, shown = time.monotonic() + PATIENCE, None
    with following(live):
        while shown != until and time.monotonic() < end:
            number = live.current().origin.publication
            if number != shown:
                shown = number
                print(number, flush=True)
            time.sleep(0.01)
    live.current().database.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
