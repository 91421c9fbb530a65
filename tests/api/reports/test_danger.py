"""Danger is said first: in every answer, on every page, whatever the qualification; and a case that shows one is not closed by a slip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from api.answers.answerer import QualificationInput
from api.db.audit import AuditRow
from api.db.base import Base
from api.db.reports import FactRow, QualificationRow, ReportRow
from api.jobs.kinds import JobTask
from api.kit.permissions import Permission, Role
from api.pages.answer.printable import printable_answer, printable_html
from api.reports import danger_upkeep
from api.reports.danger_upkeep import DANGERS, plan_dangers, refresh_dangers
from api.retention import service as retention
from api.rules.dangers import open_dangers
from api.rules.folder import shipped_law
from api.rules.noise import read_parameters
from api.rules.priorities import Priorities
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from engine.facts.statements import read_report
from tests.api.jobs.shared import row_of, run_jobs, steps_of
from tests.api.pages.case.samples import shipped
from tests.api.pages.case.test_case import analyst, post, version
from tests.api.reports.double_review.test_double_review import ALL, rereading, taken, tomorrow
from tests.api.retention.test_retention import NAME
from tests.api.service.reading import NOISE
from tests.api.service.reading import texts as noise_texts
from tests.api.service.world import World

TEXT = "Je n'ai plus envie de vivre, ce soir j'en finis, adieu à tous."
SAID = {"value": True, "standing": "presumed", "source": "indice textuel (essai)", "span": [29, 47]}
NUMBERS = {
    "personne": ["17", "112", "3114"],
    "suicide": ["3114", "15", "17", "112"],
    "enfant": ["17", "112", "119"],
    "attaque": ["17", "112"],
}
UNTOLD = "Un danger est dit, et rien n’est préparé pour prévenir."


@pytest.fixture
def grave(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law."""
    made = World(database_url, tmp_path, engine=shipped())
    yield made
    made.close()


def sent(world: World, **changes: Any) -> dict[str, Any]:
    """A report of somebody who says that they will die tonight, as it was answered."""
    body = {"text": TEXT, "date_of_facts": "2024-06-01", "facts": {"danger_immediat": SAID}}
    return world.report(**{**body, **changes})


def refreshed(world: World) -> int:
    """Has the danger of waiting reports worked out to the end, as at a start; in how many steps."""
    return run_jobs(world, [DANGERS], plan_dangers)


def kinds(told: dict[str, Any]) -> tuple[list[str], str] | None:
    """Which dangers an answer tells, and how they stand."""
    danger = told["danger"]
    return None if danger is None else ([kind["id"] for kind in danger["kinds"]], danger["standing"])


def test_b1_danger_is_in_every_answer_whatever_the_qualification(grave: World) -> None:
    told = sent(grave)
    assert told["qualification"]["issue"] == "a_regarder"  # the duty to help, to be examined besides
    assert kinds(told) == (["personne"], "presumed")
    assert [(f["fact"], f["standing"], f["span"]) for f in told["danger"]["facts"]] == [
        ("danger_immediat", "presumed", [29, 47])
    ]
    assert [c["number"] for a in told["danger"]["actions"] for c in a["calls"]] == NUMBERS["personne"]
    client = grave.signed_in(Role.ANALYST)
    assert client.get(f"/v1/reports/{told['id']}").json()["danger"] == told["danger"]
    assert kinds(client.get("/v1/reports").json()["items"][0]) == (["personne"], "presumed")
    assert kinds(client.get("/v1/queue/reports").json()["items"][0]) == (["personne"], "presumed")
    assert kinds(client.post("/v1/queue/next", json={}).json()["report"]) == (["personne"], "presumed")
    outside = sent(grave, text="Autre texte.", facts={"danger_immediat": True, "objet_du_signalement": "spam"})
    assert (outside["qualification"]["issue"], kinds(outside)) == ("a_completer", (["personne"], "established"))
    assert sent(grave, text="Rien de tel.", facts={"acces": "ouvert"})["danger"] is None


