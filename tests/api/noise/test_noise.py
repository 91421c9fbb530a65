"""The noise filter asked by machines, and reviewed by people."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.kit.permissions import Permission, Role
from api.texts.noise_filter import open_filter
from api.texts.readers import Texts
from classifiers.noise.certificate import DEMONSTRATION
from classifiers.reader.reading import ReportReading, ReportText
from tests.api.service.reading import KEPT, NOISE, certificate, texts, under
from tests.api.service.world import NOON, World, problem
from tests.classifiers.noise.small_reader import SmallReader

LINES = "application/x-ndjson"


@pytest.fixture
def reading(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url, tmp_path, texts=texts())
    yield made
    made.close()


def asked(world: World) -> Any:
    return world.machine(Permission.NOISE_ASK)


def aside(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, **more}


def test_a_batch_gets_a_verdict_a_text_in_order(reading: World) -> None:
    sent = [
        {"id": "a", "text": KEPT},
        {"id": 2, "text": NOISE, "reported_category": "haine"},
        {"id": "c", "text": "Recette de tarte aux pommes facile et rapide", "reports": 2, "reported_category": "haine"},
    ]
    sent.append({"id": 4, "text": NOISE.upper(), "reported_category": "haine"})
    sent.append({"id": 5, "text": "Ces gens sont de la vermine, tous dehors.", "comment": "à voir"})
    told = asked(reading).post("/v1/noise", json={"texts": sent})
    assert told.status_code == 200, told.text
    body = told.json()
    assert [(v["id"], v["decision"], v["reason"]) for v in body["verdicts"]] == [
        ("a", "keep", "menace"),
        (2, "set_aside", "score"),
        ("c", "keep", "deja_signale"),
        (4, "keep", "deja_signale"),
        (5, "keep", "score"),
    ]
    assert body["valid"]
    assert len(body["certificate"]) == 64
    assert (body["verdicts"][4]["fields"], body["verdicts"][4]["kind"]) == ({"haine": 0.97}, None)
    assert (body["verdicts"][0]["gravity"], body["verdicts"][1]["kind"]) == ({"threat": 0.9}, "prive")


def test_a_text_alone_is_a_post_and_one_that_says_something_of_a_reporter_a_report(reading: World) -> None:
    sent = [
        {"id": 1, "text": "Ces gens sont de la vermine, tous dehors."},
        {"id": 2, "text": "Ces gens sont de la vermine, tous dehors.", "comment": None},
        {"id": 3, "text": "Ces gens sont de la vermine, tous dehors.", "reported_category": None},
    ]
    client = asked(reading)
    for one in sent:
        batch = client.post("/v1/noise", json={"texts": [one]}).json()["verdicts"][0]
        line = client.post("/v1/noise", content=json.dumps(one) + "\n", headers={"content-type": LINES}).json()
        assert batch["score"] == line["score"] == pytest.approx(0.48 if one["id"] == 1 else 0.96, abs=0.011)


def test_a_stream_is_answered_in_order_with_its_bad_lines(reading: World) -> None:
    lines = [
        json.dumps({"id": 1, "text": KEPT}),
        "pas du json",
        "",
        '{"id": "\\ud800", "text": 3}',
        json.dumps({"id": 4, "text": NOISE, "reported_category": "haine"}),
        json.dumps({"id": 5, "text": NOISE + " ", "reported_category": "haine"}),
    ]
    whole = ("\n".join(lines)).encode()
    pieces = (whole[start : start + 37] for start in range(0, len(whole), 37))
    told = asked(reading).post("/v1/noise", content=pieces, headers={"content-type": LINES})
    assert told.status_code == 200
    assert told.headers["content-type"] == LINES
    answers = [json.loads(line) for line in told.content.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, "\ud800", 4, 5]
    assert [answer.get("error", {}).get("line") for answer in answers] == [None, 2, 4, None, None]
    assert [answer.get("decision") for answer in answers] == ["keep", None, None, "set_aside", "keep"]
    assert answers[-1]["reason"] == "deja_signale"
    assert "pas du json" not in told.text


@pytest.mark.parametrize(
    ("line", "french", "english"),
    [
        (b"oops", 'JSON incorrect ; attendu : {"id": …, "text": …}', 'incorrect JSON; expected: {"id": …, "text": …}'),
        (b"\xff", "octets qui ne sont pas de l'UTF-8", "bytes that are not UTF-8"),
        (b'{"id": 1, "id": 2}', "une clé est écrite deux fois", "a key is written twice"),
        (b"[]", 'un objet est attendu : {"id": …, "text": …}', 'an object is expected: {"id": …, "text": …}'),
        (b"{}", "`id` : un texte ou un entier est attendu", "`id`: a text or a whole number is expected"),
        (b'{"id": 1}', "`text` : un texte est attendu", "`text`: a text is expected"),
        (
            b'{"id": 1, "text": "a", "reports": 0}',
            "`reports` : un entier à partir de 1 est attendu",
            "`reports`: a whole number from 1 on is expected",
        ),
        (
            b'{"id": 1, "text": "a", "reported_category": 3}',
            "`reported_category` : un texte d'au plus 200 caractères, ou null, est attendu",
            "`reported_category`: a text of at most 200 characters, or null, is expected",
        ),
    ],
)
def test_a_line_that_cannot_be_judged_is_told_in_the_language_of_the_answer(
    line: bytes, french: str, english: str, reading: World
) -> None:
    client = asked(reading)
    for language, told in (("fr", french), ("en", english)):
        headers = {"content-type": LINES, "accept-language": language}
        answer = json.loads(client.post("/v1/noise", content=line + b"\n", headers=headers).content)
        assert answer["error"] == {"line": 1, "message": told}


def test_a_bad_batch_says_what_is_wrong(reading: World) -> None:
    client = asked(reading)
    problem(client.post("/v1/noise", content=b"{", headers={"content-type": "application/json"}), "malformed-body")
    problem(client.post("/v1/noise", content=b"<a/>", headers={"content-type": "text/xml"}), "malformed-body")
    body = problem(client.post("/v1/noise", json={"texts": [{"id": "a", "texte": "b"}]}), "invalid-request")
    assert {e["pointer"] for e in body["errors"]} == {"/texts/0/texte"}
    body = problem(client.post("/v1/noise", json={"texts": [{"id": "a"}, {"id": "b", "text": 3}]}), "invalid-request")
    assert [e["pointer"] for e in body["errors"]] == ["/texts/0/text", "/texts/1/text"]


def test_a_stream_has_its_own_limit(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path, texts=texts(), max_body_bytes=2_000, max_stream_bytes=20_000)
    client = asked(world)
    line = json.dumps({"id": 1, "text": NOISE}) + "\n"
    told = client.post("/v1/noise", content=line * 100, headers={"content-type": LINES})
    assert len(told.content.splitlines()) == 100
    problem(client.post("/v1/noise", content=line * 1_000, headers={"content-type": LINES}), "body-too-large")
    problem(client.post("/v1/reports", content=line * 100, headers={"content-type": LINES}), "body-too-large")
    world.close()


def test_without_a_filter_the_route_says_so_and_reports_come_in(database_url: str, tmp_path: Path) -> None:
    def broken(_: Any) -> Any:
        raise OSError("noise.skops")

    world = World(database_url, tmp_path, texts=Texts({}, None, broken))
    body = problem(asked(world).post("/v1/noise", json={"texts": [{"id": 1, "text": "a"}]}), "noise-filter-absent")
    assert body["title"] == "Filtre absent"
    told = world.report(text=NOISE)
    assert (told["state"], told["noise"]) == ("open", None)
    world.close()


def test_what_is_set_aside_is_sampled_judged_and_restored(reading: World) -> None:
    machine, analyst = reading.machine(), reading.signed_in(Role.ANALYST)
    words = ("aujourd'hui", "demain matin", "samedi", "dimanche prochain")
    sent = [machine.post("/v1/reports", json=aside(NOISE + " " + w, reference=w)).json() for w in words]
    assert {r["state"] for r in sent} == {"low_priority"}
    before = analyst.get("/v1/noise/review?limit=2").json()
    assert (len(before["items"]), before["waiting"], before["disagreement"]["rate"]) == (2, 4, None)
    back = analyst.post(f"/v1/noise/review/{sent[0]['id']}", json={"verdict": "restore"}).json()
    assert (back["state"], back["noise"]["review"], back["noise"]["decision"]) == ("open", "restored", "set_aside")
    for one in sent[1:]:
        gone = analyst.post(f"/v1/noise/review/{one['id']}", json={"verdict": "noise"}).json()
        assert gone["state"] == "noise"
    problem(analyst.post(f"/v1/noise/review/{sent[0]['id']}", json={"verdict": "noise"}), "not-set-aside")
    after = analyst.get("/v1/noise/review").json()
    rate = after["disagreement"]
    assert (after["waiting"], rate["found"], rate["of"], rate["rate"]) == (0, 1, 4, 0.25)
    assert (round(rate["low"], 4), round(rate["high"], 4)) == (0.0063, 0.8059)  # Clopper-Pearson, 1 in 4


def test_undoing_noise_puts_a_report_back_aside(reading: World) -> None:
    machine, analyst = reading.machine(), reading.signed_in(Role.ANALYST)
    one = machine.post("/v1/reports", json=aside(NOISE)).json()["id"]
    analyst.post(f"/v1/noise/review/{one}", json={"verdict": "noise"})
    etag = analyst.get(f"/v1/reports/{one}").headers["etag"]
    back = analyst.delete(f"/v1/reports/{one}/decision", headers={"if-match": etag}).json()
    assert (back["state"], back["noise"]["review"]) == ("low_priority", None)


class UnsureReader(SmallReader):
    """A reader that recognises noise, and not by far."""

    def _read(self, report: ReportText) -> ReportReading:
        return replace(super()._read(report), noise={"prive": 0.4})


@pytest.mark.parametrize(("reader", "state"), [(UnsureReader(), "open"), (SmallReader(), "low_priority")])
def test_a_grave_category_is_ranked_first_and_keeps_what_is_not_surely_noise(
    reader: SmallReader, state: str, database_url: str, tmp_path: Path
) -> None:
    noise = open_filter(reader=reader, today=NOON.date())
    noise = under(noise, certificate(noise, DEMONSTRATION, demonstration=True))
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise))
    machine = world.machine()
    for category, rank, text in (
        ("Mineurs", "mineurs", "Merci pour la recette, le gratin était parfait hier soir."),
        ("terrorisme", "terrorisme", "Est-ce que le magasin ouvre aussi le dimanche matin ?"),
    ):
        told = machine.post("/v1/reports", json={"text": text, "reported_category": category}).json()
        assert told["priority"]["reason"] == rank
        assert told["state"] == state
        assert told["noise"]["reason"] == ("score" if state == "low_priority" else "priorite")
    told = machine.post("/v1/reports", json={"text": NOISE, "reported_category": "haine"}).json()
    assert (told["priority"]["reason"], told["state"], told["noise"]["reason"]) == (None, "low_priority", "score")
    world.close()


def test_what_comes_back_from_aside_takes_the_rank_of_its_category(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    sent = reading.report(text=NOISE, reported_category="Mineurs")
    assert sent["state"] == "low_priority"
    back = analyst.post(f"/v1/noise/review/{sent['id']}", json={"verdict": "restore"}).json()
    assert (back["state"], back["priority"]["reason"]) == ("open", "mineurs")


def test_verdicts_leave_while_texts_still_come_in(sqlite_world: World, tmp_path: Path) -> None:
    world = World(sqlite_world.settings.database, tmp_path, texts=texts())
    key = asked(world).headers["authorization"]
    server = uvicorn.Server(uvicorn.Config(world.app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        with socket.create_connection(server.servers[0].sockets[0].getsockname()[:2], 10) as line:
            head = f"POST /v1/noise HTTP/1.1\r\nHost: a\r\nAuthorization: {key}\r\nContent-Type: {LINES}\r\n"
            line.sendall(f"{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode())
            for number, text in enumerate((KEPT, NOISE, KEPT)):
                sent = json.dumps({"id": f"n{number}", "text": text}).encode() + b"\n"
                line.sendall(b"%x\r\n%b\r\n" % (len(sent), sent))
                told = b""
                while f'"n{number}"'.encode() not in told:  # answered before the next one is sent
                    told += line.recv(65_536)
            line.sendall(b"0\r\n\r\n")
            while rest := line.recv(65_536):
                told += rest
        assert told.endswith(b"0\r\n\r\n")
    finally:
        server.should_exit = True
        thread.join(10)
        world.close()
