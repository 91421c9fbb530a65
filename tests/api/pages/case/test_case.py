"""The pages of the workbench: each thing an analyst does with a case, and what is said when it cannot be done."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.kit.permissions import Role
from api.pages.case.messages import CANNED
from tests.api.service.world import TEXT, World

FACTS: dict[str, Any] = {
    "menace": {"value": True, "standing": "presumed", "source": "lexique", "span": [0, 24]},
    "age_victime": 30,
}
PAGE = {"accept": "text/html"}


def sent(world: World, **changes: Any) -> str:
    """A report of a threat, whose name is given back."""
    body = {"text": TEXT, "url": "https://forum.exemple/fil/1", "date_of_facts": "2024-06-01", "facts": FACTS}
    return str(world.report(**{**body, **changes})["id"])


def other(world: World, n: int) -> str:
    """A report on something else."""
    return sent(
        world,
        text=f"Autre message numéro {n}, sans rapport aucun avec les précédents : {n * 7919}.",
        url=f"https://a.exemple/{n}",
    )


def analyst(world: World) -> TestClient:
    """Somebody at work, in a browser."""
    client = world.signed_in(Role.ANALYST)
    client.headers.update(PAGE)
    return client


def version(page: str) -> str:
    """The version that the forms of a page send back."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def post(client: TestClient, report: str, what: str, **form: Any) -> Any:
    """A form of the case, sent as the page gives it."""
    held = version(client.get(f"/signalements/{report}").text)
    return client.post(f"/signalements/{report}/{what}", data={"version": held, **form})


def told(world: World, client: TestClient, report: str) -> dict[str, Any]:
    """The report as the API tells it."""
    body: dict[str, Any] = client.get(f"/v1/reports/{report}").json()
    return body


def test_the_first_page_is_that_of_ones_work(world: World) -> None:
    assert analyst(world).get("/", follow_redirects=False).headers["location"] == "/file"
    admin = world.signed_in(Role.ADMINISTRATOR).get("/", follow_redirects=False)
    assert admin.headers["location"] != "/file"
    visitor = world.anonymous(**PAGE).get("/", follow_redirects=False)
    assert visitor.headers["location"].startswith("/sign-in")


def test_the_queue_collapses_the_same_content_and_holds_no_text(world: World) -> None:
    first, _ = sent(world, reference="un"), sent(world, reference="deux")
    page = analyst(world).get("/file").text
    assert page.count("data-row>") == 1
    assert f'href="/signalements/{first}"' in page
    assert "vu 2 fois" in page
    assert "retrouver" not in page
    assert analyst(world).get("/file?etat=duplicate").text.count("data-row>") == 1
    assert analyst(world).get("/file?q=deux").text.count("data-row>") == 0


ROWS = re.compile(r'href="(/signalements/rep_\w+)" data-row>')


def test_the_queue_is_cut_in_pages_and_filtered_by_its_address(world: World) -> None:
    for n in range(27):
        other(world, n)
    client = analyst(world)
    first = client.get("/file").text
    assert first.count("data-row>") == 25
    last = re.search(r'rel="next" href="(/file\?apres=rep_\w+)"', first)
    assert last is not None
    second = client.get(last[1]).text
    assert second.count("data-row>") == 2
    back = re.search(r'rel="prev" href="(/file\?avant=rep_\w+)"', second)
    assert back is not None
    assert ROWS.findall(client.get(back[1]).text) == ROWS.findall(first)
    assert 'rel="prev"' not in first
    assert client.get("/file?infraction=menace").text.count("data-row>") == 25
    assert client.get("/file?infraction=moquerie").text.count("data-row>") == 0
    assert client.get("/file?canal=phone").text.count("data-row>") == 0


def test_showing_a_case_is_journalled(world: World) -> None:
    report, client = sent(world), analyst(world)
    page = client.get(f"/signalements/{report}")
    assert page.status_code == 200
    assert "hxxps://forum[.]exemple/fil/1" in page.text
    with world.database.read() as session:
        seen = session.query(AuditRow).filter_by(action="report.seen", subject=report).count()
    assert seen == 1


