"""Blind double review: who reads what again, what stays hidden until they have decided, who settles, what is measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.accounts import service
from api.db.audit import AuditRow
from api.db.double_review import SecondReadingRow
from api.db.people import AccountRow
from api.db.reports import DecisionRow, FactRow, ReportRow
from api.http.identity import cookie_name
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from api.reports.second_reading_draw import reason_to_draw
from api.retention.service import purge
from api.rules.second_readings import Rereading, open_rereading
from tests.api.pages.case.test_case import PAGE, post, sent, version
from tests.api.service.world import World, problem
from textfile.diagnostics import RulesetError

ALL = Rereading(shares={}, other_fields=1.0, least=2)


def rereading(world: World, declared: Rereading) -> World:
    """The service with another declaration of what is read twice."""
    world.services = replace(world.services, rules=replace(world.services.rules, second_readings=declared))
    world.serve(world.services)
    return world


def person(world: World, *roles: Role) -> TestClient:
    """Somebody in a browser."""
    client = world.signed_in(*(roles or (Role.ANALYST,)))
    client.headers.update(PAGE)
    return client


def tomorrow(world: World, *clients: TestClient) -> None:
    """The next day at the hotline; these people are signed in again."""
    world.clock.moment += timedelta(days=1)
    for client in clients:
        with world.database.write() as session:
            row = session.get(AccountRow, client.headers["x-test-account"])
            assert row is not None
            token = service.make_link(session, world.services, SYSTEM, row).url.rpartition("/")[2]
            opened = service.sign_in_by_link(session, world.services, token)
        client.cookies.clear()
        client.cookies.set(cookie_name(secure=False), opened.token)


def decided(world: World, kind: str = "accept", client: TestClient | None = None, **changes: Any) -> str:
    """A report that somebody decided, after confirming what was presumed."""
    first = client or person(world)
    report = sent(world, **changes)
    assert post(first, report, "faits", fact="menace", act="confirm").status_code == 200
    assert post(first, report, "decision", kind=kind).status_code == 200
    return report


def taken(client: TestClient) -> str:
    """The address of the next second reading; that of the list when there is none."""
    return str(client.post("/relecture/suivant", follow_redirects=False).headers["location"])


def ended(client: TestClient, kind: str, where: str | None = None, **form: Any) -> str:
    """A second reading decided; the page that tells both conclusions."""
    where = where or taken(client)
    held = version(client.get(where).text)
    answer = client.post(f"{where}/decision", data={"version": held, "kind": kind, **form})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def only(world: World) -> SecondReadingRow:
    """The only second reading there is."""
    with world.database.read() as session:
        row = session.query(SecondReadingRow).one()
        session.expunge(row)
        return row


def test_a_decision_is_read_again_the_next_day_by_somebody_else(twice: World) -> None:
    first, second = person(twice), person(twice)
    decided(twice, client=first)
    assert taken(second) == "/relecture"
    assert "à lire demain" in second.get("/relecture").text
    tomorrow(twice, first, second)
    assert taken(second).startswith("/relecture/sec_")
    assert taken(person(twice)) == "/relecture"  # held


def test_nobody_reads_their_own_decision_again_nor_what_they_opened(twice: World) -> None:
    first, curious, second = person(twice), person(twice), person(twice)
    report = decided(twice, client=first)
    tomorrow(twice, first, curious, second)
    assert taken(first) == "/relecture"
    curious.get(f"/signalements/{report}")
    assert taken(curious) == "/relecture"
    assert taken(second) != "/relecture"


def test_the_second_reader_knows_nothing_of_the_first_reading(twice: World) -> None:
    first = person(twice)
    report = sent(twice, reference="dossier-7")
    post(first, report, "faits", fact="menace", act="deny")
    post(first, report, "decision", kind="none_applies", reason="Rien ici ne menace.")
    tomorrow(twice, first)
    second = person(twice)
    where = taken(second)
    page = second.get(where).text
    for hidden in (report, report[-6:], "dossier-7", "Rien ici ne menace", "aucune infraction ne s"):
        assert hidden not in page, hidden
    assert "décidé" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Faits présumés" in page  # the fact that the first reader denied is presumed again
    assert second.get(f"/signalements/{report}", follow_redirects=False).headers["location"] == where
    api = {"accept": "application/json"}
    problem(second.get(f"/v1/reports/{report}", headers=api), "read-again")
    told = first.get(f"/v1/reports/{report}", headers=api).json()
    problem(second.get(f"/v1/qualifications/{told['qualification']['id']}", headers=api), "read-again")
    for what in ("faits", "decision", "annulation"):
        answer = second.post(f"/signalements/{report}/{what}", data={"version": 1, "kind": "noise", "fact": "menace"})
        assert answer.status_code == 409, what


def test_facts_of_the_second_reading_leave_those_of_the_report_as_they_are(twice: World) -> None:
    report = decided(twice)
    tomorrow(twice)
    with twice.database.read() as session:
        before = [(f.fact, f.standing, f.withdrawn_at) for f in session.query(FactRow).order_by(FactRow.id)]
        row = session.get(ReportRow, report)
        assert row is not None
        kept, number = row.qualification, row.version
    second = person(twice)
    where = taken(second)
    held = version(second.get(where).text)
    form = {"version": held, "fact": "menace", "act": "deny"}
    assert second.post(f"{where}/faits", data=form).status_code == 200
    page = second.get(where).text
    assert "Faits présumés" not in page
    with twice.database.read() as session:
        assert [(f.fact, f.standing, f.withdrawn_at) for f in session.query(FactRow).order_by(FactRow.id)] == before
        row = session.get(ReportRow, report)
        assert row is not None
        assert (row.qualification, row.version) == (kept, number)
    second.post(f"{where}/faits", data={"version": version(page), "fact": "menace", "act": "withdraw"})
    assert "suggestions" not in second.get(where).text
    wrong = {"version": version(second.get(where).text), "fact": "age_victime", "value": "trente"}
    assert second.post(f"{where}/faits", data=wrong).status_code == 422
    stale = {"version": 0, "fact": "age_victime", "value": "30"}
    assert second.post(f"{where}/faits", data=stale).status_code == 412


def test_the_same_conclusion_is_agreement_and_changes_nothing(twice: World) -> None:
    report = decided(twice)
    tomorrow(twice)
    second = person(twice)
    page = ended(second, "accept")
    assert "Même conclusion" in page
    assert "Première lecture" in page
    assert only(twice).agrees is True
    told = second.get(f"/v1/reports/{report}", headers={"accept": "application/json"}).json()
    assert len(told["decisions"]) == 1
    assert taken(person(twice)) == "/relecture"


def test_the_same_offence_corrected_is_the_same_conclusion(twice: World) -> None:
    decided(twice)
    tomorrow(twice)
    assert "Même conclusion" in ended(person(twice), "correct", offence="menace", reason="Le propos vise quelqu'un.")


def test_a_second_decision_is_final_and_asks_what_the_first_asks(twice: World) -> None:
    decided(twice)
    tomorrow(twice)
    second = person(twice)
    where = taken(second)
    held = version(second.get(where).text)
    for form in ({"kind": "correct"}, {"kind": "correct", "offence": "inconnue", "reason": "x"}):
        assert second.post(f"{where}/decision", data={"version": held, **form}).status_code == 422
    assert second.post(f"{where}/decision", data={"version": 0, "kind": "noise"}).status_code == 412
    ended(second, "noise", where)
    assert second.post(f"{where}/decision", data={"version": held, "kind": "accept"}).status_code == 409
    assert second.get(where).status_code == 409


def test_a_reading_given_back_goes_to_somebody_else_without_what_was_stated(twice: World) -> None:
    decided(twice)
    tomorrow(twice)
    second, third = person(twice), person(twice)
    where = taken(second)
    held = version(second.get(where).text)
    second.post(f"{where}/faits", data={"version": held, "fact": "menace", "act": "deny"})
    assert second.post(f"{where}/passer", follow_redirects=False).headers["location"] == "/relecture"
    assert taken(second) == "/relecture"
    assert taken(third) == where
    assert "Faits présumés" in third.get(where).text
    twice.clock.moment += timedelta(minutes=30)
    assert taken(person(twice)) == where
    assert third.get(where).status_code == 409


def yours(client: TestClient) -> int:
    """How many readings somebody may take."""
    return int(client.get("/v1/second-readings", headers={"accept": "application/json"}).json()["yours"])


def test_f14_a_reading_left_unopened_is_never_offered_again_to_who_held_it(twice: World) -> None:
    report = decided(twice)
    tomorrow(twice)
    second, third = person(twice, Role.REVIEWER), person(twice)
    where = taken(second)
    assert (where.startswith("/relecture/sec_"), yours(second)) == (True, 1)
    name = where.rpartition("/")[2]
    assert second.delete(f"/v1/second-readings/{name}/hold").status_code == 204
    journal = second.get(f"/v1/audit?subject={report}", headers={"accept": "application/json"}).json()["items"]
    assert "report.decided" in {entry["action"] for entry in journal}
    assert (yours(second), yours(third)) == (0, 1)
    assert taken(second) == "/relecture"
    assert second.post("/v1/second-readings/next", headers={"accept": "application/json"}).json() == {"reading": None}
    assert taken(third) == where


def test_f14_a_reading_whose_time_is_over_is_not_offered_again_once_somebody_else_took_it(twice: World) -> None:
    decided(twice)
    tomorrow(twice)
    second, third = person(twice), person(twice)
    where = taken(second)
    twice.clock.moment += timedelta(minutes=30)
    assert (yours(second), taken(second)) == (1, where)  # it is still theirs, and they are still blind
    twice.clock.moment += timedelta(minutes=30)
    assert taken(third) == where
    assert third.post(f"{where}/passer", follow_redirects=False).status_code == 303
    assert (yours(second), yours(third)) == (0, 0)
    assert taken(second) == taken(third) == "/relecture"
    assert taken(person(twice)) == where


@pytest.mark.parametrize(
    "changes", [{}, {"text": "D'autres mots, que personne n'a encore lus."}], ids=["same", "address"]
)
def test_f14_who_opened_another_report_on_the_same_content_does_not_read_it_again(
    changes: dict[str, str], twice: World
) -> None:
    decided(twice)
    again = sent(twice, **changes)
    tomorrow(twice)
    curious, fresh = person(twice), person(twice)
    assert (yours(curious), yours(fresh)) == (1, 1)
    assert curious.get(f"/signalements/{again}").status_code == 200
    assert (yours(curious), taken(curious)) == (0, "/relecture")
    assert yours(fresh) == 1
    assert taken(fresh).startswith("/relecture/sec_")


def disagreement(world: World) -> tuple[str, str, TestClient, TestClient]:
    """A report on which two people disagree: its name, the reading's, the two people."""
    first = person(world, Role.REVIEWER)
    report = decided(world, client=first)
    sent(world, reference="double")  # the same content again: prequalified by the first decision
    tomorrow(world, first)
    second = person(world, Role.REVIEWER)
    where = taken(second)
    assert "Désaccord" in ended(second, "noise", where, reason="Une plaisanterie.")
    return report, where.rpartition("/")[2], first, second


