"""What is done on a case is undone there, a fact included, and gives back what the text had shown. Nothing is undone that the page does not name."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.kit.permissions import Permission, Role
from api.kit.problem_catalogue import CATALOGUE
from tests.api.pages.case.test_case import analyst, other, post, sent, version
from tests.api.reports.double_review.test_double_review import ALL, decided, rereading, taken, tomorrow
from tests.api.service.world import World, problem

READ = (True, "presumed", "lexique", [0, 24])
"""What the text of the report had shown of `menace`."""
BAR = re.compile(r'<div class="act".*?</div>', re.S)
KEY = 'data-hotkey="undo"'


def in_force(client: TestClient, report: str, fact: str = "menace") -> tuple[Any, ...] | None:
    """A fact as it stands: value, standing, source, passage."""
    told = client.get(f"/v1/reports/{report}", headers={"accept": "application/json"}).json()["facts"]
    found = [f for f in told if f["fact"] == fact and f["withdrawn_at"] is None]
    assert len(found) < 2
    return (found[0]["value"], found[0]["standing"], found[0]["source"], found[0]["span"]) if found else None


def bar(page: str) -> str:
    """What the page says of the last act on its case."""
    found = BAR.search(page)
    return found[0] if found is not None else ""


def undo(client: TestClient, report: str, page: str) -> str:
    """The page after the last act is undone."""
    answer = client.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_s2_withdrawing_a_statement_gives_back_the_presumption_of_the_text(world: World) -> None:
    report, client = sent(world), world.signed_in(Role.ANALYST)
    where = f"/v1/reports/{report}"

    def change(**what: Any) -> None:
        etag = {"if-match": client.get(where).headers["etag"]}
        answer = client.post(f"{where}/facts", json=what, headers=etag)
        assert answer.status_code == 200, answer.text

    before = client.get(where).json()["facts"]
    change(state={"menace": False})
    assert in_force(client, report) == (False, "confirmed", None, None)
    change(withdraw=["menace"])
    assert in_force(client, report) == READ
    author = next(f["stated_by"] for f in before if f["fact"] == "menace")
    assert next(f["stated_by"] for f in client.get(where).json()["facts"] if f["fact"] == "menace") == author
    change(withdraw=["menace"])  # the presumption itself
    assert in_force(client, report) is None
    change(state={"acces": "ouvert"})
    change(withdraw=["acces"])  # nothing was read of it
    assert in_force(client, report, "acces") is None


def test_s2_undoing_a_fact_gives_back_the_reading_with_its_source_and_its_passage(world: World) -> None:
    report, client = sent(world), analyst(world)
    page = post(client, report, "faits", fact="menace", act="deny").text
    assert in_force(client, report) == (False, "confirmed", "lexique", [0, 24])
    assert "non" in bar(page)
    assert KEY in bar(page)
    page = undo(client, report, page)
    assert in_force(client, report) == READ
    assert "Annulé." in bar(page)
    assert "(présumé)" in bar(page)
    assert KEY not in page  # nothing is left to undo
    with world.database.read() as session:
        assert session.query(AuditRow).filter_by(action="facts.undone", subject=report).count() == 1
    with_nothing = client.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert with_nothing.status_code == 409


def test_s2_acts_are_undone_one_after_the_other_and_each_is_named(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "faits", fact="menace", act="confirm")
    page = post(client, report, "faits", fact="acces", value="ouvert").text
    page = undo(client, report, page)
    assert in_force(client, report, "acces") is None
    assert "sans réponse" in bar(page)
    assert "Annuler aussi" in bar(page)
    assert KEY in bar(page)
    page = undo(client, report, page)
    assert in_force(client, report) == READ
    page = post(client, report, "faits", fact="menace", act="withdraw").text
    assert in_force(client, report) is None
    undo(client, report, page)
    assert in_force(client, report) == READ


def test_s2_restating_and_withdrawing_are_undone_to_what_was_stated(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "faits", fact="acces", value="ouvert")
    page = post(client, report, "faits", fact="acces", value="groupe_ferme").text
    undo(client, report, page)
    assert in_force(client, report, "acces") == ("ouvert", "confirmed", None, None)
    page = post(client, report, "faits", fact="acces", act="withdraw").text
    assert "sans réponse" in bar(page)
    undo(client, report, page)
    assert in_force(client, report, "acces") == ("ouvert", "confirmed", None, None)


def test_s2_nobody_undoes_what_somebody_else_did_nor_on_a_case_that_changed(world: World) -> None:
    report, first, second = sent(world), analyst(world), analyst(world)
    page = post(first, report, "faits", fact="menace", act="deny").text
    world.clock.moment += timedelta(minutes=30)  # nobody holds it any more
    refused = second.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert refused.status_code == 409
    nothing = CATALOGUE["nothing-to-undo"].title.fr
    assert nothing.rstrip(".") in unescape(refused.text).replace("\u00a0", " ").replace("\u202f", " ")
    post(second, report, "faits", fact="acces", value="ouvert")
    late = first.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert late.status_code == 412
    assert in_force(second, report) == (False, "confirmed", "lexique", [0, 24])
    post(second, report, "decision", kind="none_applies")
    page = second.get(f"/signalements/{report}").text
    decided_ = second.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert decided_.status_code == 409


def test_s2_undoing_a_decision_says_so(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "decision", kind="none_applies")
    page = post(client, report, "annulation").text
    assert KEY not in page
    later = client.get(f"/signalements/{report}").text
    assert page.count("Décision annulée") > later.count("Décision annulée") == 1  # said once, beside the history


def test_s2_the_key_means_the_case_shown_as_soon_as_something_was_done_on_it(world: World) -> None:
    first, second, client = sent(world), other(world, 1), analyst(world)
    post(client, first, "decision", kind="none_applies")
    world.clock.moment += timedelta(seconds=5)
    page = client.get(f"/signalements/{second}?fini={first}").text
    assert "Annuler la décision sur" in page  # it says exactly what it takes back
    assert page.count(KEY) == 1
    form = {"version": version(page), "fact": "menace", "act": "deny", "fini": first}
    page = client.post(f"/signalements/{second}/faits", data=form).text
    assert "Annuler la décision sur" in page  # the button stays
    assert KEY in bar(page)
    assert page.count(KEY) == 1
    page = undo(client, second, page)
    for address in (f"/signalements/{second}?fini={first}", f"/signalements/{second}?fini={first}&defait=menace"):
        page = client.get(address).text
        assert "Annuler la décision sur" in page
        assert KEY not in page  # pressed once more, it does not fall upon the case before
    assert client.get(f"/v1/reports/{first}").json()["state"] == "decided"


def test_s2_a_statement_on_the_case_keeps_the_key_even_on_a_page_read_again(world: World) -> None:
    first, second, client = sent(world), other(world, 1), analyst(world)
    post(client, first, "decision", kind="none_applies")
    world.clock.moment += timedelta(seconds=5)
    post(client, second, "faits", fact="menace", act="deny")
    page = client.get(f"/signalements/{second}?fini={first}").text
    assert "Annuler la décision sur" in page
    assert KEY not in page


def test_s2_a_machine_too_gives_the_reading_back(world: World) -> None:
    machine = world.machine(Permission.REPORTS_CREATE, Permission.REPORTS_READ, Permission.FACTS_STATE)
    body = {"text": "Un texte assez long pour tenir le passage cité.", "facts": {"menace": {"value": True, "standing": "presumed", "source": "lexique", "span": [0, 24]}}}  # fmt: skip
    report = machine.post("/v1/reports", json=body).json()["id"]
    where = f"/v1/reports/{report}"
    for what in ({"state": {"menace": False}}, {"withdraw": ["menace"]}):
        etag = {"if-match": machine.get(where).headers["etag"]}
        assert machine.post(f"{where}/facts", json=what, headers=etag).status_code == 200
    assert in_force(machine, report) == READ
    missing = machine.post(f"{where}/facts", json={"withdraw": ["acces"]}, headers={"if-match": machine.get(where).headers["etag"]})  # fmt: skip
    problem(missing, "invalid-request")


def test_s2_a_second_reading_gets_its_presumption_back_too(world: World) -> None:
    twice = rereading(world, ALL)
    first, second = analyst(twice), analyst(twice)
    decided(twice, client=first)
    tomorrow(twice, first, second)
    where = taken(second)

    def act(**form: str) -> str:
        page = second.get(where).text
        return str(second.post(f"{where}/faits", data={"version": version(page), "fact": "menace", **form}).text)

    assert 'value="confirm"' in second.get(where).text
    assert 'value="confirm"' not in act(act="deny")
    assert 'value="confirm"' in act(act="withdraw")
    assert 'value="confirm"' not in act(act="withdraw")
