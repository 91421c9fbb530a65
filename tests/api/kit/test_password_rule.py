"""A password is long, and not something that a few tries would find; the page that asks for it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.kit.password_rule import weakness
from api.kit.permissions import Role
from tests.api.service.world import World, problem


@pytest.mark.parametrize(
    "password",
    [
        "a" * 12,
        "AAAAAAAAAAAAaaaa",
        "ababababababab",
        "abcdabcdabcdab",
        "abcdefghijklmnop",
        "zyxwvutsrqponml",
        "123456789012",
        "azertyuiopqsdf",
        "qwertyuiop1234",
        "camille.martin",
        "Camille-Martin1",
        "qualifqualif12",
        "motdepasse1234",
        "chat9chat9chat9",
        "court",
        "Bienvenue2026!",
        "Soleil-Marseille1",
        "M0tdepasse2025",
        "princesse12345",
        "needforspeed",
        "Signalement2026",
    ],
)
def test_f11_what_a_few_tries_would_find_is_no_password(password: str) -> None:
    assert weakness(password, "camille.martin") is not None


@pytest.mark.parametrize(
    "password",
    [
        "une phrase assez longue",
        "correct horse battery",
        "7bR!kq2Zx0mP",
        "trois mots sans lien",
        "camille aime les orages",
        "k4t1o9w7e2s6",
        "héron-brume-pavé",
        "9f8c1e7a3b5d",
        "soleil sur la plage en juin",
        "bonjour vacances chocolat tortue",
    ],
)
def test_f11_what_is_long_and_not_expected_is_taken(password: str) -> None:
    assert weakness(password, "camille.martin") is None


def test_words_of_the_organisation_are_no_password_and_are_a_setting(sqlite_world: World) -> None:
    assert weakness("Pointdecontact9", "camille.martin") is None
    assert weakness("Pointdecontact9", "camille.martin", ("pointdecontact",)) is not None
    settings = sqlite_world.settings.model_copy(update={"password_words": ("PointDeContact",)})
    sqlite_world.serve(replace(sqlite_world.services, settings=settings))
    person = sqlite_world.signed_in(Role.ANALYST)
    problem(person.put("/v1/me/password", json={"new": "pointdecontact2026"}), "invalid-request")
    assert person.put("/v1/me/password", json={"new": "trois mots sans lien"}).status_code == 204


def test_f11_the_api_and_the_page_refuse_it_and_the_page_says_the_rule(sqlite_world: World) -> None:
    person = sqlite_world.signed_in(Role.ANALYST)
    (fault,) = problem(person.put("/v1/me/password", json={"new": "a" * 12}), "invalid-request")["errors"]
    assert (fault["pointer"], "différents" in fault["message"]) == ("/new", True)
    page = person.post("/moi/mot-de-passe", data={"new": "a" * 12})
    assert page.status_code == 422
    assert "Trop peu de caractères différents" in page.text
    assert "dont 5 différents" in person.get("/moi/mot-de-passe").text.replace("\u00a0", " ")
    assert person.put("/v1/me/password", json={"new": "trois mots sans lien"}).status_code == 204