@pytest.mark.parametrize(
    ("chosen", "wanted", "state", "kind"),
    [
        ("first", "", "decided", "accept"),
        ("second", "", "noise", "noise"),
        ("other", "out_of_scope", "out_of_scope", "out_of_scope"),
        ("other", "moquerie", "decided", "correct"),
    ],
)
def test_a_third_person_settles_and_the_settled_conclusion_stands(
    chosen: str, wanted: str, state: str, kind: str, twice: World
) -> None:
    report, reading, first, second = disagreement(twice)
    place = f"/relecture/{reading}/arbitrage"
    for reader in (first, second):
        problem(reader.get(place, headers={"accept": "application/json"}), "own-reading")
        assert "une des deux lectures est la vôtre" in reader.get("/relecture").text
    third = person(twice, Role.REVIEWER)
    assert place in third.get("/relecture").text
    page = third.get(place).text
    assert "Une plaisanterie." in page
    assert page.count("past__item") == 2
    form = {"conclusion": chosen, "wanted": wanted}
    assert third.post(place, data=form).status_code == 422
    assert third.post(place, data={**form, "reason": "Le contexte le dit."}).status_code == 200
    told = third.get(f"/v1/reports/{report}", headers={"accept": "application/json"}).json()
    live = [d for d in told["decisions"] if d["undone_at"] is None]
    assert (told["state"], [d["kind"] for d in live]) == (state, [kind])
    assert len(told["decisions"]) == (1 if chosen == "first" else 2)
    assert third.post(place, data={**form, "reason": "Encore."}).status_code == 409
    undone = third.delete(
        f"/v1/reports/{report}/decision",
        headers={"if-match": f'"{told["version"]}"', "accept": "application/json"},
    )
    problem(undone, "settled-decision")
    with twice.database.read() as session:
        follower = session.query(ReportRow).filter(ReportRow.reference == "double").one()
        assert follower.carried_decision == live[0]["id"]
        said = [e.action for e in session.query(AuditRow).filter(AuditRow.subject == report)]
    for action in ("second_reading.held", "second_reading.decided", "second_reading.settled"):
        assert action in said


