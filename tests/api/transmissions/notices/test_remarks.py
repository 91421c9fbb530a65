"""A remark of the service on a prepared notice: in every form that leaves, confirmed by all who must, gone with a word."""

from __future__ import annotations

from functools import partial
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.action import TransmissionRow
from api.kit.permissions import Role
from api.transmissions import repository
from api.transmissions.notices.content import NoticeContent
from api.transmissions.notices.sending import letter_of
from tests.api.service.racing import meeting, together
from tests.api.service.reading_beside import journal
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_bundles import bundle, states, two, undo
from tests.api.transmissions.notices.test_transmissions import ADULT, act, decided, host, prepare, send

WORDS = "Le compte a déjà été fermé en mai, puis rouvert."


def remark(client: TestClient, name: str, words: str = WORDS, **more: Any) -> Any:
    etag = client.get(f"/v1/transmissions/{name}").headers["etag"]
    body = {"words": words, **more}
    return client.put(f"/v1/transmissions/{name}/words", json=body, headers={"if-match": etag})


def content(client: TestClient, name: str, form: str) -> str:
    return str(client.get(f"/v1/transmissions/{name}/content", params={"form": form}).text)


def drafted(office: World, **more: Any) -> tuple[TestClient, str]:
    """A notice to a host, prepared, and who prepared it."""
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    return analyst, prepare(analyst, decided(office, analyst), **more).json()["id"]


def test_a_remark_stands_in_every_form_until_it_is_taken_away(office: World) -> None:
    analyst, name = drafted(office)
    before = {form: content(analyst, name, form) for form in ("text", "html", "json", "pdf")}
    first = analyst.get(f"/v1/transmissions/{name}").json()
    told = remark(analyst, name)
    assert told.status_code == 200, told.text
    assert told.headers["etag"] == f'"{told.json()["version"]}"'
    assert told.json()["version"] == first["version"] + 1
    assert told.json()["content_digest"] != first["content_digest"]
    assert told.json()["template_digest"] != first["template_digest"]
    assert "Remarque du service" in content(analyst, name, "text")
    for form in ("text", "html", "json"):
        assert WORDS in unescape(content(analyst, name, form)), form
    assert content(analyst, name, "pdf") != before["pdf"]
    assert remark(analyst, name, "Autrement dit.").status_code == 200
    assert WORDS not in content(analyst, name, "text")
    gone = remark(analyst, name, " \n ").json()
    assert {form: content(analyst, name, form) for form in before} == before
    assert [gone[key] for key in ("content_digest", "template_digest")] == [
        first[key] for key in ("content_digest", "template_digest")
    ]
    assert [entry["characters"] for entry in journal(office, "notice.remarked")] == [len(WORDS), 14, 0]
    assert WORDS not in str(journal(office, "notice.remarked"))


def test_the_same_remark_again_changes_nothing(office: World) -> None:
    analyst, name = drafted(office)
    version = remark(analyst, name).json()["version"]
    assert remark(analyst, name).json()["version"] == version
    assert len(journal(office, "notice.remarked")) == 1


def test_a_remark_is_written_on_what_was_read(office: World) -> None:
    analyst, name = drafted(office)
    address = f"/v1/transmissions/{name}/words"
    problem(analyst.put(address, json={"words": WORDS}), "version-needed")
    problem(analyst.put(address, json={"words": WORDS}, headers={"if-match": '"0"'}), "stale-version")
    problem(analyst.put("/v1/transmissions/trm_00000000000000000000000000/words", json={"words": WORDS}), "not-found")


def test_a_remark_voids_a_first_confirmation_so_that_both_read_what_leaves(office: World) -> None:
    first, second = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    name = prepare(first, send(office, facts={**ADULT["facts"], "danger_immediat": True}), "secours").json()["id"]
    assert act(first, name, "confirmation").json()["confirmed_by"] is not None
    told = remark(second, name).json()
    assert (told["state"], told["confirmed_by"], told["confirmed_at"]) == ("prepared", None, None)
    assert act(second, name, "confirmation").json()["state"] == "prepared"
    problem(act(second, name, "confirmation"), "second-person-needed")
    assert act(first, name, "confirmation").json()["state"] == "confirmed"
    assert WORDS in content(first, name, "text")
    assert [entry["unconfirmed"] for entry in journal(office, "notice.remarked")] == [True]


@pytest.mark.parametrize("stage", ["confirmed", "dry_run", "sent", "withdrawn"])
def test_what_is_confirmed_or_gone_takes_no_remark(office: World, stage: str) -> None:
    analyst, name = drafted(office)
    if stage == "withdrawn":
        act(analyst, name, "withdraw")
    else:
        act(analyst, name, "confirmation")
    if stage in ("dry_run", "sent"):
        act(analyst, name, "sending", how="manual" if stage == "sent" else "dry_run")
    assert analyst.get(f"/v1/transmissions/{name}").json()["state"] == stage
    text = content(analyst, name, "text")
    problem(remark(analyst, name), "wrong-state")
    assert content(analyst, name, "text") == text


def test_a_notice_whose_decision_was_undone_takes_no_remark(office: World) -> None:
    host(office)
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = prepare(analyst, report).json()["id"]
    undo(analyst, report)
    problem(remark(analyst, name), "wrong-state")


