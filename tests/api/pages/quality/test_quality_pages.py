"""The page of the quality of the rules: each figure leads to its cases, each bad cue to a change."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from api.changes.drafts import MAX_TITLE
from api.db.double_review import SecondReadingRow
from api.kit.permissions import Role
from api.pages.quality.figure_words import FigureWords
from api.pages.shell.say import Say
from api.quality.quality_figures import ClauseQuality
from api.rules.clause_facts import clauses_of
from api.statistics.period import ReportPeriod
from tests.api.changes.desk import first_edition, small_tree
from tests.api.pages.case.samples import shipped
from tests.api.quality.decided import DAY, decided
from tests.api.service.world import NOON, World

COUNT = re.compile(r'<a href="(/qualite/cas[^"]+)">(\d+)<')
CASE = re.compile(r'<li><a href="/signalements/(rep_\w+)">([^<]+)</a>')


def plain(client: TestClient, address: str, status: int = 200) -> str:
    """A page with ordinary spaces."""
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    return re.sub("[\u00a0\u202f]", " ", unescape(answer.text))


@pytest.fixture
def judged(reading: World) -> World:
    """A service with a day of decisions."""
    decided().store(reading.database)
    return reading


def test_each_count_is_that_of_its_cases(judged: World) -> None:
    client = judged.signed_in(Role.ANALYST)
    links = COUNT.findall(plain(client, f"/qualite?{DAY}"))
    assert len(links) > 12
    for address, count in links:
        page = plain(client, address)
        assert len(CASE.findall(page)) == int(count), address
        assert f"{count} signalement" in page


def test_the_cases_of_a_figure_are_those_it_names(judged: World) -> None:
    client = judged.signed_in(Role.ANALYST)
    wanted = {
        "quoi=overridden&de=menace&par=noise": ["dossier-3"],
        "quoi=unsuggested&de=moquerie&par=-": ["dossier-4"],
        "quoi=unsuggested&de=moquerie": ["dossier-4", "dossier-2"],
        "quoi=clause&de=menace&par=elements.menace": ["dossier-3", "dossier-2"],
        "quoi=cue&de=menace-de-coups&par=corrected": ["dossier-2"],
        "quoi=cue&de=coups": [],
        "quoi=clause&de=disparue&par=elements.menace": [],
    }
    for query, references in wanted.items():
        page = plain(client, f"/qualite/cas?{DAY}&{query}")
        assert [reference for _, reference in CASE.findall(page)] == references, query


def test_who_reads_no_report_is_told_how_many_and_no_more(judged: World) -> None:
    page = plain(judged.signed_in(Role.POLICY_EDITOR), f"/qualite/cas?{DAY}&quoi=suggested&de=menace")
    assert "4 signalements." in page
    assert "réservée aux analystes" in page
    assert "dossier-" not in page
    assert "rep_" not in page


def test_a_bad_cue_leads_to_its_rule_and_to_a_change_for_who_drafts_rules(judged: World) -> None:
    page = plain(judged.signed_in(Role.POLICY_EDITOR), f"/qualite?{DAY}")
    assert 'href="/regles/lexiques/menaces?entree=menace-de-coups#entree-menace-de-coups"' in page
    assert page.count('action="/demandes"') == 1
    assert page.count('<th scope="col">À changer</th>') == 3
    assert 'name="title" value="Revoir l’indice « menace-de-coups »"' in page
    assert "(lexicons/menaces.yaml)" in page
    assert "confirmés : 1, corrigés : 1, retirés : 1. Part fausse : 66,7 % [9,4 % – 99,2 %]" in page
    assert "n’est plus dans les lexiques" in page
    analyst = plain(judged.signed_in(Role.ANALYST), f"/qualite?{DAY}")
    assert "Proposer une modification" not in analyst
    assert "À changer" not in analyst


def proposals(page: str) -> dict[str, tuple[str, str]]:
    """The changes that lines lead to: by the title, where the form is sent and the reason."""
    found = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    values = (
        (action, *re.findall(r'type="hidden" name="(?:title|reason)" value="([^"]*)"', body)) for action, body in found
    )
    return {one[1]: (one[0], one[2]) for one in values if len(one) == 3}


def test_an_offence_that_decisions_do_not_follow_leads_to_a_change_with_its_figures(judged: World) -> None:
    found = proposals(plain(judged.signed_in(Role.POLICY_EDITOR), f"/qualite?{DAY}"))
    action, reason = found["Revoir « Menace publique »"]
    assert action == "/loi/menace/proposition"
    assert "proposée : 4, retenue alors : 2, écartée : 2. Part retenue : 50,0 % [6,8 % – 93,2 %]." in reason
    assert "Décidé à la place : Moquerie publique (1), bruit (1)." in reason
    assert "Retenue sans être proposée : 2." in found["Revoir « Moquerie publique »"][1]


def test_a_clause_that_is_corrected_leads_to_a_change_with_its_figures(judged: World) -> None:
    found = proposals(plain(judged.signed_in(Role.POLICY_EDITOR), f"/qualite?{DAY}"))
    title, (action, reason) = next((title, rest) for title, rest in found.items() if " : " in title)
    assert title.startswith("Revoir « Menace publique » : ")
    assert action == "/loi/menace/proposition"
    assert "sur 4 signalements décidés où l’infraction était proposée, 2 avec un fait présumé corrigé" in reason


def test_a_title_is_never_longer_than_one_may_be() -> None:
    law, days = shipped().ruleset, ReportPeriod(date(2024, 1, 1), date(2024, 12, 31), ZoneInfo("Europe/Paris"))
    words = FigureWords(Say(law, "fr"), days)
    offences = [(offence, one) for offence in law.offences.values() for one in clauses_of(offence)]
    made = [words.clause_proposal(ClauseQuality(o.id, one.part, one.name, 1, 2)) for o, one in offences]
    titles = [one.title for one in made if one is not None]
    assert len(titles) == len(offences)
    assert max(map(len, titles)) == MAX_TITLE, "some are shortened"


def test_one_click_opens_the_request_and_leads_to_the_gestures_of_the_offence(judged: World) -> None:
    client = judged.signed_in(Role.POLICY_EDITOR)
    with judged.database.write() as session:
        first_edition(session, NOON, small_tree())
    title, (action, reason) = next(iter(proposals(plain(client, f"/qualite?{DAY}")).items()))
    opened = client.post(action, data={"title": title, "reason": reason}, headers={"accept": "text/html"})
    assert opened.status_code == 200
    assert "/gestes?infraction=menace" in str(opened.url)
    change = client.get("/v1/changes").json()["items"][0]
    assert (change["title"], client.get(f"/v1/changes/{change['id']}").json()["reason"]) == (title, reason)


def test_the_page_is_in_english_and_says_what_is_wrong_in_its_address(judged: World) -> None:
    client = judged.signed_in(Role.ANALYST)
    client.headers["accept-language"] = "en"
    assert "Offences suggested, offences retained" in plain(client, f"/qualite?{DAY}")
    assert "No decision in this period" in plain(client, "/qualite?from=2024-06-01&to=2024-06-02")
    assert "A date is expected" in plain(client, "/qualite?from=hier", 422)
    assert "The period ends before it begins" in plain(client, "/qualite?from=2024-06-02&to=2024-06-01", 422)


def test_cases_of_a_period_that_cannot_be_read_are_not_those_of_another(judged: World) -> None:
    client = judged.signed_in(Role.ANALYST)
    for period, said in (("from=hier", "Date attendue"), ("from=2024-06-02&to=2024-06-01", "finit avant")):
        assert said in plain(client, f"/qualite/cas?{period}&quoi=suggested&de=menace", 422)


def test_a_content_that_somebody_reads_again_is_not_listed_to_them(judged: World) -> None:
    client = judged.signed_in(Role.ANALYST)
    with judged.database.write() as session:
        session.add(
            SecondReadingRow(
                id=f"sec_{0:026}",
                report=f"rep_{3:026}",
                decision=f"dec_{3:026}",
                field="autre",
                drawn_for="field",
                drawn_at=NOON,
                held_by=client.headers["x-test-account"],
            )
        )
    page = plain(client, f"/qualite/cas?{DAY}&quoi=overridden&de=menace")
    assert [reference for _, reference in CASE.findall(page)] == ["dossier-2"]
    other = plain(judged.signed_in(Role.ANALYST), f"/qualite/cas?{DAY}&quoi=overridden&de=menace")
    assert [reference for _, reference in CASE.findall(other)] == ["dossier-3", "dossier-2"]
