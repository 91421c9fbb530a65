"""From a decision to what leaves: routes, notices prepared whole or refused, confirmed, tried dry, sent once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.mail import Mailer, MailRefused
from api.kit.permissions import Role
from tests.api.hosts.test_hosts import HOST
from tests.api.reports.test_reports import decide
from tests.api.service.world import World, problem
from tests.shared import shipped

ADULT: dict[str, Any] = {
    "text": "Site pour adultes ouvert à tous : il suffit de cliquer pour entrer.",
    "url": "https://videos.hebergeur.exemple/accueil",
    "date_of_facts": "2026-11-20",
    "contact": {"email": "signalante@courriel.exemple", "name": "Mme Signalante"},
    "facts": {
        "caractere_pornographique": True,
        "acces": "ouvert",
        "controle_age": "clic_declaratif",
        "message_pour_mineur": [],
        "type_service": "site_adulte",
        "pays_editeur": "FR",
        "en_ligne_au_constat": True,
    },
}
NOON = datetime(2026, 11, 26, 10, 0, 0, 123_456, tzinfo=UTC)
SETTINGS = {"notifier_name": "Hotline d'essai", "notifier_email": "contact@hotline.exemple"}


def office_of_notices(database_url: str, folder: Path) -> Iterator[World]:
    """A service under the shipped law, at noon, with a notifier, until it is closed."""
    made = World(database_url, folder, engine=shipped(), **SETTINGS)
    made.clock.moment = NOON
    yield made
    made.close()


def office_with_a_host(database_url: str, folder: Path) -> Iterator[World]:
    """The same with a host."""
    for made in office_of_notices(database_url, folder):
        host(made)
        yield made


def send(world: World, **changes: Any) -> str:
    return str(world.report(**{**ADULT, **changes})["id"])


def decided(world: World, analyst: TestClient, **changes: Any) -> str:
    report = send(world, **changes)
    told = decide(analyst, report, kind="accept")
    assert told.status_code == 200, told.text
    return report


def host(world: World, **changes: Any) -> str:
    name: str = world.signed_in(Role.REVIEWER).post("/v1/hosts", json={**HOST, **changes}).json()["id"]
    return name


def prepare(client: TestClient, report: str, recipient: str = "hebergeur", **more: Any) -> Any:
    return client.post(f"/v1/reports/{report}/transmissions", json={"recipient": recipient, **more})


def give_up(client: TestClient, report: str) -> None:
    """Says of everything due of a report why nobody will be told."""
    for one in client.get(f"/v1/reports/{report}/due").json():
        if one["dismissal"] is None:
            told = client.post(f"/v1/board/due/{one['id']}/dismissal", json={"reason": "Prévenu autrement."})
            assert told.status_code == 200, told.text


def act(client: TestClient, name: str, verb: str, **body: Any) -> Any:
    etag = client.get(f"/v1/transmissions/{name}").headers["etag"]
    headers = {"if-match": etag}
    if verb == "withdraw":
        return client.delete(f"/v1/transmissions/{name}", headers=headers)
    return client.post(f"/v1/transmissions/{name}/{verb}", headers=headers, **({"json": body} if body else {}))


def test_from_a_report_to_this_years_register(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    routes = analyst.get(f"/v1/reports/{report}/routes").json()
    due = {r["recipient"]: r for r in routes["routes"] if r["status"] == "due"}
    assert "hebergeur" in due, routes
    told = prepare(analyst, report)
    assert told.status_code == 201, told.text
    name = told.json()["id"]
    assert told.json()["state"] == "prepared"
    problem(act(analyst, name, "sending", how="dry_run"), "wrong-state")  # nothing leaves before a person confirms
    assert act(analyst, name, "confirmation").json()["state"] == "confirmed"
    tried = act(analyst, name, "sending", how="dry_run")
    assert tried.status_code == 200, tried.text
    assert (tried.json()["state"], tried.json()["sent_how"]) == ("dry_run", "dry_run")
    body = {"kind": "host_decision", "outcome": "removed"}
    assert analyst.post(f"/v1/transmissions/{name}/events", json=body).status_code == 201
    assert analyst.get(f"/v1/transmissions/{name}").json()["answer"] == "removed"
    held = [r for r in analyst.get(f"/v1/reports/{report}/routes").json()["routes"] if r["recipient"] == "hebergeur"]
    assert any(r["transmission"] == name for r in held)


def test_the_exact_text_is_kept_in_every_form(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    told = prepare(analyst, decided(office, analyst), language="fr").json()
    address = f"/v1/transmissions/{told['id']}/content"
    text = analyst.get(address, params={"form": "text"}).text
    assert "227-24" in text
    assert "videos[.]hebergeur[.]exemple" in text
    assert "https://videos.hebergeur.exemple" not in text
    data = analyst.get(address, params={"form": "json"}).json()
    assert "https://videos.hebergeur.exemple/accueil" in str(data)
    pdf = analyst.get(address, params={"form": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert pdf.content == analyst.get(address, params={"form": "pdf"}).content
    everything = text + str(data) + analyst.get(address, params={"form": "html"}).text
    assert "Signalante" not in everything
    assert "courriel.exemple" not in everything
    assert len(told["template_digest"]) == len(told["content_digest"]) == 64


@pytest.mark.parametrize(("stated", "written"), [({}, "fr"), ({"language": "en"}, "en")])
def test_a_notice_is_written_in_the_language_of_its_host(office: World, stated: dict[str, str], written: str) -> None:
    host(office, **stated)
    analyst = office.signed_in(Role.ANALYST)
    assert prepare(analyst, decided(office, analyst)).json()["language"] == written


def test_a_notice_that_lacks_something_is_refused_with_all_that_is_missing(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    body = problem(prepare(analyst, report), "notice-refused")
    assert any("host" in error["pointer"] for error in body["errors"])
    assert all(error["hint"] for error in body["errors"])
    host(office, notice_email=None)
    again = decided(office, analyst, text="Autre page, même site.", url="https://x.hebergeur.exemple/2")
    problem(prepare(analyst, again), "notice-refused")  # a host nobody knows how to reach
    assert analyst.get("/v1/transmissions").json()["items"] == []


def test_only_what_a_person_confirmed_is_told(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    facts = {**ADULT["facts"], "controle_age": {"value": "clic_declaratif", "standing": "presumed"}}
    report = decided(office, analyst, facts=facts)
    body = problem(prepare(analyst, report), "notice-refused")
    assert "controle_age" in str(body["errors"]) or "contrôle d'âge" in str(body["errors"]).lower()


def test_nothing_is_told_on_a_report_that_nobody_decided_but_help_is_called(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts={**ADULT["facts"], "danger_immediat": True})
    problem(prepare(analyst, report), "wrong-state")
    told = prepare(analyst, report, "secours")
    assert told.status_code == 201, told.text
    assert told.json()["decision"] is None


def test_pharos_is_told_of_a_danger_before_anybody_decided_and_of_the_offence_after(office: World) -> None:
    one, other = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    report = send(office, facts={**ADULT["facts"], "danger_immediat": True})
    told = prepare(one, report, "pharos")
    assert told.status_code == 201, told.text
    name = told.json()["id"]
    assert (told.json()["decision"], told.json()["offence"], told.json()["two_persons"]) == (None, None, True)
    act(one, name, "confirmation")
    assert act(other, name, "confirmation").json()["state"] == "confirmed"
    assert act(one, name, "sending", how="manual").json()["state"] == "sent"
    problem(prepare(one, report, "pharos"), "already-sent")


def test_what_a_person_does_not_state_as_seen_is_not_said_to_have_been_seen(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = prepare(analyst, report, language="fr").json()["id"]
    assert "Constaté le" not in analyst.get(f"/v1/transmissions/{name}/content").text
    act(analyst, name, "withdraw")
    seen = {"kind": "page", "observed_at": "2026-11-25T16:00:00Z"}
    name = prepare(analyst, report, language="fr", place=seen).json()["id"]
    assert "25 novembre 2026" in analyst.get(f"/v1/transmissions/{name}/content").text
    future = {"kind": "page", "observed_at": "2027-01-01T00:00:00Z"}
    problem(prepare(analyst, report, place=future), "invalid-request")


def test_a_closed_file_gets_no_new_notice(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    give_up(analyst, report)
    assert analyst.post(f"/v1/reports/{report}/closing", json={"because": "no_action"}).status_code == 201
    problem(prepare(analyst, report), "wrong-state")
    analyst.delete(f"/v1/reports/{report}/closing")
    assert prepare(analyst, report).status_code == 201


def test_the_same_content_never_goes_twice_to_one_recipient_for_one_offence(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = prepare(analyst, report).json()["id"]
    problem(prepare(analyst, report), "already-sent")
    other = decided(office, analyst, url=f"{ADULT['url']}?utm_source=x", text="Vu ailleurs, le même site pour adultes.")
    problem(prepare(analyst, other), "already-sent")
    assert act(analyst, name, "withdraw").json()["state"] == "withdrawn"
    assert prepare(analyst, other).status_code == 201
    problem(act(analyst, name, "confirmation"), "wrong-state")


def test_two_persons_confirm_where_the_rules_ask_for_two(office: World) -> None:
    first, second = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    report = send(office, facts={**ADULT["facts"], "danger_immediat": True})
    told = prepare(first, report, "secours").json()
    if not told["two_persons"]:
        pytest.fail("the shipped rules ask for two persons where life is in danger")
    assert act(first, told["id"], "confirmation").json()["state"] == "prepared"
    problem(act(first, told["id"], "confirmation"), "second-person-needed")
    assert act(second, told["id"], "confirmation").json()["state"] == "confirmed"


def test_an_undone_decision_stops_what_rests_on_it(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = prepare(analyst, report).json()["id"]
    act(analyst, name, "confirmation")
    etag = analyst.get(f"/v1/reports/{report}").headers["etag"]
    assert analyst.delete(f"/v1/reports/{report}/decision", headers={"if-match": etag}).status_code == 200
    problem(act(analyst, name, "sending", how="manual"), "wrong-state")


def test_a_version_that_changed_is_refused(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    address = f"/v1/transmissions/{name}/confirmation"
    problem(analyst.post(address), "version-needed")
    etag = analyst.get(f"/v1/transmissions/{name}").headers["etag"]
    assert analyst.post(address, headers={"if-match": etag}).status_code == 200
    problem(analyst.post(address, headers={"if-match": etag}), "stale-version")


def test_a_notice_delivered_another_way_is_marked_so(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    host(office, notice_email=None, notice_page="https://hebergeur.exemple/signaler")
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    act(analyst, name, "confirmation")
    told = act(analyst, name, "sending", how="manual", reference="Ticket 12").json()
    assert (told["state"], told["sent_how"], told["sent_reference"]) == ("sent", "manual", "Ticket 12")
    kinds = {d["kind"] for d in analyst.get("/v1/board/deadlines?within=720").json()["items"]}
    assert {"check_1", "check_3", "check_7", "reminder", "escalation"} <= kinds


class Mailbox:
    """A mailer of the tests' own; `away` refuses everything."""

    def __init__(self, away: bool = False) -> None:
        self.away = away
        self.held: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.away:
            raise MailRefused("ConnectionRefusedError")
        self.held.append(message)


