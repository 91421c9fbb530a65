"""The details of a problem are told in the language of the answer: by the API, on a page, in a form."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.kit.permissions import Role
from tests.api.hosts.test_hosts import HOST
from tests.api.pages.case.test_case import analyst, post, sent
from tests.api.service.world import TEXT, World, problem
from tests.api.transmissions.notices.test_transmissions import decided
from tests.languages import french_in
from tests.shared import shipped

Sends = Callable[[World, dict[str, str]], Any]
NOBODY = "hst_00000000000000000000000000"


def report(**changes: Any) -> Sends:
    return lambda world, headers: world.machine().post("/v1/reports", json={"text": TEXT, **changes}, headers=headers)


def batch(world: World, headers: dict[str, str]) -> Any:
    many = [{"text": f"{TEXT} {n}"} for n in range(world.settings.max_batch + 1)]
    return world.machine().post("/v1/reports", json={"reports": many}, headers=headers)


def unknown_query(path: str, role: Role) -> Sends:
    return lambda world, headers: world.signed_in(role).get(path, headers=headers)


def changed(what: str, body: dict[str, Any], match: str | None = None) -> Sends:
    """A change of a report that has come in, under its version or another `If-Match`."""

    def send(world: World, headers: dict[str, str]) -> Any:
        name, client = sent(world), world.signed_in(Role.ANALYST)
        held = match or client.get(f"/v1/reports/{name}").headers["etag"]
        act = client.patch if what == "register" else client.post
        return act(f"/v1/reports/{name}/{what}", json=body, headers={**headers, "if-match": held})

    return send


def host(**changes: Any) -> Sends:
    def send(world: World, headers: dict[str, str]) -> Any:
        reviewer = world.signed_in(Role.REVIEWER)
        reviewer.post("/v1/hosts", json=HOST)
        return reviewer.post("/v1/hosts", json={**HOST, **changes}, headers=headers)

    return send


def key(role: Role, scope: str) -> Sends:
    def send(world: World, headers: dict[str, str]) -> Any:
        body = {"label": "essai", "scopes": [scope]}
        address = f"/v1/accounts/{world.account(role)}/keys"
        return world.signed_in(Role.ADMINISTRATOR).post(address, json=body, headers=headers)

    return send


def statistics(first: str, last: str) -> Sends:
    return lambda world, headers: world.signed_in(Role.POLICY_APPROVER).get(
        f"/v1/statistics?from={first}&to={last}", headers=headers
    )


def body_of(raw: bytes) -> Sends:
    return lambda world, headers: world.machine().post(
        "/v1/reports", content=raw, headers={**headers, "content-type": "application/json"}
    )


@pytest.mark.parametrize(
    ("send", "french", "english"),
    [
        (
            report(facts={"menaces": True}),
            "fait inconnu vouliez-vous `menace` ?",
            "unknown fact did you mean `menace`?",
        ),
        (report(facts={"zzz": True}), "fait inconnu voir `qualif facts`", "unknown fact see `qualif facts`"),
        (report(facts={"age_victime": 400}), "valeur refusée : 400 de 0 à 120", "value refused: 400 from 0 to 120"),
        (report(facts={"menace": None, "acces": 3}), "valeur refusée : 3", "value refused: 3"),
        (
            report(raised=["a/b"]),
            "rien ne s'appelle `a/b` écrire `infraction/nom`, voir `qualif rules show`",
            "nothing is called `a/b` write `offence/name`, see `qualif rules show`",
        ),
        (
            report(date_of_facts="2024-06-04"),
            "suit le jour de la décision corriger la date",
            "comes after the day of the decision correct the date",
        ),
        (report(register={"ip": "1.2.3"}), "adresse IP illisible", "unreadable IP address"),
        (
            report(register={"victim_sex": "garcon"}),
            "valeur inconnue du registre",
            "value unknown to the register",
        ),
        (report(register={"host": NOBODY}), "hébergeur inconnu de l'annuaire", "host unknown to the directory"),
        (batch, "signalements par envoi", "reports at a time"),
        (body_of(b'{"text": 1, "text": 2}'), "clé donnée deux fois : `text`", "key given twice: `text`"),
        (
            unknown_query("/v1/reports?stat=open", Role.ANALYST),
            "paramètre inconnu vouliez-vous `state` ?",
            "unknown parameter did you mean `state`?",
        ),
        (
            unknown_query("/v1/me?x=1", Role.ANALYST),
            "paramètre inconnu cette adresse n'en prend aucun",
            "unknown parameter this address takes none",
        ),
        (changed("facts", {"withdraw": ["acces"]}), "ce fait n'est pas établi", "this fact is not stated"),
        (
            changed("facts", {"state": {"menace": "peut-être"}}),
            "valeur refusée : `peut-être` true ou false (oui, non)",
            "value refused: `peut-être` true or false (yes, no)",
        ),
        (
            changed("facts", {"state": {"acces": "ouvert"}}, match="*"),
            "`*` ne dit pas quelle version a été lue",
            "`*` does not say which version was read",
        ),
        (
            changed("decision", {"kind": "correct", "offence": "rien-de-tel", "reason": "x"}),
            "infraction inconnue voir `/v1/offences`",
            "unknown offence see `/v1/offences`",
        ),
        (
            changed("register", {"origin": None}),
            "toujours connue la dire, ou laisser le champ",
            "always known state it, or leave the field out",
        ),
        (host(), "nom déjà pris par un autre hébergeur", "name already taken by another host"),
        (host(name="Autre", verified_on="2024-07-01"), "jour à venir", "a day to come"),
        (
            key(Role.ANALYST, "reports:read"),
            "ce compte n'a pas le rôle `integrator` les clés sont pour les machines",
            "this account does not have the role `integrator` keys are for machines",
        ),
        (
            key(Role.INTEGRATOR, "accounts:manage"),
            "hors du rôle du compte : accounts:manage",
            "beyond the role of the account: accounts:manage",
        ),
        (
            statistics("2024-02-01", "2024-01-01"),
            "la période finit (2024-01-01) avant de commencer (2024-02-01)",
            "the period ends (2024-01-01) before it begins (2024-02-01)",
        ),
        (statistics("1980-01-01", "1980-02-01"), "une période va de 1990 à 9000", "a period goes from 1990 to 9000"),
    ],
)
def test_the_details_of_a_problem_are_in_the_language_of_the_answer(
    sqlite_world: World, send: Sends, french: str, english: str
) -> None:
    for language, wanted in (("fr", french), ("en", english)):
        body = send(sqlite_world, {"accept-language": language}).json()
        said = [f"{error['message']} {error['hint']}".strip() for error in body["errors"]]
        assert any(wanted in words for words in said), body
        if language == "en":
            assert [words for words in said if french_in(words)] == []


def test_the_preference_of_a_person_wins_over_the_browser(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    client.cookies.set("qualif_affichage", "lang%3Den")
    answer = client.get("/v1/reports?stat=open", headers={"accept-language": "fr"})
    (error,) = problem(answer, "invalid-request")["errors"]
    assert (error["message"], error["hint"]) == ("unknown parameter", "did you mean `state`?")


@pytest.fixture
def office(_sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law, with an identity provider and nobody to sign notices."""
    path = tmp_path / "qualif.sqlite3"
    shutil.copy(_sqlite_template, path)
    provider = {"oidc_issuer": "https://idp.exemple", "oidc_client_id": "qualif", "oidc_client_secret": "x" * 20}
    made = World(f"sqlite:///{path}", tmp_path, engine=shipped(), **provider)
    made.clock.moment = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    yield made
    made.close()


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split())


