"""One catalogue of problems: each has a page, a status, both languages; each is met by a test of the service."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.kit.permissions import Role
from api.kit.problem_catalogue import CATALOGUE
from api.kit.problems import RequestFault, may_raise
from api.pages.shell.catalogue import MESSAGES
from tests.api.service.world import World, problem
from tests.shared import ROOT
from textfile.text import Text


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_type_of_problem_is_a_page_in_both_languages(code: str, sqlite_world: World) -> None:
    kind = CATALOGUE[code]
    for lang, title in (("fr", kind.title.fr), ("en", kind.title.en)):
        page = sqlite_world.anonymous().get(f"/problems/{code}", headers={"accept-language": lang})
        assert page.status_code == 200
        assert f'lang="{lang}"' in page.text
        assert title.split("'")[0] in page.text


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_page_of_a_type_of_problem_says_its_advice_once(code: str, sqlite_world: World) -> None:
    advice = CATALOGUE[code].advice
    for lang, told in (("fr", advice.fr), ("en", advice.en)):
        page = sqlite_world.anonymous().get(f"/problems/{code}", headers={"accept-language": lang})
        assert unescape(page.text).count(told) == 1


def test_every_type_of_problem_is_met_by_a_test() -> None:
    tests = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests/api").rglob("test_*.py"))
    met = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|internal|conflict|held)"', tests))
    assert set(CATALOGUE) - met == set()


def test_every_type_of_problem_is_raised_somewhere() -> None:
    code = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "api").rglob("*.py") if p.name != "problem_catalogue.py"
    )
    assert [name for name in CATALOGUE if f'"{name}"' not in code] == []


def test_the_language_of_a_problem_is_that_of_the_caller(sqlite_world: World) -> None:
    client = sqlite_world.anonymous()
    for header, title in (
        ("", "Rien à cette adresse"),
        ("en", "Nothing at this address"),
        ("en-GB,en;q=0.9,fr;q=0.8", "Nothing at this address"),
        ("de,fr;q=0.9,en;q=0.5", "Rien à cette adresse"),
        ("en;q=zut", "Rien à cette adresse"),
    ):
        body = problem(client.get("/nulle-part", headers={"accept-language": header}), "not-found")
        assert body["title"] == title
        assert body["type"] == "/problems/not-found"


def test_a_wrong_method_says_which_are_right(sqlite_world: World) -> None:
    response = sqlite_world.anonymous().put("/v1/session", json={})
    problem(response, "method-not-allowed")
    assert "POST" in response.headers["allow"]


def test_a_browser_gets_a_page_and_is_led_to_the_door(sqlite_world: World) -> None:
    client = sqlite_world.anonymous(accept="text/html,*/*")
    page = client.get("/nulle-part")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    metrics = client.get("/metrics?x=1", follow_redirects=False)
    assert (metrics.status_code, metrics.headers["location"]) == (303, "/sign-in?next=%2Fmetrics%3Fx%3D1")
    problem(client.get("/v1/me"), "sign-in-needed")


def test_routes_declare_their_problems_with_one_shape() -> None:
    told = may_raise("not-found", "already-decided", "conflict")
    assert {404, 409, 422, 429, 500, 503} == set(told)
    assert 408 in may_raise("body-too-large")
    assert "already-decided" in told[409]["description"]
    assert "conflict" in told[409]["description"]


def test_a_database_behind_is_not_ready(sqlite_world: World) -> None:
    with sqlite_world.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'autre'")
    problem(sqlite_world.anonymous().get("/ready"), "not-ready")


def test_two_who_take_one_name_at_once_conflict(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.accounts import repository
    from api.kit.permissions import Role

    admin = sqlite_world.signed_in(Role.ADMINISTRATOR)
    body = {"login": "a.b", "roles": ["analyst"]}
    assert admin.post("/v1/accounts", json=body).status_code == 201
    monkeypatch.setattr(repository, "by_login", lambda *_: None)  # the other has not finished yet
    problem(admin.post("/v1/accounts", json=body), "conflict")


def test_the_language_that_somebody_chose_wins_over_the_browser(sqlite_world: World) -> None:
    client = sqlite_world.anonymous(**{"accept-language": "fr"})
    client.cookies.set("qualif_affichage", "lang%3Den")
    assert problem(client.get("/nulle-part"), "not-found")["title"] == "Nothing at this address"
    page = client.get("/problems/not-found", headers={"accept": "text/html"})
    assert 'lang="en"' in page.text


@pytest.mark.parametrize(
    ("body", "pointer", "french", "english"),
    [
        ({"channel": "fax"}, "/channel", "`phone` ou `partner`", "`phone` or `partner`"),
        ({"reports": []}, "/reports", "au moins 1 élément", "at least 1 item"),
        (
            {"text": "x", "hashes": [{"algorithm": "md5", "value": "a"}]},
            "/hashes/0/value",
            "16 caractères",
            "16 characters",
        ),
        ({}, "/text", "donner au moins `url`", "give at least `url`"),
        ({"text": "x", "url": "x" * 5_000}, "/url", "au plus 4000 caractères", "at most 4000 characters"),
        ({"texte": "x"}, "/texte", "champ inconnu", "unknown field"),
    ],
)
def test_what_is_wrong_with_a_field_is_told_in_one_language(
    body: dict[str, object], pointer: str, french: str, english: str, sqlite_world: World
) -> None:
    machine = sqlite_world.machine()
    for language, words in (("fr", french), ("en", english)):
        answer = machine.post("/v1/reports", json=body, headers={"accept-language": language})
        errors = {error["pointer"]: error["message"] for error in problem(answer, "invalid-request")["errors"]}
        assert words in errors[pointer]
        assert ("ou" in errors[pointer].split()) <= (language == "fr")
        assert ("or" in errors[pointer].split()) <= (language == "en")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_of_a_problem_holds_no_word_for_machines(language: str, sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    headers = {"accept": "text/html", "accept-language": language}
    for address, code in (
        ("/qualifications/qua_00000000000000000000000000", "not-found"),
        ("/administration", "not-allowed"),
    ):
        page = client.get(address, headers=headers).text
        main = page.partition("<main")[2].partition("</main>")[0]
        assert f'href="/problems/{code}"' in main
        assert not [word for word in ("`", f">{code}<", "urn:uuid", "errors", "Bearer") if word in main]
    told = client.get("/problems/sign-in-needed", headers=headers).text
    assert told.index("Bearer") > told.index("sign-in-needed</code>, HTTP 401")


def test_whatever_speaks_to_programs_has_words_for_people() -> None:
    spoken = {code for code, kind in CATALOGUE.items() if "`" in kind.advice.fr + kind.advice.en}
    named = {key.removeprefix("problem.") for key in MESSAGES if key.startswith("problem.")}
    assert spoken <= named
    assert named - {"explained", "number", "for_programs"} <= set(CATALOGUE)
    assert not [key for key in named if any("`" in text for text in MESSAGES[f"problem.{key}"])]


def test_what_is_wrong_and_what_to_do_are_two_sentences() -> None:
    what = Text(fr="valeur refusée : `ouver`", en="value refused: `ouver`")
    near = Text(fr="vouliez-vous `ouvert` ?", en="did you mean `ouvert`?")
    fault = RequestFault("/facts/acces", what, near)
    assert fault.sentences("fr") == "Valeur refusée : `ouver`. Vouliez-vous `ouvert` ?"
    assert fault.sentences("en") == "Value refused: `ouver`. Did you mean `ouvert`?"
    assert RequestFault("/facts/acces", what).sentences("fr") == "Valeur refusée : `ouver`."
