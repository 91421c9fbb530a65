"""The pages on which colleagues write to each other: what each may do, what is refused and given back, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.db.exchanges import NoteRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import PAGE
from tests.api.pages.shell.test_typography import Words
from tests.api.reports.double_review.test_double_review import tomorrow
from tests.api.reports.exchanges.test_exchanges import WORDS, Team, reopen
from tests.api.reports.test_reports import decide
from tests.api.service.world import World


@pytest.fixture
def team(sqlite_world: World) -> Team:
    return Team(sqlite_world)


def plain(text: str) -> str:
    """A page as one searches it."""
    return text.replace("&#39;", "'").replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ")


def case(client: TestClient, team: Team, part: str = "", **params: str) -> str:
    """The page of the first case, or a part of it."""
    page = client.get(f"/signalements/{team.report}{part}", headers=PAGE, params=params)
    assert page.status_code == 200
    return plain(page.text)


def post(client: TestClient, team: Team, part: str, **form: Any) -> Any:
    """A form of the first case, as a browser sends it."""
    return client.post(f"/signalements/{team.report}/{part}", data=form, headers=PAGE, follow_redirects=False)


def test_a_note_is_written_and_shown_under_the_case_to_colleagues(team: Team) -> None:
    sent = post(team.ada, team, "notes", body=f"{WORDS} <b>gras</b>", to=team.account(team.rene))
    note = team.ada.get(f"/v1/reports/{team.report}/notes").json()["notes"][0]
    assert (sent.status_code, sent.headers["location"]) == (303, f"/signalements/{team.report}#note-{note['id']}")
    for part in ("", "/echanges"):
        page = case(team.rene, team, part)
        assert f"{WORDS} &lt;b&gt;gras&lt;/b&gt;" in page
        assert f"à l'attention de {team.name(team.rene)}" in page
        assert "Note écrite" in page
    assert WORDS not in plain(team.rene.get("/echanges", headers=PAGE).text)
    with team.world.database.write() as session:
        session.execute(update(NoteRow).values(body=None))
    assert "Effacé avec le texte signalé" in case(team.rene, team)


def test_each_sees_of_a_request_what_they_may_do(team: Team) -> None:
    post(team.ada, team, "demandes", kind="opinion", to="role:reviewer", body=WORDS, hours="4")
    asked, waits = "Donner cet avis", "Retirer la demande"
    pages = {client: case(client, team) for client in (team.ada, team.bob, team.rene)}
    assert all("Avis demandé par" in page for page in pages.values())
    assert [asked in page for page in pages.values()] == [False, False, True]
    assert [waits in page for page in pages.values()] == [True, False, False]
    assert ["Rendre à la file" in page for page in pages.values()] == [False, False, True]
    assert "any reviewer" in case(team.ada, team, lang="en")
    request = team.rene.get("/v1/exchanges").json()["asked"][0]["id"]
    assert post(team.rene, team, f"demandes/{request}/reponse", body="Oui.").status_code == 303
    assert "Avis donné" in case(team.ada, team, lang="fr")


@pytest.mark.parametrize(
    ("part", "form", "kept"),
    [
        ("notes", {"body": "  "}, None),
        ("notes", {"body": "x" * 4_001}, "x" * 4_001),
        ("notes", {"body": WORDS, "to": "personne"}, WORDS),
        ("notes", {"body": WORDS, "to": f"acc_{'0' * 26}"}, WORDS),
        ("demandes", {"body": WORDS}, WORDS),
        ("demandes", {"body": WORDS, "to": "role:administrator"}, WORDS),
        ("demandes", {"body": WORDS, "to": f"acc_{'0' * 26}"}, WORDS),
        ("demandes", {"body": WORDS, "kind": "handover", "to": "role:reviewer"}, WORDS),
        ("demandes", {"body": WORDS, "kind": "autre", "to": "role:reviewer"}, WORDS),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_the_words_stay(
    part: str, form: dict[str, str], kept: str | None, team: Team
) -> None:
    answer = post(team.ada, team, part, **form)
    assert answer.status_code == 422
    page = plain(answer.text)
    assert 'id="erreurs"' in page
    assert page.count('aria-invalid="true"') == 1
    if kept is not None:
        assert f">{kept}</textarea>" in page
    assert team.ada.get(f"/v1/reports/{team.report}/notes").json() == {"notes": [], "requests": []}


def test_a_refusal_is_set_as_the_rest_of_a_french_page(team: Team) -> None:
    own = post(team.ada, team, "demandes", kind="opinion", to=team.account(team.ada), body=WORDS)
    away = post(team.ada, team, "notes", body=WORDS, to=f"acc_{'0' * 26}")
    post(team.ada, team, "demandes", kind="opinion", to="role:reviewer", body=WORDS)
    request = team.rene.get("/v1/exchanges").json()["asked"][0]["id"]
    assert post(team.rene, team, f"demandes/{request}/reponse", body="Oui.").status_code == 303
    late = post(team.rene, team, f"demandes/{request}/reponse", body="Encore.")
    assert (own.status_code, away.status_code, late.status_code) == (422, 422, 409)
    for page in (own.text, away.text, late.text):
        told = "\n".join(Words(page.partition('notice--wrong"')[2].partition("<section")[0]).words)
        assert told.strip()
        assert re.findall(r".{0,30}\w'\w.{0,20}|.{0,30}\w [:;!?»]", told) == []


@pytest.mark.parametrize("form", [{}, {"hours": "x"}, {"hours": "999"}, {"kind": "x" * 300}, {"body": "x" * 30_000}])
def test_a_hostile_form_is_refused(form: dict[str, str], team: Team) -> None:
    for part in ("notes", "demandes", "reouverture", f"demandes/ask_{'0' * 26}/reponse"):
        assert post(team.ada, team, part, **form).status_code in (404, 422)
    for part in (f"demandes/ask_{'0' * 26}/prise", f"demandes/ask_{'0' * 26}/retrait"):
        assert post(team.ada, team, part).status_code == 404
    for path in (f"/echanges/reponses/ask_{'0' * 26}", f"/echanges/mentions/not_{'0' * 26}"):
        assert team.ada.post(path, headers=PAGE).status_code == 404


def test_a_decided_case_offers_to_be_reopened_to_who_may(team: Team) -> None:
    assert "Rouvrir le dossier" not in case(team.ada, team)
    assert decide(team.ada, team.report, kind="accept").status_code == 200
    tomorrow(team.world, team.ada, team.bob, team.rene)
    pages = {client: case(client, team) for client in (team.ada, team.bob, team.rene)}
    assert ["Rouvrir le dossier" in page for page in pages.values()] == [True, False, True]
    assert "Qui a décidé, ou un superviseur, peut rouvrir" in pages[team.bob]
    assert all('value="opinion"' not in page for page in pages.values())
    version = team.ada.get(f"/v1/reports/{team.report}").json()["version"]
    stale = post(team.ada, team, "reouverture", version=version - 1, body=WORDS)
    assert stale.status_code == 412
    assert f">{WORDS}</textarea>" in plain(stale.text)
    assert post(team.bob, team, "reouverture", version=version, body=WORDS).status_code == 403
    assert post(team.ada, team, "reouverture", version=version, body="").status_code == 422
    assert post(team.ada, team, "reouverture", version=version, body=WORDS).status_code == 303
    page = case(team.bob, team)
    assert WORDS in page
    assert "Dossier rouvert" in page
    assert "Prendre ce dossier" in page


def test_the_whole_history_names_what_was_decided_and_by_whom(team: Team) -> None:
    assert decide(team.ada, team.report, kind="correct", offence="moquerie", reason=WORDS).status_code == 200
    assert reopen(team.rene, team.report, reason="Lu trop vite.").status_code == 200
    steps = case(team.ada, team, "/echanges").partition('id="histoire"')[2]
    law = team.world.services.editions.current().ruleset.offences["moquerie"]
    assert f"Décision : corrigé en {law.short.fr}" in steps
    assert team.name(team.rene) in steps
    assert WORDS not in steps


def test_an_inbox_that_is_empty_teaches_and_others_count_what_waits(team: Team) -> None:
    assert "Personne n'attend rien de vous" in plain(team.ada.get("/echanges", headers=PAGE).text)
    team.hand(team.ada, team.bob)
    page = plain(team.bob.get("/echanges", headers=PAGE).text)
    assert "dossier confié" in page
    assert '<span class="mainnav__count">1</span>' in page
    assert "mainnav__count" not in team.ada.get("/echanges", headers=PAGE).text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.POLICY_EDITOR])
def test_who_handles_no_report_has_no_such_page(role: Role, team: Team) -> None:
    other = team.world.signed_in(role)
    for path in ("/echanges", f"/signalements/{team.report}/echanges"):
        assert other.get(path, headers=PAGE).status_code == 403
