"""Mail that leaves once, that fails, or of which nobody knows whether it left; notices given up after a dry run."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from api.kit.mail import MailRefused, MailUnsure, SmtpMailer
from api.kit.permissions import Role
from engine.notices.pdf_tree import PdfError
from tests.api.hosts.test_hosts import HOST
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import (
    Mailbox,
    act,
    decided,
    host,
    prepare,
    with_mail,
)


class Unsure:
    """A mailer whose server went away while it was told."""

    def __init__(self) -> None:
        self.told = 0

    def send(self, message: EmailMessage) -> None:
        self.told += 1
        raise MailUnsure("SMTPServerDisconnected")


def tried(world: World) -> tuple[Any, str, str]:
    """Who acted, a report, and its notice, tried dry."""
    host(world)
    analyst = world.signed_in(Role.ANALYST)
    report = decided(world, analyst)
    name = prepare(analyst, report).json()["id"]
    act(analyst, name, "confirmation")
    assert act(analyst, name, "sending", how="dry_run").status_code == 200
    return analyst, report, name


def test_what_may_have_left_waits_for_a_person_to_say_so(office: World) -> None:
    analyst, _, name = tried(office)
    mailer = Unsure()
    with_mail(office, mailer)
    problem(act(analyst, name, "sending", how="mail"), "mail-unsure")
    assert analyst.get(f"/v1/transmissions/{name}").json()["state"] == "sending"
    problem(act(analyst, name, "sending", how="mail"), "wrong-state")
    assert mailer.told == 1
    told = act(analyst, name, "sending", how="manual").json()  # the recipient says that it came
    assert (told["state"], told["sent_how"]) == ("sent", "manual")


def test_a_notice_that_may_have_left_is_on_the_board(office: World) -> None:
    analyst, _, name = tried(office)
    with_mail(office, Unsure())
    act(analyst, name, "sending", how="mail")
    assert f"/notifications/{name}" in analyst.get("/suivi").text
    assert analyst.get("/v1/board").json()["to_send"] == 1


def test_the_address_that_a_mail_went_to_is_kept_when_the_hosts_changes(office: World) -> None:
    analyst, _, name = tried(office)
    with_mail(office, Mailbox())
    act(analyst, name, "sending", how="mail")
    reviewer = office.signed_in(Role.REVIEWER)
    identifier = analyst.get(f"/v1/transmissions/{name}").json()["host"]
    reviewer.put(f"/v1/hosts/{identifier}", json={**HOST, "notice_email": "autre@hebergeur.exemple"})
    assert analyst.get(f"/v1/transmissions/{name}").json()["sent_to"] == HOST["notice_email"]
    assert HOST["notice_email"] in analyst.get(f"/notifications/{name}").text


def test_what_did_not_leave_is_tried_again_once_no_sending_can_be_under_way(office: World) -> None:
    analyst, _, name = tried(office)
    with_mail(office, Unsure())
    act(analyst, name, "sending", how="mail")
    problem(act(analyst, name, "sending", how="dry_run"), "wrong-state")  # it may still be leaving
    problem(act(analyst, name, "withdraw"), "wrong-state")
    office.clock.moment += timedelta(minutes=11)
    assert act(analyst, name, "sending", how="dry_run").json()["state"] == "dry_run"
    mailbox = Mailbox()
    with_mail(office, mailbox)
    assert act(analyst, name, "sending", how="mail").json()["state"] == "sent"
    assert len(mailbox.held) == 1


def test_what_left_is_marked_so_even_when_its_decision_was_undone_meanwhile(office: World) -> None:
    analyst, report, name = tried(office)
    with_mail(office, Unsure())
    act(analyst, name, "sending", how="mail")
    etag = analyst.get(f"/v1/reports/{report}").headers["etag"]
    assert analyst.delete(f"/v1/reports/{report}/decision", headers={"if-match": etag}).status_code == 200
    assert act(analyst, name, "sending", how="manual").json()["state"] == "sent"


def test_what_did_not_leave_and_must_not_any_more_is_withdrawn(office: World) -> None:
    analyst, report, name = tried(office)
    with_mail(office, Unsure())
    act(analyst, name, "sending", how="mail")
    etag = analyst.get(f"/v1/reports/{report}").headers["etag"]
    assert analyst.delete(f"/v1/reports/{report}/decision", headers={"if-match": etag}).status_code == 200
    office.clock.moment += timedelta(minutes=11)
    problem(act(analyst, name, "sending", how="dry_run"), "wrong-state")
    assert "/retrait" in analyst.get(f"/notifications/{name}").text
    assert act(analyst, name, "withdraw").json()["state"] == "withdrawn"


def test_a_refusal_does_not_take_back_what_somebody_marked_meanwhile(office: World) -> None:
    analyst, _, name = tried(office)

    class Slow:
        def send(self, message: EmailMessage) -> None:
            assert act(analyst, name, "sending", how="manual").status_code == 200
            raise MailRefused("SMTPDataError")

    with_mail(office, Slow())
    problem(act(analyst, name, "sending", how="mail"), "mail-failed")
    assert analyst.get(f"/v1/transmissions/{name}").json()["state"] == "sent"


def test_a_notice_withdrawn_after_its_dry_run_is_expected_no_more(office: World) -> None:
    analyst, report, name = tried(office)
    assert analyst.get("/v1/board/deadlines?within=720").json()["items"]
    told = act(analyst, name, "withdraw").json()
    assert (told["state"], told["sent_at"], told["sent_how"]) == ("withdrawn", None, None)
    left = {d["kind"] for d in analyst.get("/v1/board/deadlines?within=720").json()["items"]}
    assert left <= {"limitation"}
    checks = {"checks": [{"report": report, "found": "offline"}]}
    problem(analyst.post("/v1/checks", json=checks), "wrong-state")
    problem(analyst.post(f"/v1/transmissions/{name}/events", json={"kind": "receipt"}), "wrong-state")


def test_nobody_contests_what_left_nobody(office: World) -> None:
    analyst, _, name = tried(office)
    body = {"by": "host", "grounds": "Sans objet."}
    problem(analyst.post(f"/v1/transmissions/{name}/contestations", json=body), "wrong-state")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (smtplib.SMTPRecipientsRefused({}), MailRefused),
        (smtplib.SMTPDataError(554, b"non"), MailRefused),
        (smtplib.SMTPServerDisconnected("coupure"), MailUnsure),
        (TimeoutError(), MailUnsure),
    ],
)
def test_a_server_that_goes_away_in_the_middle_is_not_a_refusal(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, raised: type[Exception]
) -> None:
    monkeypatch.setattr(smtplib, "SMTP", lambda *_, **__: Server(error))
    with pytest.raises(raised):
        _mailer(sqlite_world).send(EmailMessage())


def test_a_server_that_took_the_message_and_leaves_badly_took_it(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(None)
    monkeypatch.setattr(smtplib, "SMTP", lambda *_, **__: server)
    _mailer(sqlite_world).send(EmailMessage())
    assert server.closed


class Server:
    """A mail server that answers `error` to a message, and never says goodbye properly."""

    def __init__(self, error: Exception | None) -> None:
        self.error, self.closed = error, False

    def send_message(self, message: EmailMessage) -> None:
        if self.error is not None:
            raise self.error

    def quit(self) -> None:
        raise smtplib.SMTPResponseException(500, b"?")

    def close(self) -> None:
        self.closed = True


def _mailer(world: World) -> SmtpMailer:
    return SmtpMailer(world.settings.model_copy(update={"mail_tls": "none", "mail_user": None}))


def test_a_notice_that_cannot_be_printed_is_no_missing_contact(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise PdfError("the document cannot be printed")

    host(office)
    analyst = office.signed_in(Role.ANALYST)
    name = prepare(analyst, decided(office, analyst)).json()["id"]
    act(analyst, name, "confirmation")
    monkeypatch.setattr("api.transmissions.notices.content.pdf_of", fail)
    problem(act(analyst, name, "sending", how="dry_run"), "internal")
