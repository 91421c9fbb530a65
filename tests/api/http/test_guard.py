"""What every request passes through: size, origin, rate, headers; bad input is told, never repeated, never logged."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from api.db.migrate import upgrade
from api.http.guard import CSP
from api.http.security_headers import CONTENT_SECURITY_POLICY
from api.kit.permissions import Permission, Role
from api.kit.rate_limit import Limiter
from tests.api.service.world import World, problem

SECRET_WORDS = "motsecret"


def test_a_body_of_ten_megabytes_is_refused(sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    problem(machine.post("/v1/reports", content=b"x" * 10_000_000), "body-too-large")

    def streamed() -> object:
        for _ in range(100):
            yield b"x" * 100_000

    problem(machine.post("/v1/reports", content=streamed()), "body-too-large")  # type: ignore[arg-type]
    assert machine.get("/v1/reports").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"text": "\xe9"}', b"[" * 50_000, b'{"facts": {"age_victime": ' + b"9" * 5_000 + b"}}"],
    ids=["empty", "cut", "not utf-8", "latin-1", "deep", "huge number"],
)
def test_an_unreadable_body_is_told(body: bytes, sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    response = machine.post("/v1/reports", content=body, headers={"content-type": "application/json"})
    assert response.json()["code"] in ("malformed-body", "invalid-request")
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    ("body", "kind", "pointer", "words"),
    [
        (b'{"text": "x"}', "text/plain", "header:content-type", "application/json"),
        (b'{"text": "x"}', "", "header:content-type", "application/json"),
        ('{"text": "x"}'.encode("utf-16"), "application/json", "", "UTF-8"),
        (b'{"text": "x", "text": "y"}', "application/json", "", "`text`"),
        (
            b'{"facts": {"acces": {"value": "ouvert", "value": "ferme"}}}',
            "application/json; charset=utf-8",
            "",
            "`value`",
        ),
        (b'{"facts": {"acces": ' + b"[" * 400 + b"]" * 400 + b"}}", "application/json", "", "32 niveaux"),
        (
            b'{"facts": {"acces": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}}",
            "application/json",
            "",
            "32 niveaux",
        ),
        (b'{"text": "x",\n  oups}', "application/json", "", "2:3"),
    ],
)
def test_a_body_is_read_in_one_way_only(body: bytes, kind: str, pointer: str, words: str, sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    headers = {"content-type": kind} if kind else {}
    errors = problem(machine.post("/v1/reports", content=body, headers=headers), "malformed-body")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert words in errors[0]["message"]
    assert machine.get("/v1/reports").json()["items"] == []


def test_a_body_that_begins_with_a_byte_order_mark_is_read(sqlite_world: World) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"text": "Bonjour, qui que vous soyez."}).encode()
    answer = sqlite_world.machine().post("/v1/reports", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"texte": "x"}, "/texte"),
        ({"text": 12}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"facts": {"menace": "peut-être"}}, "/facts/menace"),
        ({"facts": {"menace": float("nan")}}, "/facts/menace"),
        ({"facts": {"menace": {"value": True, "source": "\ud800"}}}, "/facts/menace/source"),
        ({"text": "\ud800"}, "/text"),
        ({"date_of_facts": "2024-02-30", "url": "a.exemple"}, "/date_of_facts"),
        ({"reports": []}, "/reports"),
        ({"reports": [{"url": "a.exemple"}, {"urls": "x"}]}, "/reports/1/urls"),
        ({}, "/text"),
        ([], ""),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(body: object, pointer: str, sqlite_world: World) -> None:
    machine = sqlite_world.machine()
    response = machine.post(
        "/v1/reports", content=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    told = problem(response, "invalid-request")
    assert pointer in [error["pointer"] for error in told["errors"]]


def test_a_batch_too_long_is_refused(sqlite_world: World) -> None:
    body = {"reports": [{"url": "a.exemple"}] * 201}
    assert "200" in str(problem(sqlite_world.machine().post("/v1/reports", json=body), "invalid-request"))


@pytest.mark.parametrize(
    ("address", "pointers", "words"),
    [
        ("/v1/reports?zzz=1", ["query:zzz"], "reference"),
        ("/v1/reports?stat=open&limit=2&zz=1", ["query:stat", "query:zz"], "`state`"),
        ("/v1/noise/review?chanel=form", ["query:chanel"], "limit"),
        ("/v1/statistics?first=2024-01-01", ["query:first"], "from"),
        ("/v1/me?x=1", ["query:x"], "aucun"),
    ],
)
def test_a_parameter_that_no_route_takes_is_refused(
    address: str, pointers: list[str], words: str, sqlite_world: World
) -> None:
    told = problem(sqlite_world.signed_in(Role.REVIEWER).get(address), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == pointers
    assert words in told["errors"][0]["hint"]


@pytest.mark.parametrize(
    "address", ["/v1/reports?limit=1&limit=2", "/v1/queue/reports?limit=5&limit=5", "/file?etat=all&etat=noise"]
)
def test_a_parameter_given_twice_is_refused(address: str, sqlite_world: World) -> None:
    told = problem(sqlite_world.signed_in(Role.REVIEWER).get(address), "invalid-request")
    assert [error["message"] for error in told["errors"]] == ["paramètre répété"]


def test_a_parameter_that_takes_several_values_is_given_several_times(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.POLICY_EDITOR)
    address = f"/demandes/chg_{'0' * 26}/gestes/label"
    problem(client.get(f"{address}?choix=un&choix=deux"), "not-found")  # no such request, and both are read
    problem(client.get(f"{address}?ailleurs=1&ailleurs=2"), "invalid-request")


def test_parameters_that_a_route_takes_through_what_it_depends_on_are_known(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.REVIEWER)
    assert client.get("/v1/statistics?from=2024-01-01&to=2024-02-01&kind=dsa&under=5&lang=en").status_code == 200
    assert client.get("/file?ailleurs=1").status_code == 200  # a page takes what links add


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "https://ailleurs.exemple"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://["}, True),
        ({"origin": "http://[::1]x"}, True),
        ({"origin": ""}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8000"}, False),
        ({"origin": "http://127.0.0.1:8000"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({}, False),
        ({"sec-fetch-site": "cross-site", "authorization": "Bearer x"}, False),
    ],
)
def test_another_site_cannot_act_for_somebody(headers: dict[str, str], refused: bool, sqlite_world: World) -> None:
    response = sqlite_world.anonymous().post("/v1/session", json={"link": "x"}, headers=headers)
    assert (response.json()["code"] == "cross-site") is refused
    assert sqlite_world.anonymous().get("/health", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/health", "/docs", "/v1/me", "/nulle-part", "/problems/conflict", "/sign-in"])
def test_every_answer_carries_its_security_headers(path: str, sqlite_world: World) -> None:
    headers = sqlite_world.anonymous().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert path == "/docs" or policy in (CSP, CONTENT_SECURITY_POLICY)


@pytest.mark.parametrize("path", ["/docs", "/sign-in", "/problems/conflict"])
def test_no_page_refers_to_an_outside_host_nor_holds_a_script(path: str, sqlite_world: World) -> None:
    text = sqlite_world.anonymous().get(path).text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert "<script>" not in text


def test_the_files_of_the_description_are_served_from_here(sqlite_world: World) -> None:
    client = sqlite_world.anonymous()
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js", "favicon.png"):
        assert client.get(f"/docs/{name}").status_code == 200
    problem(client.get("/docs/../settings.py"), "not-found")


def test_whoever_calls_too_often_waits(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, rate_per_minute=5, sign_in_per_minute=2)
    upgrade(world.database)
    client = world.anonymous()
    codes = [client.post("/v1/session", json={"link": "x"}).json()["code"] for _ in range(4)]
    assert codes == ["link-unknown", "link-unknown", "too-many-requests", "too-many-requests"]
    client.get("/health")
    response = client.get("/health")
    problem(response, "too-many-requests")
    assert int(response.headers["retry-after"]) >= 1
    world.close()


def test_a_bucket_fills_with_time() -> None:
    now = [0.0]
    limiter = Limiter(60, clock=lambda: now[0])
    assert [limiter.wait("a") for _ in range(60)] == [0] * 60
    assert limiter.wait("a") >= 1
    assert limiter.wait("b") == 0
    now[0] = 2.0
    assert [limiter.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_a_failure_says_nothing_of_what_was_sent(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"text was {SECRET_WORDS}")

    machine = sqlite_world.machine(Permission.QUALIFICATIONS_ASK)
    monkeypatch.setattr(sqlite_world.services.answerer, "answer", fail)
    with caplog.at_level(logging.INFO):
        response = machine.post("/v1/qualifications", json={"text": SECRET_WORDS})
    body = problem(response, "internal")
    assert response.headers["x-frame-options"] == "DENY"
    assert body["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert SECRET_WORDS not in caplog.text + response.text + str([r.__dict__ for r in caplog.records])
    assert "RuntimeError" in caplog.text


def test_neither_logs_nor_metrics_hold_what_a_report_says(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    machine, admin = sqlite_world.machine(), sqlite_world.signed_in(Role.ADMINISTRATOR)
    contact = {"email": f"{SECRET_WORDS}@exemple.fr"}
    body = {"text": SECRET_WORDS, "url": f"https://{SECRET_WORDS}.exemple", "contact": contact}
    with caplog.at_level(logging.DEBUG):
        assert machine.post("/v1/reports", json=body).status_code == 202
        wrong = [{**body, name: 12} for name in body] + [{**body, "inconnu": 1}, {**body, "facts": {"acces": "x"}}]
        answers = [machine.post("/v1/reports", json=bad) for bad in wrong]
    assert all(answer.status_code == 422 for answer in answers)
    told = caplog.text + str([r.__dict__ for r in caplog.records]) + "".join(a.text for a in answers)
    assert SECRET_WORDS not in told
    metrics = admin.get("/metrics").text
    assert 'qualif_reports_total{channel="api",state="open"} 1.0' in metrics
    assert 'route="/v1/reports"' in metrics
    assert SECRET_WORDS not in metrics


def test_a_refusal_that_fails_is_a_problem_too(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(SECRET_WORDS)

    monkeypatch.setattr("api.http.guard.is_cross_site", fail)
    response = sqlite_world.anonymous().post("/v1/session", json={"link": "x"})
    assert problem(response, "internal")["status"] == 500
    assert response.headers["content-security-policy"] == CSP
