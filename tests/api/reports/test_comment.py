"""The reporter's words beside those of the content: stored apart, read as what is reported, alike only where they may be, erased with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.kit.permissions import Role
from api.retention import service
from tests.api.reports.test_reports import decide, read
from tests.api.retention.test_erasure import holding
from tests.api.service.reading import NOISE
from tests.api.service.world import World, problem
from tests.api.texts.test_reading import THREAT, facts

POINTS = "Regardez, il écrit ceci : je vais te casser la gueule."
URL = "https://forum.exemple/fil/7"
NAME = "signalantunique"


def test_both_voices_are_stored_and_told_apart(world: World) -> None:
    told = world.report(text="Le contenu.", comment="Mon voisin l'a vu.")
    whole, _ = read(world.signed_in(Role.ANALYST), told["id"])
    assert (whole["text"], whole["comment"]) == ("Le contenu.", "Mon voisin l'a vu.")


def test_what_a_comment_says_is_presumed_with_its_own_source_and_its_place_in_the_comment(reading: World) -> None:
    told = reading.report(text="Voir la page.", comment=POINTS)
    fact = facts(reading, told["id"])["menace"]
    start, end = fact["span"]
    assert (fact["value"], fact["standing"], fact["span_in"]) == (True, "presumed", "comment")
    assert fact["source"] == "commentaire du signalant (menace-de-coups)"
    assert POINTS[start:end] == "casser la gueule"


def test_what_the_text_shows_stands_over_what_the_comment_says(reading: World) -> None:
    fact = facts(reading, reading.report(text=THREAT, comment=POINTS)["id"])["menace"]
    start, end = fact["span"]
    assert (fact["span_in"], fact["source"]) == ("text", "indice textuel (menace-de-coups)")
    assert THREAT[start:end] == "casser la gueule"


def test_what_a_comment_says_is_confirmed_and_the_answer_replays(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    told = reading.report(comment=POINTS, url=URL)
    before, etag = read(analyst, told["id"])
    fact = before["facts"][0]
    body = {"state": {"menace": {"value": True, "span": fact["span"], "span_in": fact["span_in"]}}}
    whole = analyst.post(f"/v1/reports/{told['id']}/facts", json=body, headers={"if-match": etag}).json()
    assert [(f["standing"], f["span_in"]) for f in whole["facts"]] == [
        ("confirmed", "comment"),
        ("presumed", "comment"),
    ]
    for name in (told["qualification"]["id"], whole["qualification"]["id"]):
        assert analyst.get(f"/v1/qualifications/{name}/replay").json()["same"]
        answer = analyst.get(f"/v1/qualifications/{name}").json()["answer"]
        assert answer["facts"]["menace"]["span_in"] == "comment"


def test_a_proof_says_nothing_of_voices_where_only_the_content_speaks(reading: World) -> None:
    told = reading.report(text=THREAT)
    answer = reading.signed_in(Role.ANALYST).get(f"/v1/qualifications/{told['qualification']['id']}").json()["answer"]
    assert "span_in" not in answer["facts"]["menace"]


@pytest.mark.parametrize(
    ("fact", "pointer"),
    [
        ({"value": True, "span": [0, 9], "span_in": "comment"}, "/facts/menace/span"),
        ({"value": True, "span": [0, 2], "span_in": "texte"}, "/facts/menace/span_in"),
        ({"value": True, "span": [0, 12], "span_in": "text"}, "/facts/menace/span"),
    ],
)
def test_a_passage_lies_within_the_words_it_names(fact: dict[str, Any], pointer: str, sqlite_world: World) -> None:
    sent = {"text": "Un contenu.", "comment": "Je vois.", "facts": {"menace": fact}}
    body = problem(sqlite_world.machine().post("/v1/reports", json=sent), "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == [pointer]


def test_a_question_reads_both_voices(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    answer = analyst.post("/v1/qualifications", json={"comment": POINTS}).json()
    assert answer["facts"]["menace"]["source"] == "commentaire du signalant (menace-de-coups)"
    assert answer["main"] == "menace-mineur"
    kept = analyst.post("/v1/qualifications", json={"comment": POINTS, "read_text": False}).json()
    assert kept["main"] is None


@pytest.mark.parametrize("path", ["/v1/reports", "/v1/qualifications"])
def test_a_report_that_says_nothing_is_refused_with_its_field(path: str, sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST, Role.INTEGRATOR)
    body = problem(client.post(path, json={"reported_category": "haine"}), "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == ["/text"]


def test_in_a_batch_the_field_of_the_report_that_says_nothing_is_named(sqlite_world: World) -> None:
    body = problem(sqlite_world.machine().post("/v1/reports", json={"reports": [{"url": URL}, {}]}), "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == ["/reports/1/text"]


def test_an_address_alone_is_kept(reading: World) -> None:
    assert reading.report(url=URL, reported_category="haine")["state"] == "open"


def test_a_comment_on_a_content_that_nobody_gave_is_never_set_aside(reading: World) -> None:
    told = reading.report(comment=NOISE, reported_category="haine")
    assert (told["state"], told["noise"]["decision"], told["noise"]["reason"]) == ("open", "keep", "contenu_absent")
    assert reading.report(text=NOISE, reported_category="haine")["state"] == "low_priority"


def test_what_is_set_aside_is_judged_by_both_voices(reading: World) -> None:
    said = "Je voulais vous le dire, bonne journée à tous."
    assert reading.report(text=NOISE, comment=said, reported_category="haine")["state"] == "low_priority"
    client = reading.signed_in(Role.ANALYST)
    page = client.get("/bruit", headers={"accept": "text/html"}).text
    content, block = page.partition('id="commentaire-signale"')[::2]
    assert NOISE[:20] in content
    assert said in block


def test_the_filter_reads_both_voices(reading: World) -> None:
    told = reading.report(text=NOISE, comment="Il a écrit : je vais te tuer demain.", reported_category="haine")
    assert (told["state"], told["noise"]["decision"]) == ("open", "keep")


def test_the_same_content_is_known_whatever_is_said_of_it(world: World) -> None:
    first = world.report(text=THREAT, comment="Un premier avis.")
    again = world.report(text=THREAT, comment="Un tout autre avis.")
    whole, _ = read(world.signed_in(Role.ANALYST), again["id"])
    assert (whole["state"], whole["same"]["report"], whole["same"]["by"]) == ("duplicate", first["id"], "text")


@pytest.mark.parametrize(
    ("other", "state", "by"),
    [
        ({"comment": "Page RACISTE, regardez !", "url": URL}, "duplicate", "comment"),
        ({"comment": "Page sexiste, regardez", "url": URL}, "open", None),
        ({"comment": "page raciste regardez", "url": "https://forum.exemple/fil/8"}, "open", None),
        ({"comment": "page raciste regardez"}, "open", None),
        ({"text": "page raciste regardez", "url": URL}, "open", None),
        ({"url": URL}, "duplicate", "url"),
    ],
)
def test_a_comment_alone_meets_only_an_equal_one_at_the_same_address(
    other: dict[str, str], state: str, by: str | None, world: World
) -> None:
    first = world.report(comment="page raciste regardez", url=URL)
    whole, _ = read(world.signed_in(Role.ANALYST), world.report(**other)["id"])
    assert whole["state"] == state
    same = whole["same"] or {"report": None, "by": None}
    assert (same["report"], same["by"]) == (first["id"] if by else None, by)


def test_a_comment_is_no_duplicate_of_an_address_alone(world: World) -> None:
    world.report(url=URL)
    assert world.report(url=URL, comment="page raciste")["state"] == "open"


def test_a_decision_taken_back_leaves_an_equal_comment_with_its_report_and_another_by_itself(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    lead = world.report(comment="page raciste", url=URL)["id"]
    equal = world.report(comment="Page raciste", url=URL)["id"]
    assert decide(analyst, lead, kind="none_applies").status_code == 200
    assert read(analyst, equal)[0]["state"] == "decided"
    _, etag = read(analyst, lead)
    assert analyst.delete(f"/v1/reports/{lead}/decision", headers={"if-match": etag}).status_code == 200
    whole, _ = read(analyst, equal)
    assert (whole["state"], whole["same"]["by"]) == ("duplicate", "comment")


def test_a_comment_is_erased_with_the_text(world: World) -> None:
    both = world.report(text="Un contenu.", comment=f"vu par {NAME}")["id"]
    alone = world.report(comment=f"chez {NAME}", url=URL)["id"]
    world.clock.moment += timedelta(days=366)
    proof = service.purge(world.services)
    assert (proof["erased"]["text"]["found"], proof["erased"]["text"]["left"]) == (2, 0)
    analyst = world.signed_in(Role.ANALYST)
    for name in (both, alone):
        whole, _ = read(analyst, name)
        assert (whole["text"], whole["comment"]) == (None, None)


def test_no_file_holds_a_comment_that_was_erased(sqlite_world: World) -> None:
    sqlite_world.report(text="Un contenu.", comment=f"vu par {NAME}")
    sqlite_world.report(comment=f"chez {NAME}", url=URL)
    assert holding(sqlite_world, NAME)
    sqlite_world.clock.moment += timedelta(days=366)
    service.purge(sqlite_world.services)
    assert holding(sqlite_world, NAME) == {}


def test_no_comment_goes_to_the_log(sqlite_world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        sqlite_world.report(comment=f"vu par {NAME}", url=URL)
    assert NAME not in caplog.text