def test_an_analyst_does_not_settle(twice: World) -> None:
    _, reading, _, _ = disagreement(twice)
    assert person(twice).get(f"/relecture/{reading}/arbitrage").status_code == 403


def test_a_conclusion_that_does_not_exist_is_refused(twice: World) -> None:
    _, reading, _, _ = disagreement(twice)
    form = {"conclusion": "other", "wanted": "inconnue", "reason": "x"}
    assert person(twice, Role.REVIEWER).post(f"/relecture/{reading}/arbitrage", data=form).status_code == 422


def test_what_was_taken_back_or_reviewed_as_noise_is_not_read_again(twice: World) -> None:
    client = person(twice)
    report = decided(twice, client=client)
    held = version(client.get(f"/signalements/{report}").text)
    assert client.post(f"/signalements/{report}/annulation", data={"version": held}).status_code == 200
    tomorrow(twice, client)
    assert taken(person(twice)) == "/relecture"
    with twice.database.write() as session:
        row = session.get(ReportRow, report)
        assert row is not None
        row.state, row.noise_decision = "low_priority", "set_aside"
    client.post(
        f"/bruit/{report}", data={"version": version(client.get(f"/signalements/{report}").text), "verdict": "noise"}
    )
    with twice.database.read() as session:
        assert session.query(SecondReadingRow).count() == 1  # that of the decision taken back


