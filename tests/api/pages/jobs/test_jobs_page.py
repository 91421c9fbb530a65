"""The page of jobs: what it says of each, in both languages, and what an administrator does from it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import get_args

import pytest
from starlette.testclient import TestClient

from api.app.job_kinds import KINDS
from api.db.jobs import JobState
from api.jobs import queue
from api.jobs.kinds import JobFault
from api.jobs.queue import JobRequest
from api.kit.permissions import Role
from api.pages.jobs import routes
from api.pages.shell.catalogue import MESSAGES
from tests.api.jobs.shared import KIND, LEASE, ask, row_of, take
from tests.api.service.world import NOON, World

ADDRESS = "/travaux"


def plain(text: str) -> str:
    """A page with ordinary spaces."""
    return re.sub("[\u00a0\u202f]", " ", text)


def page(client: TestClient, **query: str) -> str:
    answer = client.get(ADDRESS, params=query)
    assert answer.status_code == 200
    return plain(answer.text)


def test_a_service_without_jobs_says_so(world: World) -> None:
    client = world.signed_in(Role.ADMINISTRATOR)
    assert "Aucun travail en échec." in page(client)
    assert "Le service en demande quand il démarre" in page(client)


def test_each_job_says_its_state_its_age_its_failures_and_their_cause(world: World) -> None:
    with world.database.write() as session:
        for number, name in enumerate(("rules.requalify", "retention.clear")):
            key = f"{name}:12" if number == 0 else name
            queue.enqueue(session, NOON, JobRequest(name, key, NOON, is_recurrent=bool(number)))
        task = queue.claim(session, ["rules.requalify"], "wrk_a", NOON, LEASE)
        assert task is not None
        queue.settle(session, task, "disk", NOON)
    world.clock.moment = NOON + timedelta(hours=3)
    client = world.signed_in(Role.ADMINISTRATOR)
    found = page(client)
    assert "Réponses à redemander après un retour en arrière, 12" in found
    assert "un fichier n’a pas pu être lu ou écrit" in found
    assert "revient toujours" in found
    assert "dû il y a 2 heures · demandé il y a 3 heures" in found
    assert "dû il y a 3 heures" in found
    client.headers["accept-language"] = "en"
    assert "Answers to ask again after a rollback, 12" in page(client)
    assert "due 2 hours ago · asked for 3 hours ago" in page(client)


def test_jobs_are_filtered_and_read_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST", 2)
    for number in range(3):
        ask(world.database, f"{KIND}:{number}", now=NOON + timedelta(seconds=number))
    client = world.signed_in(Role.ADMINISTRATOR)
    following = re.search(r'rel="next" href="/travaux\?([^"]+)"', page(client))
    assert following is not None
    second = page(client, **dict(part.split("=") for part in following[1].replace("&amp;", "&").split("&")))
    assert f"{KIND}, 0" in second
    assert f"{KIND}, 2" not in second
    assert "Aucun travail ne répond à ces filtres." in page(client, etat="failed")
    assert f"{KIND}, 2" in page(client, etat="waiting", genre=KIND)
    assert f"{KIND}, 2" in page(client, etat="inconnu")


def test_a_job_is_stopped_then_retried_from_the_page(world: World) -> None:
    ask(world.database)
    name = row_of(world.database).id
    client = world.signed_in(Role.ADMINISTRATOR)
    assert f'action="/travaux/{name}/arret"' in page(client)
    assert "Le travail est arrêté" in plain(client.post(f"{ADDRESS}/{name}/arret").text)
    assert row_of(world.database).state == JobState.STOPPED
    found = page(client)
    assert "arrêté" in found
    assert f'action="/travaux/{name}/arret"' not in found
    refusal = client.post(f"{ADDRESS}/{name}/arret")
    assert refusal.status_code == 409
    assert "Travail dans un autre état" in refusal.text
    assert "Le travail est relancé." in plain(client.post(f"{ADDRESS}/{name}/relance").text)
    assert row_of(world.database).state == JobState.WAITING
    assert take(world.database) is not None
    assert "commencé il y a 0 minute" in page(client)
    client.post(f"{ADDRESS}/{name}/arret")
    assert "s’arrête après son étape" in page(client)
    assert client.post(f"{ADDRESS}/job_{'0' * 26}/relance").status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_sees_jobs_or_acts_on_them(role: Role, sqlite_world: World) -> None:
    ask(sqlite_world.database)
    client, name = sqlite_world.signed_in(role), row_of(sqlite_world.database).id
    assert client.get(ADDRESS).status_code == 403
    for act in ("relance", "arret"):
        assert client.post(f"{ADDRESS}/{name}/{act}").status_code == 403
    assert "/travaux" not in client.get("/moi").text


def test_each_kind_state_and_fault_has_words() -> None:
    for prefix, names in (
        ("job.kind.", [kind.name for kind in KINDS]),
        ("job.state.", list(JobState)),
        ("job.fault.", get_args(JobFault)),
    ):
        assert {key for key in MESSAGES if key.startswith(prefix)} == {f"{prefix}{name}" for name in names}
