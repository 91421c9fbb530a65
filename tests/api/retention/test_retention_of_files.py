"""Erasure of a file that was acted on: texts, grounds and addresses go, what is counted stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.db.action import EventRow, RegisterRow, TransmissionRow
from api.kit.permissions import Role
from api.retention import repository, service
from tests.api.reports.test_reports import decide
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import NOON, SETTINGS, act, host, prepare, send
from tests.shared import shipped

NAME = "personneunique"
IP = "192.0.2.44"


def acted(world: World) -> tuple[str, str]:
    """A report and its notice, sent, answered and contested; both names."""
    host(world)
    analyst = world.signed_in(Role.ANALYST)
    register = {"origin": "inhope", "partner_reference": NAME, "ip": IP}
    report = send(world, url=f"https://{NAME}.hebergeur.exemple/p", register=register)
    assert decide(analyst, report, kind="accept").status_code == 200
    told = prepare(analyst, report)
    assert told.status_code == 201, told.text
    name: str = told.json()["id"]
    act(analyst, name, "confirmation")
    act(analyst, name, "sending", how="manual", reference=f"ticket {NAME}")
    body = {"kind": "host_decision", "outcome": "refused", "statement": {"decision_facts": NAME}}
    assert analyst.post(f"/v1/transmissions/{name}/events", json=body).status_code == 201
    grounds = {"by": "uploader", "grounds": f"Signé {NAME}."}
    assert analyst.post(f"/v1/transmissions/{name}/contestations", json=grounds).status_code == 201
    return report, name


@pytest.mark.parametrize(
    ("days", "gone"), [(300, set()), (366, {"hosting"}), (1_096, {"hosting", "notice", "event"})]
)  # fmt: skip
def test_each_part_of_a_file_is_erased_after_its_period(days: int, gone: set[str], office: World) -> None:
    report, name = acted(office)
    with office.database.read() as session:
        before = repository.statistics(session)
    office.clock.moment += timedelta(days=days)
    proof = service.purge(office.services)
    erased = {kind for kind in ("hosting", "notice", "event") if proof["erased"][kind]["found"]}
    assert erased == gone
    assert all(told["left"] == 0 for told in proof["erased"].values())
    with office.database.read() as session:
        assert repository.statistics(session) == before
        entry, row = session.get(RegisterRow, report), session.get(TransmissionRow, name)
        events = session.query(EventRow).filter(EventRow.report == report).all()
        assert entry is not None
        assert row is not None
        assert entry.hosting is not None
        assert entry.hosting["method"]
        assert (entry.hosting.get("ip"), entry.partner_reference) == ((None, None) if gone else (IP, NAME))
        assert (row.content is None) == ("notice" in gone)
        assert row.content_digest is not None
        assert {e.kind: e.data == {} for e in events} == dict.fromkeys(
            ("host_decision", "contestation"), "event" in gone
        )


def test_what_was_sent_of_an_answer_long_gone_is_still_a_notice_without_its_text(office: World) -> None:
    _, name = acted(office)
    office.clock.moment += timedelta(days=1_096)
    service.purge(office.services)
    analyst = office.signed_in(Role.ANALYST)
    told = analyst.get(f"/v1/transmissions/{name}").json()
    assert (told["state"], told["qualification"], told["sent_reference"]) == ("sent", None, None)
    problem(analyst.get(f"/v1/transmissions/{name}/content"), "not-found")
    assert analyst.get(f"/notifications/{name}").status_code == 200


def test_nothing_written_of_it_is_left_in_the_file(sqlite_world: World) -> None:
    made = World(str(sqlite_world.database.engine.url), sqlite_world.settings.data_dir, engine=shipped(), **SETTINGS)
    made.clock.moment = NOON
    acted(made)
    folder = sqlite_world.settings.data_dir
    assert any(NAME.encode() in path.read_bytes() for path in folder.glob("qualif.sqlite3*"))
    made.clock.moment += timedelta(days=1_096)
    service.purge(made.services)
    for word in (NAME, IP):
        assert not any(word.encode() in path.read_bytes() for path in folder.glob("qualif.sqlite3*")), word
    made.close()