def test_an_answer_changes_the_suggestion_at_once(world: World) -> None:
    report, client = sent(world), analyst(world)
    assert "À compléter" in client.get(f"/signalements/{report}").text
    after = post(client, report, "faits", fact="acces", value="ouvert")
    assert after.status_code == 200
    assert "Suggestion" in after.text
    fact = next(f for f in told(world, client, report)["facts"] if f["fact"] == "acces")
    assert (fact["value"], fact["standing"], fact["stated_by"]) == (
        "ouvert",
        "confirmed",
        client.headers["x-test-account"],
    )


def test_a_presumed_fact_is_confirmed_with_its_passage(world: World) -> None:
    report, client = sent(world), analyst(world)
    assert "Faits présumés" in client.get(f"/signalements/{report}").text
    after = post(client, report, "faits", fact="menace", act="confirm")
    assert "Faits présumés" not in after.text
    fact = next(f for f in told(world, client, report)["facts"] if f["fact"] == "menace" and not f["withdrawn_at"])
    assert (fact["value"], fact["standing"], fact["span"], fact["source"]) == (True, "confirmed", [0, 24], "lexique")


def test_a_presumed_fact_is_denied_or_withdrawn(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "faits", fact="menace", act="deny")
    assert told(world, client, report)["qualification"]["issue"] == "non_qualifie"
    post(client, report, "faits", fact="menace", act="withdraw")  # of the statement: what the text had shown comes back
    assert [f["standing"] for f in told(world, client, report)["facts"] if f["fact"] == "menace" and not f["withdrawn_at"]] == ["presumed"]  # fmt: skip
    post(client, report, "faits", fact="menace", act="withdraw")
    assert "menace" not in [f["fact"] for f in told(world, client, report)["facts"] if not f["withdrawn_at"]]