@pytest.mark.parametrize(
    ("language", "value", "told"),
    [
        ("fr", "x", "Valeur refusée : `x`. Valeurs : ouvert, groupe_ferme ou message_direct."),
        ("en", "x", "Value refused: `x`. Values: ouvert, groupe_ferme or message_direct."),
        ("fr", "ouver", "Valeur refusée : `ouver`. Vouliez-vous `ouvert` ?"),
        ("en", "ouver", "Value refused: `ouver`. Did you mean `ouvert`?"),
        ("fr", "", "Une réponse est attendue."),
        ("en", "", "An answer is expected."),
    ],
)
def test_a_form_says_what_is_wrong_in_the_language_of_its_page(
    sqlite_world: World, language: str, value: str, told: str
) -> None:
    name, client = sent(sqlite_world), analyst(sqlite_world)
    client.headers["accept-language"] = language
    page = post(client, name, "faits", fact="acces", value=value)
    assert page.status_code == 422
    assert told in " ".join(re.findall(r'class="field__error">([^<]*)</p>', page.text)).replace("\u202f", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_directory_names_its_fields_in_the_language_of_the_page(sqlite_world: World, language: str) -> None:
    client = sqlite_world.signed_in(Role.REVIEWER)
    client.headers.update({"accept": "text/html", "accept-language": language})
    page = client.post("/hebergeurs", data={"name": "x", "notice_email": "nowhere", "read_at": "x"})
    assert page.status_code == 422
    told = {
        "fr": "valeur refusée, voir l’aide du champ.",
        "en": "value refused, see the help of the field.",
    }
    assert (told["fr"] in words_of(page.text), told["en"] in words_of(page.text)) == (
        language == "fr",
        language == "en",
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Destinataire inconnu. Dire l’hébergeur ou la plateforme, et son contact."),
        ("en", "Unknown recipient. State the host or the platform, and its contact."),
    ],
)
def test_a_notice_that_is_refused_says_why_in_the_language_of_the_page(office: World, language: str, told: str) -> None:
    client = analyst(office)
    client.headers["accept-language"] = language
    page = client.post(f"/signalements/{decided(office, client)}/suites/notification", data={"recipient": "hebergeur"})
    assert page.status_code == 422
    assert told in words_of(page.text)
    listed = re.search(r'id="action".*?<ul>(.*?)</ul>', page.text, re.DOTALL)
    assert listed is not None
    assert language == "fr" or french_in(unescape(re.sub(r"<[^>]+>", " ", listed[1]))) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "une machine n’a pas d’identité externe"),
        ("en", "a machine has no external identity"),
    ],
)
def test_a_problem_of_an_account_is_told_in_the_language_of_the_page(office: World, language: str, told: str) -> None:
    client = office.signed_in(Role.ADMINISTRATOR)
    client.headers.update({"accept": "text/html", "accept-language": language})
    page = client.post(f"/administration/{office.account(Role.INTEGRATOR)}/identite", data={"subject": "s-1"})
    assert page.status_code == 422
    assert told in words_of(page.text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_a_problem_tells_its_details_in_its_language(sqlite_world: World, language: str) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    client.headers.update({"accept": "text/html", "accept-language": language})
    page = client.get("/suivi?page=beaucoup")
    assert page.status_code == 422
    told = {"fr": "Un nombre entier est attendu.", "en": "A whole number is expected."}
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert told[language] in main
    assert 'lang="fr"' not in main
