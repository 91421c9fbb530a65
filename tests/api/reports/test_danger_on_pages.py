"""Danger on the pages: before all else, and a case that shows one is not closed by a slip."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from api.db.reports import ReportRow
from tests.api.pages.case.test_case import analyst, post, version
from tests.api.reports.danger_reports import NUMBERS, submit_danger
from tests.api.reports.double_review.test_double_review import ALL, rereading, taken, tomorrow
from tests.api.service.world import World

UNTOLD = "Danger\u202f: personne n’est prévenu."


def test_b1_the_case_says_it_before_anything_else(grave: World) -> None:
    told, client = submit_danger(grave), analyst(grave)
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
    calm = submit_danger(grave, text="Rien.", facts={"acces": "ouvert"})
    assert 'class="danger"' not in client.get(f"/signalements/{calm['id']}").text


def test_b1_the_queue_marks_it_before_all_else_and_shows_no_score_beside(grave: World) -> None:
    told, client = submit_danger(grave), analyst(grave)
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
    report, client = submit_danger(grave)["id"], analyst(grave)
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
    report, client = submit_danger(grave, facts={"acces": "ouvert"})["id"], analyst(grave)
    done = post(client, report, "decision", kind="none_applies")
    assert client.get(f"/v1/reports/{report}").json()["state"] == "decided"
    assert f'href="/signalements/{report}/suites"' in done.text
    assert 'data-hotkey="go_done"' in done.text
    assert UNTOLD not in done.text


@pytest.mark.parametrize("kind", ["correct", "none_applies"])
def test_b1_a_decision_that_leaves_a_danger_untold_says_so_until_a_notice_is_prepared(grave: World, kind: str) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a day when the call sheet has its wording
    report, client = submit_danger(grave)["id"], analyst(grave)
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
    report = submit_danger(grave, facts=facts)["id"]
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
    report = submit_danger(twice)["id"]
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


def test_a_call_to_emergency_services_is_recorded_before_the_sheet_is_confirmed_twice(grave: World) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a day when the call sheet has its wording
    report, client = submit_danger(grave)["id"], analyst(grave)
    prepared = client.post(f"/v1/reports/{report}/transmissions", json={"recipient": "secours"})
    sheet = prepared.json()["id"]
    page = client.get(f"/notifications/{sheet}").text
    assert "Consigner l’appel aux secours" in page
    form = {"version": version(page), "kind": "call", "reference": "Dossier 12"}
    assert client.post(f"/notifications/{sheet}/suite", data=form).status_code == 422  # who was called?
    done = client.post(f"/notifications/{sheet}/suite", data={**form, "whom": "17"})
    assert done.status_code == 200
    assert "17, 1ᵉʳ décembre 2026" in done.text.replace("\u00a0", " ")
    assert "Dossier 12" in done.text
    assert "secours appelés" in client.get(f"/signalements/{report}/suites").text
    assert "secours appelés" in client.get("/suivi").text
    assert "Secours appelés" in client.get(f"/signalements/{report}").text
    after = client.get(f"/v1/transmissions/{sheet}").json()
    assert (after["state"], after["sent_at"]) == ("prepared", None)  # the sheet still waits for both
    early = client.post(f"/v1/transmissions/{sheet}/sending", json={"how": "manual"}, headers={"if-match": '"1"'})
    assert early.json()["code"] == "wrong-state"


def test_only_a_call_sheet_that_holds_takes_a_call_and_who_was_called_goes_with_it(grave: World) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    report, client = submit_danger(grave)["id"], analyst(grave)
    sheet = client.post(f"/v1/reports/{report}/transmissions", json={"recipient": "secours"}).json()["id"]
    events = f"/v1/transmissions/{sheet}/events"
    assert client.post(events, json={"kind": "call"}).status_code == 422
    assert client.post(events, json={"kind": "receipt", "whom": "17"}).status_code == 422
    before = {"kind": "call", "whom": "17", "happened_at": "2026-01-01T09:00:00Z"}  # before it was reported
    assert client.post(events, json=before).status_code == 422
    kept = client.post(events, json={"kind": "call", "whom": "17", "reference": "A-3"})
    assert kept.status_code == 201, kept.text
    assert kept.json()["data"] == {"whom": "17", "reference": "A-3"}
    etag = client.get(f"/v1/transmissions/{sheet}").headers["etag"]
    client.delete(f"/v1/transmissions/{sheet}", headers={"if-match": etag}).raise_for_status()
    assert client.post(events, json={"kind": "call", "whom": "17"}).json()["code"] == "wrong-state"


@pytest.mark.parametrize("routing", ["danger_immediat", "enfant_en_danger", "annonce_suicide"])
def test_the_follow_up_names_the_numbers_of_the_band_in_its_order(grave: World, routing: str) -> None:
    suicide = {"acte_demande": {"value": ["suicide"], "standing": "presumed"}}
    report = submit_danger(grave, facts=suicide, register={"routing": {routing: True}})["id"]
    client = analyst(grave)
    steps = client.get(f"/v1/reports/{report}").json()["danger"]["actions"]
    numbers = list(dict.fromkeys(call["number"] for step in steps for call in step["calls"]))
    page = client.get(f"/signalements/{report}/suites").text
    told = re.findall(r"([0-9]{2,4}) — ", page)
    assert told[: len(numbers)] == numbers
    assert not set(told[len(numbers) :]) & {"15", "17", "112", "119"}  # the other calls name none again