@pytest.mark.parametrize(
    ("fact", "values", "stated"),
    [
        ("forme", ["citation", "satire"], ["citation", "satire"]),
        ("forme", ["-"], []),
        ("age_victime", ["17"], 17),
        ("date_constat", ["2024-06-02"], "2024-06-02"),
        ("pays_auteur", ["fr"], "FR"),
        ("intention", ["non"], False),
    ],
)
def test_each_kind_of_fact_has_its_field(fact: str, values: list[str], stated: Any, sqlite_world: World) -> None:
    world = sqlite_world
    report, client = sent(world), analyst(world)
    assert f'id="question-{fact}"' in client.get(f"/signalements/{report}?fait={fact}").text
    assert post(client, report, "faits", fact=fact, value=values).status_code == 200
    held = next(f for f in told(world, client, report)["facts"] if f["fact"] == fact and not f["withdrawn_at"])
    assert held["value"] == stated


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("age_victime", ["vingt"]),
        ("age_victime", ["900"]),
        ("acces", ["ailleurs"]),
        ("acces", []),
        ("forme", []),
        ("absent", ["x"]),
    ],
)
def test_what_cannot_be_said_is_told_beside_its_field(fact: str, values: list[str], sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    before = told(sqlite_world, client, report)["version"]
    answer = post(client, report, "faits", fact=fact, value=values)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert told(sqlite_world, client, report)["version"] == before


def test_a_decision_leads_to_the_next_case_with_the_way_back(world: World) -> None:
    report, next_one, client = sent(world), other(world, 2), analyst(world)
    after = post(client, report, "decision", kind="accept", reason="  clair  ")
    assert after.url.path == f"/signalements/{next_one}"
    assert f'action="/signalements/{report}/annulation"' in after.text
    body = told(world, client, report)
    assert (body["state"], body["decisions"][0]["offence"], body["decisions"][0]["reason"]) == (
        "decided",
        "menace",
        "clair",
    )
    undone = re.search(rf'action="/signalements/{report}/annulation".*?name="version" value="(\d+)"', after.text)
    assert undone is not None
    back = client.post(f"/signalements/{report}/annulation", data={"version": undone[1]})
    assert back.url.path == f"/signalements/{report}"
    assert told(world, client, report)["state"] == "open"


@pytest.mark.parametrize("kind", ["none_applies", "noise", "out_of_scope"])
def test_a_case_is_set_aside_in_one_act(kind: str, sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    after = post(client, report, "decision", kind=kind)
    assert after.url.path == "/file"
    assert told(sqlite_world, client, report)["decisions"][0]["kind"] == kind


def test_a_correction_says_what_and_why_and_nothing_is_lost(world: World) -> None:
    report, client = sent(world), analyst(world)
    refused = post(client, report, "decision", kind="correct", offence="conservation", reason=" ")
    assert refused.status_code == 422
    assert '<option value="conservation" selected' in refused.text
    unknown = post(client, report, "decision", kind="correct", offence="rien", reason="un motif à garder")
    assert unknown.status_code == 422
    assert "un motif à garder" in unknown.text
    too_long = post(client, report, "decision", kind="correct", offence="conservation", reason="x" * 2_001)
    assert too_long.status_code == 422
    post(client, report, "decision", kind="correct", offence="conservation", reason="c'est un fichier")
    decision = told(world, client, report)["decisions"][0]
    assert (decision["kind"], decision["offence"], decision["suggested"]) == ("correct", "conservation", "menace")


def test_a_usual_reason_is_the_reason_of_a_correction_for_which_nothing_was_written(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    unknown = post(client, report, "decision", kind="correct", offence="conservation", motif="rien", reason="")
    assert unknown.status_code == 422
    post(client, report, "decision", kind="correct", offence="conservation", motif="age", reason=" ")
    assert told(sqlite_world, client, report)["decisions"][0]["reason"] == CANNED["age"][0]


@pytest.mark.parametrize(("language", "place"), [("fr", 0), ("en", 1)])
def test_a_usual_reason_is_stored_in_the_language_of_the_screen(language: str, place: int, sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    client.headers["accept-language"] = language
    post(client, report, "decision", kind="correct", offence="conservation", motif="age", reason="")
    assert told(sqlite_world, client, report)["decisions"][0]["reason"] == CANNED["age"][place]


def test_another_fact_is_asked_by_its_label_and_an_unknown_one_is_said(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    page = client.get(f"/signalements/{report}").text
    listed = re.findall(r'<option value="([^"]+)"></option>', page.partition('id="tous-les-faits"')[2])
    assert 'list="tous-les-faits"' in page
    assert listed == sorted(listed, key=str.casefold)
    offered = [client.get(f"/signalements/{report}", params={"fait": label}).text for label in listed]
    assert all("ask__field" in one and "fait-inconnu" not in one for one in offered)
    unknown = client.get(f"/signalements/{report}", params={"fait": "rien de tel"}).text
    assert "« rien de tel » n’est pas un fait de la liste" in unknown.replace("\u202f", " ")
    assert 'aria-invalid="true" aria-describedby="fait-inconnu"' in unknown
    english = client.get(f"/signalements/{report}", params={"fait": "nothing"}, headers={"accept-language": "en"}).text
    assert "is not a fact of the list" in english


def test_what_the_decisions_mean_and_ten_words_are_explained_in_place(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    for language, said in (("fr", "un autre service s’en charge"), ("en", "another service deals with it")):
        page = client.get(f"/signalements/{report}", headers={"accept-language": language}).text
        assert said in page
        assert 'popovertarget="sens-des-decisions"' in page


@pytest.mark.parametrize(
    ("form", "reason"),
    [({"kind": "correct", "offence": "conservation", "reason": "écrit"}, "écrit"), ({"kind": "noise"}, None)],
)
def test_a_usual_reason_replaces_no_words_and_goes_with_no_other_decision(
    form: dict[str, str], reason: str | None, sqlite_world: World
) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    post(client, report, "decision", motif="nearer", **form)
    assert told(sqlite_world, client, report)["decisions"][0]["reason"] == reason


def test_the_offence_displayed_is_the_one_that_accepting_upholds(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    main = client.get(f"/signalements/{report}").text
    assert "Retenir" in main
    assert 'name="kind" value="accept"' in main
    shown = client.get(f"/signalements/{report}?infraction=conservation").text
    assert 'name="kind" value="accept"' not in shown
    assert '<option value="conservation" selected' in shown
    assert '<option value="">' not in shown  # a usual reason is chosen: no essay is asked


def test_only_facts_that_can_change_the_answer_are_asked(sqlite_world: World) -> None:
    presumed = {"value": "2024-06-02", "standing": "presumed", "source": "service"}
    report, client = sent(sqlite_world, facts={**FACTS, "date_constat": presumed}), analyst(sqlite_world)
    page = client.get(f"/signalements/{report}").text
    asked, folded = page.partition('<details class="more" data-by-hand')[::2]
    assert 'id="fait-menace"' in asked
    assert 'id="fait-date_constat"' not in asked
    assert 'id="fait-date_constat"' in folded
    assert page.count('id="fait-menace"') == 1
    assert 'id="question-menace"' not in page  # one fact in one place


def test_nothing_to_accept_is_said_on_the_case(sqlite_world: World) -> None:
    report, client = sent(sqlite_world, facts={}), analyst(sqlite_world)
    answer = post(client, report, "decision", kind="accept")
    assert answer.status_code == 409
    assert "Aucune suggestion" in answer.text


def test_a_change_by_somebody_else_is_said_and_what_was_written_is_kept(world: World) -> None:
    report, one, two = sent(world), analyst(world), analyst(world)
    old = version(one.get(f"/signalements/{report}").text)
    machine_like = one.get(f"/v1/reports/{report}")
    one.post(
        f"/v1/reports/{report}/facts",
        json={"state": {"acces": "ouvert"}},
        headers={"if-match": machine_like.headers["etag"]},
    )
    late = one.post(
        f"/signalements/{report}/decision", data={"version": old, "kind": "none_applies", "reason": "mon motif"}
    )
    assert late.status_code == 412
    assert "a changé pendant que vous le lisiez" in late.text
    assert "mon motif" in late.text
    assert version(late.text) != old
    assert (
        one.post(f"/signalements/{report}/faits", data={"version": old, "fact": "acces", "value": "ouvert"}).status_code
        == 412
    )
    assert one.post(f"/signalements/{report}/annulation", data={"version": old}).status_code == 412
    one.post(f"/signalements/{report}/prendre")
    held = two.post(f"/signalements/{report}/decision", data={"version": version(late.text), "kind": "noise"})
    assert held.status_code == 409
    assert told(world, one, report)["state"] == "open"


def test_a_case_given_back_is_not_the_next_one(world: World) -> None:
    report, next_one, client = sent(world), other(world, 3), analyst(world)
    assert client.post("/file/suivant").url.path == f"/signalements/{report}"
    after = client.post(f"/signalements/{report}/passer")
    assert after.url.path == f"/signalements/{next_one}"
    assert analyst(world).post("/file/suivant").url.path == f"/signalements/{report}"


def test_the_next_case_of_two_people_is_not_the_same(world: World) -> None:
    sent(world)
    other(world, 4)
    paths = {analyst(world).post("/file/suivant").url.path for _ in range(2)}
    assert len(paths) == 2
    assert analyst(world).post("/file/suivant").url.path == "/file"


def test_a_decided_content_met_again_is_prequalified_and_confirmed_in_one_key(world: World) -> None:
    report, client = sent(world), analyst(world)
    post(client, report, "decision", kind="accept")
    again = sent(world)
    page = client.get(f"/signalements/{again}").text
    assert "Préqualifié" in page
    assert f'href="/signalements/{report}"' in page
    post(client, again, "decision", kind="accept")
    assert told(world, client, again)["decisions"][0]["carried_from"] is not None


def test_a_kept_answer_is_shown_replayed_and_exported(world: World) -> None:
    report, client = sent(world), analyst(world)
    name = told(world, client, report)["qualification"]["id"]
    page = client.get(f"/qualifications/{name}?rejouer=1")
    assert "la même réponse" in page.text
    exported = client.get(f"/qualifications/{name}/export")
    assert exported.headers["content-disposition"].endswith(f'"{name}.json"')
    assert exported.json()["report"] == report
    editor = world.signed_in(Role.POLICY_EDITOR)
    editor.headers.update(PAGE)
    assert "famille" not in editor.get(f"/qualifications/{name}").text


def test_a_name_that_is_no_report_is_refused(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    assert client.get("/signalements/rep_" + "0" * 26).status_code == 404
    assert client.get("/signalements/x").status_code == 404
    assert client.get("/file?fini=x").status_code == 200
