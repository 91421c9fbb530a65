"""F4: no write transaction is open while the service reasons, prints a document or derives a password's hash."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.answers.answerer import Answerer
from api.db.sessions import WriteSession
from api.kit.passwords import Passwords
from api.pages.answer import printable
from api.transmissions.notices import content
from tests.api.pages.case import test_case as cases
from tests.api.reports.double_review.test_double_review import (
    ALL,
    decided,
    person,
    rereading,
    taken,
    tomorrow,
    version,
)
from tests.api.reports.double_review.test_second_readings_by_api import READINGS, api
from tests.api.service.world import World
from tests.api.transmissions.notices import test_sending as mails
from tests.api.transmissions.notices import test_transmissions as notices
from tests.shared import shipped


class Watch:
    """The write transactions that are open now, and the slow work that was done while one was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open: set[int] = set()
        self.faults: list[str] = []
        self.works: set[str] = set()
        for owner, name in (
            (Answerer, "answer"),
            (Answerer, "beside"),
            (Passwords, "hash"),
            (Passwords, "verify"),
            (content, "pdf_of"),
            (printable, "pdf_of"),
        ):
            monkeypatch.setattr(owner, name, self.around(name, getattr(owner, name)))

    def begin(self, session: Session, *_: Any) -> None:
        if isinstance(session, WriteSession):
            self.open.add(id(session))

    def end(self, session: Session, *_: Any) -> None:
        self.open.discard(id(session))

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            self.works.add(name)
            if self.open:
                self.faults.append(name)
            return work(*args, **options)

        return watched


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    made = Watch(monkeypatch)
    hooks = (("after_begin", made.begin), ("after_commit", made.end), ("after_rollback", made.end))
    for name, hook in hooks:
        event.listen(Session, name, hook)
    yield made
    for name, hook in hooks:
        event.remove(Session, name, hook)


def test_f4_the_watch_sees_what_it_is_there_for(world: World, watch: Watch) -> None:
    work = watch.around("work", lambda: None)
    with world.database.read() as reading:
        reading.connection()
        work()
    assert watch.faults == []
    with world.database.write() as session:
        session.connection()
        work()
    work()
    assert watch.faults == ["work"]


def test_f4_nobody_waits_for_reasoning_while_a_case_is_read_and_decided(world: World, watch: Watch) -> None:
    analyst = person(world)
    report = cases.sent(world)
    page = f"/signalements/{report}"
    assert analyst.get(page).status_code == 200
    assert analyst.get(f"{page}?sans=age_victime").status_code == 200  # questions that no stored answer has
    for what, form in (
        ("faits", {"fact": "menace", "act": "confirm"}),
        ("faits/annulation", {}),
        ("faits", {"fact": "menace", "act": "state", "value": "rien"}),
        ("reponse", {}),
        ("confirmation", {"confirm": ["menace"]}),
        ("decision", {"kind": "correct"}),  # without a reason: shown again
        ("decision", {"kind": "accept"}),
    ):
        assert cases.post(analyst, report, what, **form).status_code in (200, 422), what
    stale = analyst.post(f"{page}/faits", data={"version": "0", "fact": "menace", "act": "confirm"})
    assert stale.status_code == 412
    assert cases.post(analyst, report, "annulation").status_code == 200

    def etag() -> dict[str, str]:
        return {"if-match": analyst.get(f"/v1/reports/{report}").headers["etag"]}

    told = analyst.post(f"/v1/reports/{report}/facts", json={"withdraw": ["menace"]}, headers=etag())
    assert told.status_code == 200, told.text
    assert analyst.post(f"/v1/reports/{report}/answer", headers=etag()).status_code == 200
    other = cases.sent(world, url="https://forum.exemple/fil/2")
    facts = {"if-match": analyst.get(f"/v1/reports/{other}").headers["etag"]}
    done = analyst.post(f"/v1/reports/{other}/decision", json={"kind": "accept", "confirm": ["menace"]}, headers=facts)
    assert done.status_code == 200, done.text
    answer = done.json()["qualification"]["id"]
    for where in ("", "/compare", "/replay"):
        assert analyst.get(f"/v1/qualifications/{answer}{where}").status_code == 200
    for where in ("", "?rejouer=1", "/export", "/pdf"):
        assert analyst.get(f"/qualifications/{answer}{where}").status_code == 200
    assert {"answer", "beside", "pdf_of"} <= watch.works
    assert watch.faults == []


def test_f4_nobody_waits_for_reasoning_while_a_case_is_read_twice(world: World, watch: Watch) -> None:
    twice = rereading(world, ALL)
    decided(twice)
    decided(twice, url="https://forum.exemple/fil/2", text="Une autre menace, d'un autre jour, à une autre personne.")
    tomorrow(twice)
    second = person(twice)
    where = taken(second)
    assert second.post(
        f"{where}/faits", data={"version": version(second.get(where).text), "fact": "menace", "act": "confirm"}
    ).is_success
    assert second.post(
        f"{where}/decision", data={"version": version(second.get(where).text), "kind": "noise"}
    ).is_success
    machine = api(twice)
    reading = machine.post(f"{READINGS}/next").json()["reading"]
    held = {"if-match": f'"{reading["version"]}"'}
    assert machine.post(f"{READINGS}/{reading['id']}/facts", json={"state": {"menace": True}}, headers=held).is_success
    assert machine.get(f"{READINGS}/{reading['id']}").is_success
    assert watch.faults == []


def test_f4_nobody_waits_while_a_notice_is_printed(database_url: str, tmp_path: Path, watch: Watch) -> None:
    office = World(database_url, tmp_path, engine=shipped(), **notices.SETTINGS)
    office.clock.moment = notices.NOON
    analyst, report, name = mails.tried(office)
    assert analyst.get(f"/v1/transmissions/{name}/content?form=pdf").status_code == 200
    notices.with_mail(office, notices.Mailbox())
    assert notices.act(analyst, name, "sending", how="mail").status_code == 200
    assert analyst.get(f"/signalements/{report}/suites").status_code == 200
    assert "pdf_of" in watch.works
    assert watch.faults == []
    office.close()


def test_f4_a_writer_does_not_wait_for_who_reasons(world: World) -> None:
    """Whoever asks for the answer waits for its turn to reason; meanwhile others write."""
    analyst, other = person(world), person(world)
    report, another = cases.sent(world), cases.sent(world, url="https://forum.exemple/fil/2")
    held = version(analyst.get(f"/signalements/{report}").text)
    answered: list[int] = []

    def state() -> None:
        form = {"version": held, "fact": "menace", "act": "confirm"}
        answered.append(analyst.post(f"/signalements/{report}/faits", data=form, follow_redirects=False).status_code)

    with world.services.answerer._lock:
        waiting = threading.Thread(target=state)
        waiting.start()
        assert other.post(f"/signalements/{another}/prendre", follow_redirects=False).status_code == 303
        assert answered == []
    waiting.join(30)
    assert answered == [303]