def test_the_draw_takes_its_share_and_cannot_be_had_again(sqlite_world: World) -> None:
    world = rereading(sqlite_world, Rereading(shares={"haine": 0.2}, other_fields=0.0, always=("rare",), least=2))
    names = [f"rep_{n}" for n in range(5_000)]
    found = [reason_to_draw(world.services, name, "haine", set()) for name in names]
    assert found == [reason_to_draw(world.services, name, "haine", set()) for name in names]
    assert 0.18 < sum(f == "share" for f in found) / len(names) < 0.22
    assert reason_to_draw(world.services, "rep_1", "autre", {"banale", None}) is None
    assert reason_to_draw(world.services, "rep_1", "autre", {"rare"}) == "offence"
    other = replace(world.services, settings=world.settings.model_copy(update={"audit_key": SecretStr("autre")}))
    assert [reason_to_draw(other, name, "haine", set()) for name in names] != found


def test_reasons_and_answers_of_second_readings_are_erased_in_time(twice: World) -> None:
    disagreement(twice)
    reviewer = person(twice, Role.REVIEWER)
    form = {"conclusion": "second", "reason": "Le contexte le dit."}
    assert reviewer.post(f"/relecture/{only(twice).id}/arbitrage", data=form).status_code == 200
    twice.clock.moment += timedelta(days=2_000)
    purge(twice.services)
    row = only(twice)
    assert (row.reason, row.settled_reason, row.qualification) == (None, None, None)
    assert (row.kind, row.agrees) == ("noise", False)
    with twice.database.read() as session:
        assert session.query(DecisionRow).count() == 2


def test_a_declaration_that_cannot_be_used_says_where(tmp_path: Any) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters/relecture.yaml").write_text("shares: {haine: 2}\nother_fields: 0\nleast: 30\n")
    with pytest.raises(RulesetError, match=r"relecture.yaml:1:17: erreur"):
        open_rereading(tmp_path)
