"""The pages served on a free port of this machine, for a browser."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from api.http.identity import cookie_name
from campaign.instances import free_port

PATIENCE = 60_000
"""Milliseconds after which what never comes is given up: how fast a machine is changes nothing to what is tested."""
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
"""The system's browser, the one without a window first: a third less of the processor. Playwright's own is never downloaded."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application, running; gives its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def listen(page: Page, said: list[str], base: str | None = None) -> None:
    """Notes what a page should never say: warnings and errors of its console, scripts that fail, requests to anywhere but `base`."""
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    if base is not None:
        page.on("request", lambda request: None if request.url.startswith(base) else said.append(request.url))


@contextmanager
def open_page(
    browser: Browser, base: str, said: list[str], client: TestClient | None = None, **options: Any
) -> Iterator[Page]:
    """A tab of a new visitor, or of whoever a client has signed in, closed at the end; what it should never say is noted."""
    context = browser.new_context(**{"base_url": base, "locale": "fr-FR", "reduced_motion": "reduce", **options})
    context.set_default_timeout(PATIENCE)
    try:
        if client is not None:
            name = cookie_name(secure=False)
            context.add_cookies([{"name": name, "value": client.cookies[name], "url": base}])
        page = context.new_page()
        listen(page, said, base)
        yield page
    finally:
        context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=[*sandbox, "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()