def with_mail(world: World, mailbox: Mailer) -> None:
    object.__setattr__(world.services, "mailer", mailbox)
    object.__setattr__(world.services.settings, "mail_from", "notifications@hotline.exemple")


def test_mail_leaves_only_after_a_dry_run_and_once(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst), language="fr").json()["id"]
    act(analyst, name, "confirmation")
    problem(act(analyst, name, "sending", how="mail"), "mail-off")
    mailbox = Mailbox()
    with_mail(office, mailbox)
    problem(act(analyst, name, "sending", how="mail"), "wrong-state")
    act(analyst, name, "sending", how="dry_run")
    assert mailbox.held == []
    told = act(analyst, name, "sending", how="mail")
    assert told.status_code == 200, told.text
    assert told.json()["sent_how"] == "mail"
    problem(act(analyst, name, "sending", how="mail"), "wrong-state")
    (message,) = mailbox.held
    assert message["To"] == "notifications@hebergeur.exemple"
    assert message["From"] == "notifications@hotline.exemple"
    assert name in message["Message-ID"]
    assert {part.get_content_type() for part in message.iter_attachments()} == {"application/pdf", "application/json"}


def test_a_mail_server_that_is_away_leaves_the_notice_as_it_was(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    act(analyst, name, "confirmation")
    act(analyst, name, "sending", how="dry_run")
    with_mail(office, Mailbox(away=True))
    problem(act(analyst, name, "sending", how="mail"), "mail-failed")
    assert analyst.get(f"/v1/transmissions/{name}").json()["state"] == "dry_run"


def test_a_dry_run_says_when_the_recipient_cannot_be_mailed(office: World) -> None:
    identifier = host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    act(analyst, name, "confirmation")
    act(analyst, name, "sending", how="dry_run")
    with_mail(office, Mailbox())
    changed = {**HOST, "notice_email": None}
    office.signed_in(Role.REVIEWER).put(f"/v1/hosts/{identifier}", json=changed)
    problem(act(analyst, name, "sending", how="mail"), "no-contact")


def test_the_reporter_is_answered_at_an_address_that_no_notice_holds(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    told = prepare(analyst, report, "signalant")
    assert told.status_code == 201, told.text
    name = told.json()["id"]
    act(analyst, name, "confirmation")
    mailbox = Mailbox()
    with_mail(office, mailbox)
    act(analyst, name, "sending", how="dry_run")
    assert act(analyst, name, "sending", how="mail").status_code == 200
    assert mailbox.held[0]["To"] == "signalante@courriel.exemple"
    assert "signalante@" not in str(analyst.get("/v1/transmissions").json())
    assert "signalante@" not in analyst.get(f"/notifications/{name}").text


def test_several_reports_leave_as_one_to_their_host(office: World) -> None:
    identifier = host(office)
    analyst = office.signed_in(Role.ANALYST)
    reports = [
        decided(office, analyst, url=f"https://v{n}.hebergeur.exemple/p", text=f"Site numéro {n}, ouvert à tous.")
        for n in range(3)
    ]
    told = analyst.post(f"/v1/hosts/{identifier}/bundle", json={"reports": reports})
    assert told.status_code == 201, told.text
    parts = told.json()
    assert len({part["bundle"] for part in parts}) == len({part["content_digest"] for part in parts}) == 1
    text = analyst.get(f"/v1/transmissions/{parts[0]['id']}/content").text
    assert all(f"v{n}[.]hebergeur" in text for n in range(3))
    act(analyst, parts[1]["id"], "confirmation")
    act(analyst, parts[2]["id"], "sending", how="manual")
    states = {analyst.get(f"/v1/transmissions/{part['id']}").json()["state"] for part in parts}
    assert states == {"sent"}
    problem(prepare(analyst, reports[0]), "already-sent")


@pytest.mark.parametrize(
    "body", [{"recipient": "inconnu"}, {"recipient": "pharos", "kind": "dsa16"}, {"recipient": "hebergeur", "host": f"hst_{'0' * 26}"}]
)  # fmt: skip
def test_a_recipient_or_kind_that_makes_no_sense_is_refused(office: World, body: dict[str, Any]) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    problem(analyst.post(f"/v1/reports/{report}/transmissions", json=body), "invalid-request")
    assert analyst.get("/v1/transmissions").json()["items"] == []


def test_the_journal_says_who_did_what_with_a_notice(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    act(analyst, name, "confirmation")
    act(analyst, name, "sending", how="dry_run")
    analyst.get(f"/v1/transmissions/{name}/content?form=pdf")
    entries = office.signed_in(Role.ADMINISTRATOR).get("/v1/audit?limit=200").json()["items"]
    actions = [entry["action"] for entry in entries]
    assert {"notice.prepared", "notice.confirmed", "notice.sent", "notice.read"} <= set(actions)
    assert "hebergeur.exemple" not in str(entries)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "2026-11-20T09:00:00", "9999-12-31T23:59:59-23:59"])
def test_a_place_seen_at_a_moment_that_no_clock_shows_is_refused(moment: str, office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    told = prepare(analyst, decided(office, analyst), place={"observed_at": moment})
    assert problem(told, "invalid-request")["errors"][0]["pointer"] == "/place/observed_at"
