"""The demonstration, served for a browser: an analyst's desk on its reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from api.db import migrate
from api.demo.loading import load
from api.texts.readers import Texts
from tests.api.pages.case.samples import MORNING, shipped
from tests.api.service.world import World
from tests.browser.desk import Desk
from tests.browser.serving import open_page, served


@contextmanager
def demonstration(browser: Browser, folder: Path, texts: Texts, said: list[str], **context: Any) -> Iterator[Desk]:
    """The desk; `said` receives what the console said and each refused request, `context` sets the browser's tab."""
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, engine=shipped(), texts=texts)
    with closing(world):
        migrate.upgrade(world.database)
        world.clock.moment = MORNING
        load(world.services)
        with served(world.app) as base, open_page(browser, base, said, **{"reduced_motion": None, **context}) as page:
            page.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
            yield Desk(page, world, base)
