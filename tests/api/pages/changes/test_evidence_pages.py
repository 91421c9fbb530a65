"""Evidence on the page of a request: under way, failed, red, outdated, and what a backtest says."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api.changes import evidence, evidence_jobs
from api.kit.permissions import Role
from api.pages.changes.backtest_view import backtest_view
from api.pages.shell.say import Say
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY
from tests.api.pages.changes.browsing import PagesDesk, forms, words
from tests.api.quality.decided import decided
from tests.api.service.world import NOON, small_law


def test_evidence_under_way_is_shown_and_a_failure_can_be_tried_again(desk: PagesDesk) -> None:
    desk.working = False
    change = desk.opened()
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    page = desk.get(f"/demandes/{change}")
    assert "<progress" in page
    assert 'data-hx-trigger="every 2s"' in page
    assert "attendre que son dossier soit calculé" in words(page)
    desk.working, desk.worker.broken = True, True
    desk.get(f"/demandes/{change}")
    page = desk.get(f"/demandes/{change}")
    assert "Le dossier n’a pas abouti" in words(page)
    assert "<progress" not in page
    desk.worker.broken = False
    assert "Dossier relancé." in words(desk.act(change, "dossier"))
    assert "Conséquences seulement" in words(desk.get(f"/demandes/{change}"))


def test_evidence_says_its_place_in_the_queue_and_that_of_earlier_files_is_dropped(desk: PagesDesk) -> None:
    desk.working = False
    first, second, third = (desk.opened(title) for title in ("Un", "Deux", "Trois"))
    for change, fine in ((first, "16000}"), (second, "17000}"), (third, "18000}")):
        desk.written(change, "fine_euros: 15000}", f"fine_euros: {fine}")
        desk.get(f"/demandes/{change}")
    assert "avant celui-ci" not in words(desk.get(f"/demandes/{first}"))
    assert "2 dossiers avant celui-ci." in words(desk.get(f"/demandes/{third}"))
    assert desk.editor.get(f"/v1/changes/{third}/evidence").json()["before"] == 2
    desk.written(second, "fine_euros: 17000}", "fine_euros: 19000}")
    assert "1 dossier avant celui-ci." in words(desk.get(f"/demandes/{third}"))
    desk.get(f"/demandes/{second}")
    assert "1 dossier avant celui-ci." in words(desk.get(f"/demandes/{second}")), "it keeps its place"
    assert "2 dossiers avant celui-ci." in words(desk.get(f"/demandes/{third}"))
    desk.act(first, "abandon")
    assert "1 dossier avant celui-ci." in words(desk.get(f"/demandes/{third}"))


def test_a_database_that_takes_nothing_leaves_the_request_readable(
    desk: PagesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = desk.opened()
    desk.written(change, OLD_PENALTY, NEW_PENALTY)

    def refuse(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    with monkeypatch.context() as full:
        full.setattr(evidence_jobs, "enqueue", refuse)
        page = desk.get(f"/demandes/{change}")
    assert "prison_months: 24" in words(page)
    assert f"/demandes/{change}/dossier" in forms(page)
    assert "Conséquences seulement" in words(desk.evidence(change))


def test_what_rests_on_outdated_evidence_is_said_and_not_offered_to_sign_nor_to_publish(
    desk: PagesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, signed = desk.waiting(), desk.waiting(title="Une autre", new="penalty: {prison_months: 18")
    desk.act(signed, "signature", desk.approver)
    offered = {
        change: forms(desk.get(f"/demandes/{change}", desk.approver)).keys() & {f"/demandes/{change}/{act}"}
        for change, act in ((waiting, "signature"), (signed, "publication"))
    }
    assert all(offered.values())
    monkeypatch.setattr(evidence, "ENGINE_VERSION", "another")
    for change, acts in offered.items():
        page = desk.get(f"/demandes/{change}", desk.approver)
        assert not acts & forms(page).keys()
        assert f"/demandes/{change}/retour" in forms(page)
        assert "Le moteur a changé depuis que le dossier a été établi" in words(page)


def test_nobody_starts_evidence_by_reading(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    page = words(desk.get(f"/demandes/{change}", desk.world.signed_in(Role.ANALYST)))
    assert "Le dossier n’est pas encore calculé." in page
    assert desk.worker.keys == []


def test_faults_lead_to_their_line_and_red_cases_are_named(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.written(change, "kind: material", "kind: materiel")
    page = desk.evidence(change)
    assert f'href="/demandes/{change}/fichier?path=offences%2Fexemple%2Fmenace%2Foffence.yaml&amp;ligne=' in page
    assert "Ces règles ne se chargent pas" in words(page)
    english = desk.get(f"/demandes/{change}", language="en")
    assert "the faults that checks find, are told in French" in words(english)
    assert re.search(r'<code>R\d+</code> <span lang="fr">', english)
    desk.written(change, "kind: materiel", "kind: material")
    desk.written(change, "status: not_in_force", "status: excluded", "offences/exemple/menace/cases.yaml")
    page = desk.evidence(change)
    assert '/fichier?path=offences%2Fexemple%2Fmenace%2Fcases.yaml&amp;ligne=5">' in page
    english = words(desk.get(f"/demandes/{change}", language="en"))
    assert "state: expected excluded, got not in force" in english
    assert "The difference, and the faults" in english
    page = words(page)
    assert "état : attendu écarté, obtenu pas en vigueur" in page
    assert "Erreurs : 1 ;" in page
    assert "Cas en échec : 1 sur 8." in page
    assert "corriger ce que signalent les contrôles et les cas" in page


def test_cases_that_cannot_be_read_count_as_errors(desk: PagesDesk) -> None:
    change = desk.opened()
    cases = OFFENCE.replace("offence.yaml", "cases.yaml")
    desk.written(change, "cases:", "cases: [", path=cases)
    page = words(desk.evidence(change))
    assert "Erreurs : 1 ;" in page
    assert "erreur offences/exemple/menace/cases.yaml:" in page
    assert "R004" in page
    assert "corriger ce que signalent les contrôles" in page
    assert f"/demandes/{change}/soumission" not in forms(desk.get(f"/demandes/{change}"))


def test_a_backtest_says_what_it_read_again_and_on_which_day() -> None:
    summary: dict[str, Any] = {
        "reports": {"read": 3, "refused": 0, "proved": 1, "answered_once": 0, "run": 1},
        "edit": {"reports": {"unchanged": 1}, "offences": {}, "suggested": {}},
        "causes": [], "moves": [], "examples": [], "measures": None, "day": None,
        "reading": {"again": 2, "otherwise": 1, "unread": 1}, "filter_differs": True,
    }  # fmt: skip
    for language, again, unread, starts in (
        ("fr", "dont 1 lus autrement", "rien n’en est prouvé inchangé", "le 1ᵉʳ\u00a0juillet 2027"),
        ("en", "of them 1 read otherwise", "none of these is proved unchanged", "1 July 2027"),
    ):
        say = Say(small_law().ruleset, language)
        head = " / ".join(backtest_view(summary, say, (), "2027-07-01", reads=False).head)
        assert again in head
        assert unread in head
        assert starts.removeprefix("le ") in head
        on_the_day = backtest_view({**summary, "day": "2027-07-01"}, say, (), "2027-07-01", reads=False).head
        assert starts.removeprefix("le ") in on_the_day[0]


def test_what_decisions_say_of_the_offences_that_differ_stands_beside(desk: PagesDesk) -> None:
    change = desk.ready()
    assert "Ce que disent les décisions" not in words(desk.get(f"/demandes/{change}")), "none was taken yet"
    desk.world.clock.moment = NOON
    decided().store(desk.world.database)
    page = desk.get(f"/demandes/{change}")
    table = page.partition("Ce que disent les décisions")[2].partition("</table>")[0]
    told = words(table)
    assert "Menace" in told
    assert "50,0 % [6,8 % – 93,2 %]" in told
    assert "Moquerie" not in told, "the edit leaves it alone"
    overridden = re.search(r'href="(/qualite/cas[^"]*quoi=overridden[^"]*)">2<', table)
    assert overridden is not None
    assert "2 signalements." in words(desk.get(unescape(overridden[1])))


def test_reports_of_a_backtest_are_named_to_those_who_read_them_alone() -> None:
    summary = {
        "reports": {"read": 3, "refused": 1, "proved": 1, "answered_once": 0, "run": 2},
        "edit": {"reports": {"lost": 2, "moved": 1, "unchanged": 1}, "offences": {}, "suggested": {"menace": {"lost": 2}, "x": {"gained": 1}}},
        "causes": [{"kind": "element", "offence": "menace", "name": "publicite", "side": "both", "through": ["publicite"], "changes": {"lost": 2}}],
        "moves": [{"what": "main", "old": "menace", "new": None, "reports": 1, "causes": []}, {"what": "issue", "old": "qualifie", "new": "a_completer", "reports": 1, "causes": []}],
        "examples": [{"of": ["menace", "lost"], "reports": [{"id": "rep_00000000000000000000000001"}]}, {"of": ["issue", "qualifie", "a_completer"], "reports": []}],
        "day": None, "reading": None, "filter_differs": False,
        "measures": {"decided": 2, "old": {"all": {"precision": [1.0, 0.2, 1.0], "recall": None}, "offences": {}}, "new": {"all": {"precision": None, "recall": None}, "offences": {}}},
    }  # fmt: skip
    for language in ("fr", "en"):
        say = Say(small_law().ruleset, language)
        hidden = backtest_view(summary, say, (), None, reads=False)
        told = backtest_view(summary, say, summary["examples"], None, reads=True)
        reading_again = backtest_view(summary, say, (), None, reads=True)
        assert reading_again.examples == ()
        assert reading_again.hidden == 0, "that some are closed to who reads a content again is not said"
        assert hidden.examples == ()
        assert hidden.hidden == 1
        assert "rep_" not in str(hidden)
        assert told.examples[0].reports[0].href == "/signalements/rep_00000000000000000000000001"
        assert told.counts[1].name.endswith("(menace)")
        assert told.counts[2].name == "x"
