"""ShadowOffice of the tests of shadow runs: a service, a request on its rules, and reports that come in."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.shadow.worker import REST, ShadowWorker
from tests.api.app.editions import OFFENCE
from tests.api.service.two_laws import REPORT
from tests.api.service.world import TEXT, World

PUBLIC, PRIVATE = "condition: {notion: publicite}", "condition: {not: {notion: publicite}}"
LEXICON, SLAP = "lexicons/menaces.yaml", "Je vais te gifler."
PENALTY = ("penalty: {prison_months: 12", "penalty: {prison_months: 24")
STEPS = 2_000


class ShadowOffice:
    """A service, a request on its rules, and reports that come in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.editor = world.signed_in(Role.POLICY_EDITOR)
        self.machine = world.machine()
        self.worker = ShadowWorker(world.live)
        self.change = self.open_change(PUBLIC, PRIVATE)
        self._sent = 0

    def open_change(self, old: str, new: str) -> str:
        """A change request of one edit of one file."""
        response = self.editor.post("/v1/changes", json={"title": "Hors la publicité"})
        assert response.status_code == 201, response.text
        name: str = response.json()["id"]
        self.edit(name, old, new)
        return name

    def edit(self, change: str, old: str, new: str, path: str = OFFENCE) -> None:
        """Replaces words of a file, that of the offence."""
        file = self.editor.get(f"/v1/changes/{change}/file", params={"path": path}).json()
        assert old in file["text"]
        files = [{"path": path, "text": file["text"].replace(old, new, 1), "seen": file["digest"]}]
        assert self.editor.put(f"/v1/changes/{change}/files", json={"files": files}).status_code == 200

    def start(self, **body: Any) -> Any:
        """Starts a run."""
        return self.editor.post(f"/v1/changes/{self.change}/shadow", json=body)

    def stop(self) -> Any:
        """Stops it."""
        return self.editor.delete(f"/v1/changes/{self.change}/shadow")

    def runs(self, client: TestClient | None = None) -> list[dict[str, Any]]:
        """The runs of the request, the last one first."""
        found: list[dict[str, Any]] = (client or self.editor).get(f"/v1/changes/{self.change}/shadow").json()["items"]
        return found

    def send(self, count: int = 1, **facts: Any) -> list[str]:
        """Reports that come in; their names."""
        names = []
        for _ in range(count):
            self._sent += 1
            said = {**REPORT["facts"], **facts}
            body = {**REPORT, "text": f"{TEXT} {self._sent}", "url": f"https://a.exemple/{self._sent}", "facts": said}
            told = self.machine.post("/v1/reports", json=body)
            assert told.status_code == 202, told.text
            names.append(told.json()["id"])
        return names

    def settle(self) -> None:
        """Steps of the worker until nothing waits."""
        for _ in range(STEPS):
            if self.worker.step() == REST:
                return
            time.sleep(0.005)
        raise AssertionError("it never settles")