def test_b1_an_answer_without_storing_tells_it_beside_the_proof(grave: World) -> None:
    asking = grave.machine(Permission.QUALIFICATIONS_ASK)
    body = {"facts": {"danger_immediat": True}, "date_of_facts": "2024-06-01", "date_of_decision": "2024-06-03"}
    told = asking.post("/v1/qualifications", json=body).json()
    assert kinds(told) == (["personne"], "established")
    given = QualificationInput("signalement", "2024-06-01", {"danger_immediat": True}, [], 0, "2024-06-03")
    proof = json.loads(grave.services.answerer.answer(given).data)
    assert {name: value for name, value in told.items() if name != "danger"} == proof
    assert asking.post("/v1/qualifications", json={**body, "facts": {"acces": "ouvert"}}).json()["danger"] is None


def test_b1_the_words_alone_show_it(database_url: str, tmp_path: Path) -> None:
    law = shipped()
    read = Texts(law.ruleset.facts, lambda: open_reader(shipped_law()), None)
    world = World(database_url, tmp_path, engine=law, texts=read)
    told = sent(world, facts={})
    assert kinds(told) == (["personne"], "presumed")
    assert told["danger"]["facts"][0]["span"] == [29, 47]
    world.close()


def test_b1_a_kind_that_is_only_presumed_is_said_so_of_an_established_danger() -> None:
    facts = {"danger_immediat": True, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}
    danger = open_dangers(None).find(read_report({"text": TEXT, "facts": facts}, shipped().ruleset.facts).facts)
    assert danger is not None
    assert (danger.standing, danger.kinds[0].standing) == ("established", "presumed")
    assert (danger.words("fr"), danger.words("en")) == ("risque de suicide (présumé)", "risk of suicide (presumed)")
    sure = open_dangers(None).find(read_report({"facts": {"acte_demande": ["suicide"]}}, shipped().ruleset.facts).facts)
    assert sure is not None
    assert sure.words("fr") == "risque de suicide"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"danger_immediat": SAID}, (["personne"], "presumed")),
        ({"danger_immediat": True}, (["personne"], "established")),
        ({"acte_demande": {"value": ["suicide"], "standing": "presumed"}}, (["suicide"], "presumed")),
        ({"suite_connue": "tentative"}, (["suicide"], "established")),
        ({"suite_connue": "suicide"}, None),
        ({"danger_immediat": True, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}, (["suicide"], "established")),
        ({"danger_immediat": SAID, "victime_mineure": True}, (["enfant"], "presumed")),
        ({"danger_immediat": SAID, "objet_menace": ["mort"]}, (["attaque"], "presumed")),
        ({"danger_immediat": False, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}, None),
        ({"danger_immediat": False, "acte_demande": ["suicide"]}, (["suicide"], "established")),
        ({"acces": "ouvert"}, None),
    ],
)  # fmt: skip
def test_b1_facts_say_which_danger_and_how_it_stands(facts: dict[str, Any], expected: Any) -> None:
    read = read_report({"text": TEXT, "facts": facts}, shipped().ruleset.facts).facts
    danger = open_dangers(None).find(read)
    assert (danger and ([kind.id for kind in danger.kinds], danger.standing)) == expected
    if danger is not None:
        assert [call.number for step in danger.actions for call in step.calls] == NUMBERS[danger.kinds[0].id]


def test_b1_what_a_person_says_of_routing_counts(grave: World) -> None:
    told = sent(grave, facts={"acces": "ouvert"})
    assert told["danger"] is None
    client = grave.signed_in(Role.ANALYST)
    etag = {"if-match": client.get(f"/v1/reports/{told['id']}").headers["etag"]}
    changed = client.patch(
        f"/v1/reports/{told['id']}/register", json={"routing": {"annonce_suicide": True}}, headers=etag
    )
    assert changed.status_code == 200, changed.text
    assert kinds(client.get(f"/v1/reports/{told['id']}").json()) == (["suicide"], "established")
    begun = sent(grave, text="Un autre.", facts={}, register={"routing": {"enfant_en_danger": True}})
    assert kinds(begun) == (["enfant"], "established")


