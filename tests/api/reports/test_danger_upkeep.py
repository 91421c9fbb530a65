"""Danger of what is stored: waiting reports follow the rules of the day, and its words are erased with them."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.db.audit import AuditRow
from api.db.base import Base
from api.db.reports import FactRow, ReportRow
from api.jobs.kinds import JobTask
from api.kit.permissions import Role
from api.reports import danger_upkeep
from api.reports.danger_upkeep import DANGERS, plan_dangers, refresh_dangers
from api.retention import service as retention
from tests.api.jobs.shared import row_of, run_jobs, steps_of
from tests.api.reports.danger_reports import SAID, TEXT, submit_danger
from tests.api.retention.test_retention import NAME
from tests.api.service.world import World


def work_out_dangers(world: World) -> int:
    """Has the danger of waiting reports worked out to the end, as at a start; in how many steps."""
    return run_jobs(world, [DANGERS], plan_dangers)


def test_b1_waiting_reports_follow_other_rules_once(grave: World) -> None:
    report, calm = (
        submit_danger(grave)["id"],
        submit_danger(grave, text="Rien de tel.", facts={"acces": "ouvert"})["id"],
    )
    with grave.database.write() as session:  # as a version that knew no danger stored them
        session.execute(update(ReportRow).values(danger=None))
    work_out_dangers(grave)
    with grave.database.read() as session:
        stored = {row.id: row.danger for row in session.scalars(select(ReportRow))}
        assert stored[calm] is None
        found = stored[report]
        assert found is not None
        assert found["standing"] == "presumed"
        before = session.query(AuditRow).filter_by(action="danger.refreshed").count()
    with grave.database.write() as session:
        session.execute(update(ReportRow).values(danger=None))
    work_out_dangers(grave)  # the same rules: nothing is looked at again
    with grave.database.read() as session:
        assert session.scalars(select(ReportRow.danger).where(ReportRow.id == report)).one() is None
        assert session.query(AuditRow).filter_by(action="danger.refreshed").count() == before == 1


def test_b1_no_words_outlive_their_erasure_in_any_column(grave: World) -> None:
    """What shows a danger has a source in somebody's words; the report, its answers and its notices are kept without them."""
    said = {**SAID, "source": f"dit par {NAME}"}
    told = submit_danger(
        grave, text=f"{TEXT} {NAME}", facts={"danger_immediat": said}, reported_category=NAME, reference=NAME,
        register={"routing": {"enfant_en_danger": {"value": True, "source": NAME}, "manifeste": False}},
    )  # fmt: skip
    assert {fact["source"] for fact in told["danger"]["facts"]} == {f"dit par {NAME}", NAME}
    assert NAME in str(stored_cells(grave, "facts"))
    assert [set(row["danger"]) for row in stored_cells(grave, "reports")] == [{"kinds", "standing"}]
    grave.clock.moment += timedelta(days=4_000)
    retention.purge(grave.services)
    for table in Base.metadata.sorted_tables:
        assert NAME not in str(stored_cells(grave, table.name)), table.name
    again = grave.signed_in(Role.ANALYST).get(f"/v1/reports/{told['id']}").json()["danger"]
    assert (again["standing"], {fact["source"] for fact in again["facts"]}) == ("established", {None})
    (entry,) = stored_cells(grave, "register_entries")
    assert entry["routing"] == {"enfant_en_danger": {"value": True}, "manifeste": False}
    assert [action["id"] for action in again["actions"]] == [action["id"] for action in told["danger"]["actions"]]


def stored_cells(world: World, table: str) -> list[dict[str, Any]]:
    """Every row of a table, as the database has it."""
    with world.database.read() as session:
        rows = session.execute(select(Base.metadata.tables[table]))
        return [dict(row) for row in rows.mappings()]


def test_b1_facts_that_contradict_each_other_today_leave_the_others_read(grave: World) -> None:
    """Two facts of before that today's vocabulary reads as one, otherwise: the case is read, and its danger too."""
    report = submit_danger(grave, facts={"danger_immediat": True, "victime_mineure": False})["id"]
    with grave.database.write() as session:
        session.execute(
            update(FactRow).where(FactRow.report == report, FactRow.fact == "victime_mineure").values(value=True)
        )
        values = {column.name: None for column in FactRow.__table__.columns} | {
            "id": "fac_contraire", "report": report, "fact": "age_victime", "value": 30, "standing": "confirmed",
            "stated_by": "essai", "stated_at": grave.clock.now(),
        }  # fmt: skip
        session.add(FactRow(**values))
    client = grave.signed_in(Role.ANALYST)
    assert client.get(f"/v1/reports/{report}").json()["danger"]["standing"] == "established"
    assert work_out_dangers(grave) > 1


def test_b1_a_report_whose_danger_cannot_be_worked_out_stops_no_other(
    grave: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = (
        submit_danger(grave)["id"],
        submit_danger(grave, text="Un autre texte.", facts={"danger_immediat": True})["id"],
    )
    with grave.database.write() as session:
        session.execute(update(ReportRow).values(danger=None))
    work_out = danger_upkeep.update_danger

    def failing(session: Any, services: Any, row: ReportRow, facts: Any) -> None:
        work_out(session, services, row, facts)
        session.flush()
        if row.id == broken:
            raise ValueError(TEXT)

    monkeypatch.setattr(danger_upkeep, "update_danger", failing)
    work_out_dangers(grave)
    with grave.database.read() as session:
        stored = {row.id: row.danger for row in session.scalars(select(ReportRow))}
        assert session.query(AuditRow).filter_by(action="danger.refreshed").count() == 1
    assert stored[broken] is None
    assert stored[sound] is not None
    (said,) = [one for one in caplog.records if "left aside" in one.getMessage()]
    assert (said.getMessage(), vars(said)["where"]) == ("danger: a report is left aside (ValueError)", broken)
    assert TEXT not in caplog.text


def test_b1_waiting_reports_are_looked_for_without_a_lock_and_rest_between_batches(
    grave: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        submit_danger(grave, text=f"Texte {number}.", facts={"danger_immediat": True})
    monkeypatch.setattr(danger_upkeep, "BATCH", 1)
    waiting, sessions = danger_upkeep._waiting, []

    def counted(session: Any, services: Any, after: str) -> list[str]:
        sessions.append(type(session).__name__)
        return waiting(session, services, after)

    monkeypatch.setattr(danger_upkeep, "_waiting", counted)
    assert list(steps_of(grave.live, refresh_dangers)) == [danger_upkeep.REST] * 3
    assert sessions == ["ReadSession"] * 4


def test_dangers_are_gone_through_again_under_other_rules_and_whenever_rules_are_taken_up(grave: World) -> None:
    for number in range(2):
        submit_danger(grave, text=f"Texte {number}.", facts={"danger_immediat": True})
    assert work_out_dangers(grave) == 2
    rules = grave.services.rules
    others = copy(rules.dangers)
    others.digest = "0" * 64
    changed = replace(grave.services, rules=replace(rules, dangers=others))
    step = JobTask("job_x", DANGERS.name, 1, {}, {"rules": rules.dangers.digest, "after": "rep_z"})
    assert refresh_dangers(grave.services, step) is None
    assert refresh_dangers(changed, step) is not None, "other rules begin from the first report"
    for before, state in ((grave.services, "done"), (changed, "waiting")):
        with grave.database.write() as session:
            plan_dangers(session, grave.services, before)
        assert row_of(grave.database, DANGERS.name).state == state
