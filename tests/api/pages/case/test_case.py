"""The pages of the workbench: each thing an analyst does with a case, and what is said when it cannot be done."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answers.answerer import Answerer
from api.answers.storage import answer_bytes
from api.db.audit import AuditRow
from api.db.reports import QualificationRow, ReportRow
from api.kit.permissions import Role
from api.kit.typography import typeset
from api.pages.answer.messages import MESSAGES
from api.pages.answer.printable import printable_answer, printable_html
from api.pages.case.answers import read_answer
from api.retention import service
from engine.model.knowledge import Exactly
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


def test_the_queue_is_cut_in_pages_and_filtered_by_its_address(world: World) -> None:
    for n in range(27):
        other(world, n)
    client = analyst(world)
    first = client.get("/file").text
    assert first.count("data-row>") == 25
    assert 'rel="next" href="/file?page=2"' in first
    assert client.get("/file?page=2").text.count("data-row>") == 2
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


def set_aside(world: World, count: int) -> list[str]:
    """Reports that the filter set aside."""
    names = [other(world, n) for n in range(count)]
    with world.database.write() as session:
        for name in names:
            row = session.get(ReportRow, name)
            assert row is not None
            row.state, row.noise_score = "low_priority", 0.01
            row.noise_decision, row.noise_reason = "set_aside", "score"
    return names


def judge(client: TestClient, verdict: str) -> tuple[str, str]:
    """What the review shows is judged; its name, and the page that comes by itself."""
    found = re.search(r'action="/bruit/(rep_\w+)".*?name="version" value="(\d+)"', client.get("/bruit").text, re.DOTALL)
    assert found is not None
    answer = client.post(f"/bruit/{found[1]}", data={"version": found[2], "verdict": verdict})
    assert answer.status_code == 200
    return found[1], answer.text


def take_back(client: TestClient, page: str) -> str:
    """The bar of a page undoes what was just said; the page that follows."""
    found = re.search(r'action="(/bruit/rep_\w+/annulation)".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found is not None
    answer = client.post(found[1], data={"version": found[2]})
    assert answer.status_code == 200
    return str(answer.text)


def test_noise_is_judged_one_at_a_time_and_measured(world: World) -> None:
    set_aside(world, 3)
    client = analyst(world)
    page = client.get("/bruit").text
    assert page.count('name="verdict" value="restore"') == 1
    assert "pas encore mesuré" in page
    back, page = judge(client, "restore")
    assert "remis en file" in page
    gone, page = judge(client, "noise")
    assert told(world, client, back)["state"] == "open"
    assert told(world, client, gone)["state"] == "noise"
    assert "sur 2 jugements" in page
    assert "50,0" in page
    judge(client, "noise")
    assert "Rien n'est mis de côté" in unescape(client.get("/bruit").text)


@pytest.mark.parametrize("verdict", ["noise", "restore"])
def test_what_was_said_of_noise_is_taken_back_and_shown_again(verdict: str, world: World) -> None:
    set_aside(world, 4)
    client = analyst(world)
    name, page = judge(client, verdict)
    page = take_back(client, page)
    assert f'action="/bruit/{name}"' in page
    assert told(world, client, name)["state"] == "low_priority"
    assert "pas encore mesuré" in page


def test_a_restored_report_that_somebody_began_is_not_taken_back(world: World) -> None:
    set_aside(world, 1)
    client, colleague = analyst(world), analyst(world)
    name, page = judge(client, "restore")
    assert f"/bruit/{name}/annulation" in page
    held = told(world, client, name)["version"]
    assert colleague.post(f"/bruit/{name}/annulation", data={"version": held}).status_code == 409
    colleague.post("/file/suivant")
    assert "data-toast" not in client.get(f"/bruit?fini={name}").text
    assert client.post(f"/bruit/{name}/annulation", data={"version": held}).status_code == 409


def test_noise_judged_meanwhile_is_left_as_it_is_and_the_next_one_comes(world: World) -> None:
    set_aside(world, 1)
    one, two = analyst(world), analyst(world)
    name = re.findall(r'action="/bruit/(rep_\w+)"', two.get("/bruit").text)[0]
    held = version(two.get("/bruit").text)
    judge(one, "noise")
    late = two.post(f"/bruit/{name}", data={"version": held, "verdict": "restore"})
    assert "déjà jugé" in late.text
    assert told(world, two, name)["state"] == "noise"


def test_no_identifier_of_a_rule_reaches_a_screen(world: World) -> None:
    words = {
        ("priorite", None): "une règle de priorité le désigne",
        ("faits_etablis", None): "faits établis par qui l'envoie",
        ("indice_menace", None): "gardé pour un indice",
        ("danger_pour_la_vie", "danger_pour_la_vie"): "gardé d'office",
        ("regle_disparue", "regle_disparue"): "retirée depuis",
    }
    client = analyst(world)
    for n, ((noise, rank), said) in enumerate(words.items()):
        name = other(world, 100 + n)
        with world.database.write() as session:
            row = session.get(ReportRow, name)
            assert row is not None
            row.noise_score, row.noise_decision, row.noise_reason, row.priority_reason = 0.5, "keep", noise, rank
        for page in (client.get(f"/signalements/{name}").text, client.get("/file?etat=all").text):
            assert said in unescape(page)
            assert f">{noise}" not in page
        assert "retirée depuis" in client.get("/file?etat=all").text or rank != "regle_disparue"
    english = client.get("/file?etat=all", headers={"accept-language": "en"}).text
    for said in (
        "a priority rule names it",
        "facts stated by the sender",
        "kept for a cue",
        "always kept: danger to life",
    ):
        assert said in english


def test_an_offence_cleared_by_presumptions_only_is_to_be_confirmed(world: World) -> None:
    presumed = {"value": "message_direct", "standing": "presumed", "source": "service"}
    report = sent(world, facts={"menace": True, "age_victime": 30, "acces": presumed})
    client = analyst(world)
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "chaque infraction que les faits évoquent est écartée" in page
    assert "n'est écartée que par des faits présumés" in page
    assert "Écarté sur des faits seulement présumés" in page
    post(client, report, "faits", fact="acces", act="confirm")
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "chaque infraction que les faits évoquent est écartée" in page
    assert "présumés" not in page


def test_a_fact_read_in_the_text_names_no_rule(world: World) -> None:
    source = "indice textuel (menaces.promesse_de_nuire)"
    report = sent(world, facts={"menace": {"value": True, "standing": "presumed", "source": source, "span": [0, 24]}})
    page = analyst(world).get(f"/signalements/{report}").text
    assert "lu dans le texte" in page
    assert "promesse_de_nuire" not in page


READ = {
    "menace": {"value": True, "standing": "presumed", "source": "indice textuel (menace-de-coups)", "span": [0, 24]},
    "acces": {"value": "ouvert", "standing": "presumed", "source": "indice textuel (second-lecteur)", "span": [0, 24]},
    "age_victime": {"value": 14, "standing": "presumed", "source": "modèle (essai)"},
}


def test_each_presumed_fact_says_which_reader_saw_it(world: World) -> None:
    report = sent(world, facts={**READ, "pays_auteur": {"value": "FR", "standing": "presumed", "source": "service"}})
    client = analyst(world)
    page = unescape(client.get(f"/signalements/{report}").text)
    label = r'<span class="visually-hidden">lu par : </span><span class="tag">([^<]*)</span>'
    items = re.findall(r'id="fait-(\w+)".*?<p class="stated__source">(.*?)</p>', page, re.S)
    assert {name: re.findall(label, item.replace("\u202f", " ")) for name, item in items} == {
        "menace": ["lexiques"],
        "acces": ["lecteur embarqué"],
        "age_victime": ["modèle"],
        "pays_auteur": [],
    }
    assert "présumé, lu dans le texte (lexiques)" in page
    assert "lu dans l'adresse" in page.replace("’", "'")
    assert "modèle (essai)" not in page
    read = {fact["fact"]: fact["reader"] for fact in client.get(f"/v1/reports/{report}").json()["facts"]}
    assert read == {"menace": "lexicons", "acces": "embedded", "age_victime": "model", "pays_auteur": None}
    english = unescape(client.get(f"/signalements/{report}?lang=en").text)
    assert "presumed, read in the text (lexicons)" in english


REPORTED = {
    "value": True,
    "standing": "presumed",
    "source": "commentaire du signalant (menaces.promesse_de_nuire)",
    "span": [6, 12],
    "span_in": "comment",
}


def test_the_reporters_words_have_their_own_block_and_what_is_read_there_says_so(world: World) -> None:
    report = sent(world, comment="Il me menace <chaque> soir.", facts={"menace": REPORTED, "acces": "ouvert"})
    client = analyst(world)
    page = unescape(client.get(f"/signalements/{report}").text)
    content, block = page.partition('id="commentaire"')[::2]
    assert TEXT[:30] in content
    assert "Il me " not in content
    assert "Ce que dit le signalant" in block
    assert re.search(r'<mark class="span[^>]*>.*?menace<sup', block)
    assert "<chaque>" not in client.get(f"/signalements/{report}").text
    assert "Passage 1, selon le signalant" in page
    assert "selon le signalant, lu dans ce qu'il dit" in page.replace("’", "'")
    assert "promesse_de_nuire" not in page
    post(client, report, "faits", fact="menace", act="confirm")
    told_ = client.get(f"/v1/reports/{report}").json()["facts"]
    assert [(f["standing"], f["span_in"], f["span"]) for f in told_ if f["fact"] == "menace"] == [
        ("confirmed", "comment", [6, 12]),
        ("presumed", "comment", [6, 12]),
    ]
    assert "selon le signalant" in client.get(f"/signalements/{report}").text


def test_pages_read_the_stored_answer_and_do_not_reason_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report, client = sent(world), analyst(world)
    name = client.get(f"/v1/reports/{report}").json()["qualification"]["id"]
    pages = (f"/signalements/{report}", f"/qualifications/{name}", f"/qualifications/{name}/pdf")
    before = [client.get(page).content for page in pages]

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page asked for the answer again")

    monkeypatch.setattr(Answerer, "answer", refuse)
    assert [client.get(page).content for page in pages] == before


def _row(world: World, report: str) -> QualificationRow:
    """The stored answer on a report, apart from the database, which never changes one."""
    with world.database.read() as session:
        row = session.query(QualificationRow).filter_by(report=report).one()
        session.expunge(row)
        return row


def test_what_is_read_is_what_was_stored(world: World) -> None:
    row = _row(world, sent(world))
    stored = json.loads(answer_bytes(row))
    stored["facts"]["age_victime"]["value"] = 47
    data = json.dumps(stored).encode()
    row.answer, row.answer_digest = zlib.compress(data), hashlib.sha256(data).hexdigest()
    read = read_answer(world.services, row)
    assert read is not None
    assert read.facts["age_victime"].knowledge == Exactly(47)


@pytest.mark.parametrize("data", [zlib.compress(b"{}"), b"not compressed"])
def test_a_damaged_answer_is_not_shown_as_if_it_were_sound(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, data: bytes
) -> None:
    report, client = sent(world), analyst(world)
    row = _row(world, report)
    monkeypatch.setattr("api.pages.case.answers.answer_bytes", lambda _: zlib.decompress(data))
    page = client.get(f"/qualifications/{row.id}")
    assert page.status_code == 200
    assert typeset(MESSAGES["kept.old_law"][0], "fr").partition(",")[0] in unescape(page.text)
    assert client.get(f"/signalements/{report}").status_code == 410
    assert f"stored answer {row.id} cannot be read" in caplog.text


def test_a_kept_answer_and_its_print_say_who_speaks(world: World) -> None:
    report = sent(world, comment="Il me menace chaque soir.", facts={"menace": REPORTED, "acces": "ouvert"})
    client = analyst(world)
    name = client.get(f"/v1/reports/{report}").json()["qualification"]["id"]
    page = unescape(client.get(f"/qualifications/{name}").text)
    assert "Ce que dit le signalant" in page
    assert "Passage 1, selon le signalant" in page
    with world.database.read() as session:
        row = session.get(QualificationRow, name)
        assert row is not None
        printed = unescape(printable_html(printable_answer(world.services, row, "fr"), "fr"))
    assert "selon le signalant" in printed
    assert "chaque soir" not in printed


def test_a_comment_alone_is_read_first_and_says_that_there_is_no_text(world: World) -> None:
    report = sent(world, text=None, comment="Page raciste, regardez.", facts={"acces": "ouvert"})
    page = analyst(world).get(f"/signalements/{report}").text
    assert "pas de texte." in page
    fold = page.partition('data-fold="main"')[2]
    assert fold.partition("</div>")[0].find("commentaire-signale") > 0


def test_an_erased_comment_is_said_to_be(world: World) -> None:
    report = sent(world, comment="Il me menace chaque soir.", facts={"menace": REPORTED, "acces": "ouvert"})
    world.clock.moment += timedelta(days=366)
    service.purge(world.services)
    page = unescape(analyst(world).get(f"/signalements/{report}").text)
    assert "Ce que disait le signalant a été effacé" in page
    assert "selon le signalant" in page
    assert "chaque soir" not in page


def test_a_report_without_a_comment_has_no_block_for_one(world: World) -> None:
    page = analyst(world).get(f"/signalements/{sent(world)}").text
    assert "Ce que dit le signalant" not in page


def test_a_name_that_is_no_report_is_refused(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    assert client.get("/signalements/rep_" + "0" * 26).status_code == 404
    assert client.get("/signalements/x").status_code == 404
    assert client.get("/file?fini=x").status_code == 200