def test_b1_it_follows_the_facts_and_lifts_what_is_only_presumed(grave: World) -> None:
    report, client = sent(grave)["id"], analyst(grave)
    post(client, report, "faits", fact="danger_immediat", act="confirm")
    assert kinds(client.get(f"/v1/reports/{report}").json()) == (["personne"], "established")
    post(client, report, "faits", fact="danger_immediat", value="non")
    assert client.get(f"/v1/reports/{report}").json()["danger"] is None


def test_b1_a_report_in_danger_is_never_set_aside(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path, engine=shipped(), texts=noise_texts())
    world.services = replace(
        world.services, rules=replace(world.services.rules, priorities=Priorities([], read_parameters()))
    )
    world.serve(world.services)
    quiet = sent(world, text=NOISE, facts={}, reported_category="haine")
    assert quiet["state"] == "low_priority"
    grave = sent(world, text=NOISE + " Bis.", facts={"danger_immediat": {"value": True, "standing": "presumed"}}, reported_category="haine")  # fmt: skip
    assert (grave["state"], grave["noise"]["decision"]) == ("open", "keep")
    world.close()


def test_b1_a_report_set_aside_comes_back_first_once_a_danger_shows(grave: World) -> None:
    report = sent(grave, facts={"acces": "ouvert"})["id"]
    with grave.database.write() as session:
        row = session.get(ReportRow, report)
        assert row is not None
        row.state, row.noise_score, row.noise_decision, row.noise_reason = "low_priority", 0.01, "set_aside", "score"
    client = analyst(grave)
    post(client, report, "faits", fact="danger_immediat", value="oui")
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["noise"]["decision"]) == ("open", "keep")
    assert told["priority"] == {"rank": 10, "reason": "danger_pour_la_vie"}
    with grave.database.read() as session:
        assert session.query(AuditRow).filter_by(action="noise.restored", subject=report).count() == 1


def test_b1_waiting_reports_follow_other_rules_once(grave: World) -> None:
    report, calm = sent(grave)["id"], sent(grave, text="Rien de tel.", facts={"acces": "ouvert"})["id"]
    with grave.database.write() as session:  # as a version that knew no danger stored them
        session.execute(update(ReportRow).values(danger=None))
    refreshed(grave)
    with grave.database.read() as session:
        stored = {row.id: row.danger for row in session.scalars(select(ReportRow))}
        assert stored[calm] is None
        found = stored[report]
        assert found is not None
        assert found["standing"] == "presumed"
        before = session.query(AuditRow).filter_by(action="danger.refreshed").count()
    with grave.database.write() as session:
        session.execute(update(ReportRow).values(danger=None))
    refreshed(grave)  # the same rules: nothing is looked at again
    with grave.database.read() as session:
        assert session.scalars(select(ReportRow.danger).where(ReportRow.id == report)).one() is None
        assert session.query(AuditRow).filter_by(action="danger.refreshed").count() == before == 1


def test_b1_a_kept_answer_and_its_print_tell_it(grave: World) -> None:
    told = sent(grave)
    client = analyst(grave)
    name = told["qualification"]["id"]
    kept = client.get(f"/v1/qualifications/{name}").json()
    assert kinds(kept) == (["personne"], "presumed")
    assert "danger" not in kept["answer"]
    with grave.database.read() as session:
        row = session.get(QualificationRow, name)
        assert row is not None
        assert "Danger présumé" in printable_html(printable_answer(grave.services, row, "fr"), "fr")
    calm = sent(grave, text="Rien de tel.", facts={"acces": "ouvert"})["qualification"]["id"]
    assert client.get(f"/v1/qualifications/{calm}").json()["danger"] is None


