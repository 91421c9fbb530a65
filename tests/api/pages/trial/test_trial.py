"""The page of trials: form and answer on one page, errors beside their field, nothing kept, nothing in the address."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.kit.schemas import MAX_TEXT
from api.pages.shell.say import Say
from api.pages.trial import form as trial_form
from api.pages.trial.form import FactEntry, TrialForm, trial_in
from tests.api.pages.case.samples import TEXT
from tests.api.pages.case.test_case import PAGE
from tests.api.pages.shared import Outline
from tests.api.service.world import World, small_law
from tests.api.trial.drafts import LEXICON, OFFENCE, THREAT, drafting, edited, small_tree, with_new_fact
from tests.api.trial.test_endpoints import rows


def editor(world: World, language: str = "fr", role: Role = Role.POLICY_EDITOR) -> TestClient:
    """A policy editor in a browser."""
    client = world.signed_in(role)
    client.headers.update({**PAGE, "accept-language": language})
    return client


def shown(response: Any) -> str:
    """The words of a page, as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).replace("\u202f", " ").split())


def error_at(response: Any, field: str) -> str:
    """The error beside a field."""
    found = re.search(rf'<p class="field__error" id="{re.escape(field)}-error">(.*?)</p>', response.text, re.DOTALL)
    assert found is not None, field
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("1 valeur lue dans les mots", "Qui prévenir", "Si quelqu’un retenait", "lexiques")),
        ("en", ("1 value read in the words", "Whom to tell", "If somebody retained", "lexicons")),
    ],
)
def test_a_text_is_answered_on_the_same_page(tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    with drafting(tmp_path) as world:
        page = editor(world, language).post("/essayer", data={"text": THREAT, "day": "2024-01-02"})
        assert page.status_code == 200
        assert str(page.url).endswith("/essayer")
        for said in words:
            assert said in shown(page), said
        assert "menace-de-coups" in page.text
        assert Outline(page.text).faults == []


def test_a_text_before_what_is_encoded_is_said_to_be_so(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        page = editor(world).post("/essayer", data={"text": THREAT, "day": "1980-01-02", "offence": "menace"})
        assert "avant ce qui est encodé" in shown(page)


def test_nothing_is_stored_journaled_or_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with drafting(tmp_path, same=small_tree()) as world:
        client = editor(world)
        client.get("/essayer")
        before = rows(world)
        said = {"text": f"Zébulon la girafe. {THREAT}", "url": "https://girafe.exemple/", "comment": "girafe"}
        assert client.post("/essayer", data=said).status_code == 200
        assert client.post("/essayer", data={**said, "draft": "same", "comparer": "1"}).status_code == 200
        assert client.post("/essayer", data={**said, "day": "2999-01-01"}).status_code == 422
        assert rows(world) == before
    assert "girafe" not in caplog.text


def test_what_is_typed_comes_back_whole_and_harmless(sqlite_world: World) -> None:
    wrong = '</textarea><script>alert("x")</script>\u202e\x07'
    page = editor(sqlite_world).post("/essayer", data={"text": wrong, "comment": wrong, "url": wrong, "offence": wrong})
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert html.escape(wrong, quote=True).replace("&quot;", "&#34;") in page.text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a" * (MAX_TEXT + 1)}, "text"),
        ({"text": "a" * 1_000_000}, "text"),
        ({"text": "a", "day": "2024-02-30"}, "day"),
        ({"text": "a", "day": "2999-01-01"}, "day"),
        ({"text": "a", "decided": "demain"}, "decided"),
        ({"text": "a", "offence": "absente"}, "offence"),
        ({"text": "a", "routage.en_ligne": "parfois"}, "routage-en_ligne"),
        ({"fait": "inconnu", "v.inconnu": "oui"}, "nouveau"),
        ({"fait": "acces", "v.acces": "partout"}, "fait-acces"),
        ({"fait": "acces", "brut.acces": "{" * 5000}, "fait-acces"),
        *(
            ({"fait": name, f"brut.{name}": "[" * 990 + "]" * 990}, f"fait-{name}")
            for name in ("acces", "forme", "menace")
        ),
        ({"fait": "menace", "brut.menace": '{"value":' * 200 + "true" + "}" * 200}, "fait-menace"),
        ({"fait": "acces", "brut.acces": '{"one_of": ["partout"]}'}, "fait-acces"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sqlite_world: World, form: dict[str, str], field: str) -> None:
    page = editor(sqlite_world).post("/essayer", data=form)
    assert page.status_code == 422
    assert error_at(page, field)
    assert f'<a href="#{field}">' in page.text


def test_a_value_nested_deeper_than_python_reads_is_an_error_of_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(_: str) -> None:
        raise RecursionError

    monkeypatch.setattr(trial_form, "json", SimpleNamespace(loads=too_deep))
    form = replace(TrialForm(), entries=(FactEntry("menace", raw="[[true]]"),))
    found = trial_in(form, Say(small_law().ruleset, "fr"))
    assert isinstance(found, tuple)
    assert [error.field for error in found] == ["fait-menace"]


def test_a_null_character_and_too_many_fields_are_refused(sqlite_world: World) -> None:
    client = editor(sqlite_world)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/essayer", content=b"text=a%00b", headers=headers).status_code == 422
    assert client.post("/essayer", content=b"fait=a&" * 2_000, headers=headers).status_code == 413
    many = b"&".join(b"fait=f%d" % n for n in range(900))
    assert client.post("/essayer", content=many, headers=headers).status_code == 422


def test_a_fact_is_added_filled_and_removed_without_script(sqlite_world: World) -> None:
    client = editor(sqlite_world)
    added = client.post("/essayer", data={"nouveau": "acces", "ajouter": "1"})
    assert added.status_code == 200
    assert 'name="v.acces"' in added.text
    assert "data-focus" in added.text
    filled = client.post("/essayer", data={"fait": ["acces", "menace"], "v.acces": "ouvert", "v.menace": "oui"})
    assert filled.status_code == 200
    assert '<option value="ouvert" selected>' in filled.text
    assert "Suggestion" in shown(filled) or "piste principale" in shown(filled)
    left = client.post("/essayer", data={"fait": ["acces", "menace"], "v.menace": "oui", "oter": "acces"})
    assert 'name="v.acces"' not in left.text
    assert 'name="v.menace"' in left.text


def test_what_follows_the_typing_takes_no_focus_and_waits_for_words(sqlite_world: World) -> None:
    client = editor(sqlite_world)
    typing = {"hx-request": "true"}
    empty = client.post("/essayer", data={"text": ""}, headers=typing)
    assert (empty.status_code, "data-focus" in empty.text) == (200, False)
    wrong = client.post("/essayer", data={"text": "a", "day": "2999-01-01"}, headers=typing)
    assert (wrong.status_code, "data-focus" in wrong.text) == (200, False)
    assert '<a href="#day">' in wrong.text


def test_a_set_is_tried_whole_or_empty(sqlite_world: World) -> None:
    client = editor(sqlite_world)
    for values in (["citation", "satire"], ["-"]):
        page = client.post("/essayer", data={"fait": "forme", "v.forme": values})
        assert page.status_code == 200
        assert all(f'value="{value}" checked' in page.text for value in values)


def test_every_case_of_an_offence_can_be_tried(shipped: World) -> None:
    client = editor(shipped)
    law = client.get("/loi/cp-227-24").text
    links = re.findall(r'href="(/essayer\?infraction=cp-227-24&amp;cas=\d+)"', law)
    assert len(links) > 20
    for link in links[:: len(links) // 10]:
        page = client.get(html.unescape(link))
        assert page.status_code == 200
        assert 'id="reponse"' in page.text
        assert "field__error" not in page.text


def test_a_value_that_no_field_says_is_sent_back_as_it_is(shipped: World) -> None:
    form = {"fait": "age_victime", "brut.age_victime": '{"min": 15, "max": 17}'}
    page = editor(shipped).post("/essayer", data=form)
    assert page.status_code == 200
    assert html.escape('{"min": 15, "max": 17}', quote=True).replace("&quot;", "&#34;") in page.text
    assert "15" in shown(page)


def test_an_offence_fills_the_form_and_answers_nothing_yet(shipped: World) -> None:
    client = editor(shipped)
    link = re.search(r'href="(/essayer\?infraction=cp-222-17&amp;jour=[\d-]+)"', client.get("/loi/cp-222-17").text)
    assert link is not None
    page = client.get(html.unescape(link[1]))
    assert '<option value="cp-222-17" selected>' in page.text
    assert "la réponse vient ici" in shown(page)
    assert client.get("/essayer?infraction=cp-222-17&cas=100000").status_code == 404
    assert client.get("/essayer?infraction=absente&jour=hier").status_code == 200


def test_without_a_reader_the_page_says_so(shipped: World) -> None:
    assert "Aucun lecteur n’est disponible" in shown(editor(shipped).post("/essayer", data={"text": TEXT}))


def test_two_editions_are_shown_side_by_side_what_differs_first(tmp_path: Path) -> None:
    contrary = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
    with drafting(tmp_path, contraire=contrary, large=with_new_fact()) as world:
        client = editor(world)
        form = {"text": THREAT, "day": "2024-01-02", "draft": "contraire", "comparer": "1"}
        page = client.post("/essayer", data=form)
        assert page.status_code == 200
        said = shown(page)
        assert said.index("Ce qui diffère") < said.index("Brouillon : Contraire", said.index("Ce qui diffère") + 60)
        assert "Présumé : Menace" in said
        assert Outline(page.text).faults == []
        names = re.findall(r' id="([^"]+)"', page.text)
        assert len(names) == len(set(names))
        large = client.post("/essayer", data={**form, "draft": "large", "fait": "repetition", "v.repetition": "oui"})
        assert "laissé de côté pour elles : repetition" in shown(large)
        alone = client.post("/essayer", data={**form, "comparer": ""})
        assert alone.status_code == 200


def test_a_draft_that_cannot_answer_says_its_faults_and_a_missing_one_that_it_is_gone(tmp_path: Path) -> None:
    broken = small_tree().with_files({OFFENCE: b"id: menace\n"})
    with drafting(tmp_path, rompu=broken) as world:
        client = editor(world)
        page = client.post("/essayer", data={"text": THREAT, "draft": "rompu"})
        assert "Ce brouillon ne peut pas répondre" in shown(page)
        assert f"{OFFENCE}:1:1" in shown(page)
        assert "n’existe plus" in error_at(client.post("/essayer", data={"text": "a", "draft": "absent"}), "draft")


def test_who_may_not_ask_sees_neither_page_nor_link(shipped: World) -> None:
    administrator = editor(shipped, role=Role.ADMINISTRATOR)
    assert administrator.get("/essayer").status_code == 403
    assert administrator.post("/essayer", data={"text": "a"}).status_code == 403
    assert "/essayer" not in administrator.get("/loi/cp-222-17").text
    assert 'href="/essayer"' in editor(shipped).get("/loi").text
