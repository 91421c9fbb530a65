"""Erasure: each kind of data after its period, with a proof, and statistics that do not move."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.audit.service import export_lines
from api.journal.chain import verify
from api.kit.permissions import Role
from api.retention import repository, service
from tests.api.reports.test_reports import decide, read, send
from tests.api.service.world import TEXT, World

NAME = "personneunique"


def filled(world: World) -> str:
    facts = {"menace": {"value": True, "source": NAME, "standing": "presumed"}}
    told = send(
        world.machine(), text=f"{TEXT} {NAME}", url=f"https://{NAME}.exemple/", reference=NAME, reported_category=NAME,
        facts=facts, contact={"email": f"{NAME}@exemple.fr"},
    )  # fmt: skip
    decide(world.signed_in(Role.ANALYST), told["id"], kind="correct", offence="moquerie", reason=f"vu par {NAME}")
    return str(told["id"])


def noted(world: World) -> None:
    """A note and the reason of a reopening, on a decided report."""
    reviewer, report = world.signed_in(Role.REVIEWER), filled(world)
    assert reviewer.post(f"/v1/reports/{report}/notes", json={"body": f"vu avec {NAME}"}).status_code == 201
    etag = read(reviewer, report)[1]
    again = reviewer.post(f"/v1/reports/{report}/reopening", json={"reason": NAME}, headers={"if-match": etag})
    assert again.status_code == 200, again.text


@pytest.mark.parametrize(("days", "gone"), [(1, set()), (366, {"note"}), (1_096, {"note", "reopening"})])
def test_notes_go_with_the_text_and_why_it_was_reopened_as_reasons_do(days: int, gone: set[str], world: World) -> None:
    noted(world)
    before = _statistics(world)
    world.clock.moment += timedelta(days=days)
    erased = service.purge(world.services)["erased"]
    assert {name for name in ("note", "reopening") if erased[name]["found"]} == gone
    assert not any(told["left"] for told in erased.values())
    assert _statistics(world) == before


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (1, set()),
        (91, {"contact"}),
        (366, {"contact", "text", "url", "category"}),
        (1_096, {"contact", "text", "url", "category", "reason", "source", "answer", "trace"}),
    ],
)
def test_each_kind_of_data_is_erased_after_its_period(days: int, gone: set[str], world: World) -> None:
    filled(world)
    before = _statistics(world)
    world.clock.moment += timedelta(days=days)
    proof = service.purge(world.services)
    erased = {name for name, told in proof["erased"].items() if told["found"]} - {"session", "link", "idempotency"}
    assert erased == gone
    assert all(told["left"] == 0 for told in proof["erased"].values())
    assert proof["statistics_before"] == proof["statistics_after"]
    assert _statistics(world) == before


def test_a_category_in_somebodys_own_words_is_erased_with_the_text_and_a_shared_one_stays(world: World) -> None:
    machine = world.machine()
    own = send(machine, reported_category=f"ma voisine {NAME}", url="https://a.exemple/0")
    shared = [send(machine, reported_category="haine", url=f"https://a.exemple/{n}")["id"] for n in range(1, 7)]
    world.clock.moment += timedelta(days=366)
    send(machine, reported_category=f"ma voisine {NAME}", url="https://a.exemple/9")  # too young to be erased
    proof = service.purge(world.services)
    assert (proof["erased"]["category"]["found"], proof["erased"]["category"]["left"]) == (1, 0)
    assert proof["statistics_before"] == proof["statistics_after"]
    analyst = world.signed_in(Role.ANALYST)
    assert read(analyst, own["id"])[0]["reported_category"] is None
    assert {read(analyst, name)[0]["reported_category"] for name in shared} == {"haine"}


def test_nothing_of_it_is_left_in_the_file(sqlite_world: World) -> None:
    name = filled(sqlite_world)
    noted(sqlite_world)
    folder = sqlite_world.settings.data_dir
    assert any(NAME.encode() in p.read_bytes() for p in folder.glob("qualif.sqlite3*"))
    sqlite_world.clock.moment += timedelta(days=2_000)
    service.purge(sqlite_world.services)
    assert not any(NAME.encode() in p.read_bytes() for p in folder.glob("qualif.sqlite3*"))
    whole, _ = read(sqlite_world.signed_in(Role.ANALYST), name)
    assert (whole["text"], whole["url"], whole["reference"], whole["qualification"]) == (None, None, None, None)
    assert whole["decisions"][0]["offence"] == "moquerie"


def test_the_proof_is_in_the_journal_and_a_rehearsal_is_not(world: World) -> None:
    filled(world)
    world.clock.moment += timedelta(days=400)
    rehearsal = service.purge(world.services, dry=True)
    assert rehearsal["erased"]["text"]["found"] == rehearsal["erased"]["text"]["left"] == 1
    service.purge(world.services)
    lines = list(export_lines(world.database))
    assert verify(lines)[2] == []
    assert sum("retention.purged" in line for line in lines) == 1


def test_an_erasure_that_would_change_statistics_is_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    name = filled(world)
    world.clock.moment += timedelta(days=400)
    told = iter([{}, {"reports": [["autre"]]}])
    monkeypatch.setattr(repository, "statistics", lambda _: next(told))
    with pytest.raises(service.StatisticsChanged):
        service.purge(world.services)
    assert read(world.signed_in(Role.ANALYST), name)[0]["text"] is not None


def test_a_content_whose_text_was_erased_is_still_recognised(world: World) -> None:
    filled(world)
    world.clock.moment += timedelta(days=400)
    service.purge(world.services)
    again = send(world.machine(), text=f"{TEXT} {NAME}", url=None)
    assert again["state"] == "duplicate"  # another machine is not told what was decided
    whole, _ = read(world.signed_in(Role.ANALYST), again["id"])
    assert whole["state"] == "prequalified"
    assert whole["prequalification"]["offence"] == "moquerie"


def _statistics(world: World) -> object:
    with world.database.read() as session:
        return repository.statistics(session)