def test_b1_the_case_says_it_before_anything_else(grave: World) -> None:
    told, client = sent(grave), analyst(grave)
    page = client.get(f"/signalements/{told['id']}").text
    band, title = page.index('<section class="danger"'), page.index("<h1>")
    assert page.index('id="dossier"') < band < title
    assert "Danger présumé\u202f: personne en danger immédiat" in page[band:title]
    assert all(f">{number}</strong>" in page[band:title] for number in NUMBERS["personne"])
    assert f'href="/signalements/{told["id"]}/suites" data-hotkey="go_action"' in page[band:title]
    assert 'class="evidence-number"' in page[band:title]
    assert page.index("<details", band) < page.index("ce soir j", band)  # the words are folded
    kept = client.get(f"/qualifications/{told['qualification']['id']}").text
    assert kept.index('<section class="danger"') < kept.index("<h1>")
    english = client.get(f"/signalements/{told['id']}", headers={"accept-language": "en"}).text
    assert "Danger presumed: person in immediate danger" in english
    calm = sent(grave, text="Rien.", facts={"acces": "ouvert"})
    assert 'class="danger"' not in client.get(f"/signalements/{calm['id']}").text


def test_b1_the_queue_marks_it_before_all_else_and_shows_no_score_beside(grave: World) -> None:
    told, client = sent(grave), analyst(grave)
    with grave.database.write() as session:
        row = session.get(ReportRow, told["id"])
        assert row is not None
        row.noise_score, row.noise_decision, row.noise_reason = 0.001, "keep", "priorite"
    page = client.get("/file").text
    row_ = page[page.index("<tbody>") : page.index("</tbody>")]
    assert row_.index("Danger présumé") < row_.index("rowlink")
    assert "score" not in row_
    assert "score" not in client.get(f"/signalements/{told['id']}").text.partition('id="texte"')[0]


@pytest.mark.parametrize("kind", ["none_applies", "noise", "out_of_scope"])
def test_b1_what_would_close_the_case_is_asked_again_and_nothing_is_lost(grave: World, kind: str) -> None:
    report, client = sent(grave)["id"], analyst(grave)
    asked = post(client, report, "decision", kind=kind, reason="Un motif écrit avec soin")
    assert asked.status_code == 200
    assert f'name="malgre" value="{kind}"' in asked.text
    assert "Un motif écrit avec soin" in asked.text
    assert client.get(f"/v1/reports/{report}").json()["state"] == "open"
    other = "noise" if kind != "noise" else "none_applies"
    post(client, report, "decision", kind=other, malgre=kind)  # what was confirmed is another decision
    assert client.get(f"/v1/reports/{report}").json()["state"] == "open"
    form = {"version": version(asked.text), "kind": kind, "malgre": kind, "reason": "Un motif écrit avec soin"}
    done = client.post(f"/signalements/{report}/decision", data=form)
    assert f"/signalements/{report}/suites" in done.text  # the message offers to tell somebody, whatever was decided
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["decisions"][0]["kind"], told["decisions"][0]["reason"]) == (kind, "Un motif écrit avec soin")


def test_b1_without_danger_nothing_is_asked_twice_and_every_message_offers_to_tell(grave: World) -> None:
    report, client = sent(grave, facts={"acces": "ouvert"})["id"], analyst(grave)
    done = post(client, report, "decision", kind="none_applies")
    assert client.get(f"/v1/reports/{report}").json()["state"] == "decided"
    assert f'href="/signalements/{report}/suites"' in done.text
    assert 'data-hotkey="go_done"' in done.text
    assert UNTOLD not in done.text


@pytest.mark.parametrize("kind", ["correct", "none_applies"])
def test_b1_a_decision_that_leaves_a_danger_untold_says_so_until_a_notice_is_prepared(grave: World, kind: str) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a day when the call sheet has its wording
    report, client = sent(grave)["id"], analyst(grave)
    form = {"offence": "cp-223-13", "reason": "Lu dans le fil"} if kind == "correct" else {}
    done = post(client, report, "decision", kind=kind, malgre=kind, **form)
    assert client.get(f"/v1/reports/{report}").json()["state"] == "decided"
    assert UNTOLD in done.text
    left = [report] if kind == "correct" else []  # what would have closed it was asked twice, and answered
    assert client.get("/v1/shift").json()["dangers"] == left
    assert (f'href="/signalements/{report}" data-row' in client.get("/suivi/fin").text) is bool(left)
    prepared = client.post(f"/v1/reports/{report}/transmissions", json={"recipient": "secours"})
    assert prepared.status_code == 201, prepared.text
    sheet = client.get(f"/notifications/{prepared.json()['id']}").text
    assert "Appeler n’attend personne" in sheet  # though the sheet waits for two confirmations
    assert UNTOLD not in client.get(f"/file?fini={report}").text
    assert client.get("/v1/shift").json()["dangers"] == []