def test_what_a_machine_reads_has_no_place_for_a_remark(office: World) -> None:
    analyst, name = drafted(office, kind="xarf")
    said = problem(remark(analyst, name), "notice-refused")
    assert [error["pointer"] for error in said["errors"]] == ["/words"]
    assert "xarf" in said["errors"][0]["message"]


def test_a_remark_is_in_the_whole_bundle(office: World) -> None:
    identifier, analyst = host(office), office.signed_in(Role.ANALYST)
    one, other = (part["id"] for part in bundle(analyst, identifier, two(office, analyst)).json())
    stale = analyst.get(f"/v1/transmissions/{other}").headers["etag"]
    assert remark(analyst, one).status_code == 200
    assert WORDS in content(analyst, one, "text")
    assert content(analyst, other, "text") == content(analyst, one, "text")
    late = analyst.post(f"/v1/transmissions/{other}/confirmation", headers={"if-match": stale})
    problem(late, "stale-version")  # it was read before the remark
    assert act(analyst, other, "confirmation").status_code == 200
    assert states(analyst, [one, other]) == ["confirmed", "confirmed"]


def test_a_remark_in_french_on_a_notice_in_english_is_read_in_both(office: World) -> None:
    analyst, name = drafted(office, language="en")
    assert remark(analyst, name, language="fr").status_code == 200
    assert f'<p lang="fr">{WORDS}</p>' in unescape(content(analyst, name, "html"))
    page = unescape(analyst.get(f"/notifications/{name}", headers={"accept": "text/html"}).text)
    beside = page.partition('class="letter letter--set" lang="fr"')[2].partition("</details>")[0]
    assert "<h4>Remarque du service</h4>" in beside
    assert f'<p lang="fr">{WORDS}</p>' in beside
    assert "<h4>Remark by the service</h4>" in page


def test_a_remark_leaves_with_the_mail(office: World) -> None:
    analyst, name = drafted(office)
    remark(analyst, name)
    act(analyst, name, "confirmation")
    assert act(analyst, name, "sending", how="dry_run").status_code == 200
    with office.database.read() as session:
        row = session.get(TransmissionRow, name)
        assert row is not None
        message = letter_of(session, office.services, row).message()
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "application/pdf", "application/json"}
    assert WORDS in parts["text/plain"]
    assert WORDS in parts["application/json"].decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"words": "a" * 2_001}, "invalid-request"),
        ({"words": "a\u202eb"}, "invalid-request"),
        ({"words": "a\x00b"}, "invalid-request"),
        ({"words": "a\x1bb"}, "invalid-request"),
        ({"words": 3}, "invalid-request"),
        ({}, "invalid-request"),
        ({"words": "a", "language": "de"}, "invalid-request"),
        ({"words": "a", "html": "<p>"}, "invalid-request"),
    ],
)
def test_a_hostile_remark_is_refused_and_not_repeated(office: World, body: dict[str, Any], kind: str) -> None:
    analyst, name = drafted(office)
    etag = analyst.get(f"/v1/transmissions/{name}").headers["etag"]
    said = analyst.put(f"/v1/transmissions/{name}/words", json=body, headers={"if-match": etag})
    problem(said, kind)
    assert "a" * 40 not in said.text
    assert analyst.get(f"/v1/transmissions/{name}").headers["etag"] == etag


def test_a_megabyte_of_remark_is_refused(office: World) -> None:
    analyst, name = drafted(office)
    assert remark(analyst, name, "a" * 1_000_000).status_code in (413, 422)
    assert "aaaa" not in content(analyst, name, "text")


def test_markup_in_a_remark_is_words_on_the_page(office: World) -> None:
    analyst, name = drafted(office)
    remark(analyst, name, "<img src=x onerror=alert(1)><h1>Décision</h1> https://ailleurs.exemple/p")
    page = analyst.get(f"/notifications/{name}", headers={"accept": "text/html"}).text
    assert "<img" not in page
    assert page.count("<h1>") == 1
    assert "hxxps://ailleurs[.]exemple/p" in page


def test_contents_of_before_have_no_remark() -> None:
    stored, digest = NoticeContent("S", "T", "<p>T</p>", {"remark": "of a format of before"}).to_bytes()
    again = NoticeContent.from_bytes(stored)
    assert again.remark is None
    assert again.to_bytes() == (stored, digest)


def test_of_a_remark_and_a_confirmation_at_once_one_is_refused(office: World) -> None:
    host(office)
    people = [office.signed_in(Role.ANALYST) for _ in range(2)]
    for number in range(3):
        report = decided(office, people[0], url=f"{ADULT['url']}/{number}", text=f"Site numéro {number}, ouvert.")
        name = prepare(people[0], report).json()["id"]
        with meeting(repository, "together"):
            answers = together(partial(act, people[0], name, "confirmation"), partial(remark, people[1], name))
        confirmed = answers[0].status_code == 200
        assert (confirmed, answers[1].status_code == 200) in ((True, False), (False, True)), number
        assert (WORDS in content(people[0], name, "text")) is not confirmed, number
