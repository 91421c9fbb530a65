"""The page of jobs in a browser: read by everybody, on any screen, and acted on by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from api.app.job_kinds import KINDS, plan_jobs
from api.jobs import queue
from api.kit.permissions import Role
from tests.api.jobs.shared import LEASE, row_of
from tests.api.pages.case.samples import bench
from tests.browser.scans import violations
from tests.browser.serving import open_page, served


def test_jobs_are_accessible_narrow_and_stopped_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    said: list[str] = []
    world = bench(tmp_path)
    with world.database.write() as session:
        plan_jobs(session, world.services, None)
        now = world.clock.now()
        task = queue.claim(session, [kind.name for kind in KINDS], "wrk_a", now, LEASE)
        assert task is not None
        queue.settle(session, task, "disk", now)
    admin = world.signed_in(Role.ADMINISTRATOR)
    with served(world.app) as base, open_page(browser, base, said, admin) as page:
        page.goto("/travaux")
        assert violations(page) == []
        stop = page.get_by_role("button", name=re.compile("Arrêter Notifications et délais"))
        stop.focus()
        page.keyboard.press("Enter")
        expect(page.locator("main .notice--done")).to_contain_text("Le travail est arrêté, ou le sera")
        assert row_of(world.database, "due.refresh").state == "stopped"
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    world.close()
    assert said == []