@pytest.mark.parametrize("kind", ["accept", "correct"])
def test_upholding_an_offence_is_asked_again_until_somebody_is_about_to_be_told(grave: World, kind: str) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a day when the call sheet has its wording
    client = analyst(grave)
    facts = {"danger_immediat": True, "objet_du_signalement": "spam"}  # a main lead, open
    report = sent(grave, facts=facts)["id"]
    form = {"offence": "cp-223-13", "reason": "Lu dans le fil"} if kind == "correct" else {}
    asked = post(client, report, "decision", kind=kind, **form)
    assert asked.status_code == 200
    assert f'name="malgre" value="{kind}"' in asked.text
    assert "rien n’est préparé pour prévenir de ce danger" in asked.text
    assert ("Lu dans le fil" in asked.text) is (kind == "correct")
    assert client.get(f"/v1/reports/{report}").json()["state"] == "open"
    english = client.post(
        f"/signalements/{report}/decision",
        data={"version": version(asked.text), "kind": kind, **form},
        headers={"accept-language": "en"},
    )
    assert "nothing is prepared to tell anybody of this danger" in english.text
    prepared = client.post(f"/v1/reports/{report}/transmissions", json={"recipient": "secours"})
    assert prepared.status_code == 201, prepared.text
    post(client, report, "decision", kind=kind, **form)
    assert client.get(f"/v1/reports/{report}").json()["decisions"][0]["kind"] == kind


def test_b1_a_blind_second_reading_asks_again_too_and_tells_nothing_of_the_first(grave: World) -> None:
    twice = rereading(grave, ALL)
    first, second = analyst(twice), analyst(twice)
    report = sent(twice)["id"]
    post(first, report, "faits", fact="danger_immediat", act="confirm")
    post(first, report, "decision", kind="noise", malgre="noise")
    tomorrow(twice, first, second)
    where = taken(second)
    page = second.get(where).text
    assert "Danger présumé" in page  # as it came in
    assert f"/signalements/{report}" not in page
    asked = second.post(f"{where}/decision", data={"version": version(page), "kind": "noise"})
    assert 'name="malgre" value="noise"' in asked.text
    form = {"version": version(page), "kind": "noise", "malgre": "noise"}
    ended = second.post(f"{where}/decision", data=form, follow_redirects=False)
    assert ended.status_code == 303


def test_b1_no_words_outlive_their_erasure_in_any_column(grave: World) -> None:
    """What shows a danger has a source in somebody's words; the report, its answers and its notices are kept without them."""
    said = {**SAID, "source": f"dit par {NAME}"}
    told = sent(
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
    report = sent(grave, facts={"danger_immediat": True, "victime_mineure": False})["id"]
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
    assert refreshed(grave) > 1


def test_b1_a_report_whose_danger_cannot_be_worked_out_stops_no_other(
    grave: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = sent(grave)["id"], sent(grave, text="Un autre texte.", facts={"danger_immediat": True})["id"]
    with grave.database.write() as session:
        session.execute(update(ReportRow).values(danger=None))
    work_out = danger_upkeep.update_danger

    def failing(session: Any, services: Any, row: ReportRow, facts: Any) -> None:
        work_out(session, services, row, facts)
        session.flush()
        if row.id == broken:
            raise ValueError(TEXT)

    monkeypatch.setattr(danger_upkeep, "update_danger", failing)
    refreshed(grave)
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
        sent(grave, text=f"Texte {number}.", facts={"danger_immediat": True})
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
        sent(grave, text=f"Texte {number}.", facts={"danger_immediat": True})
    assert refreshed(grave) == 2
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
