"""What a case and its stored answer say: who speaks, which reader saw what, and no identifier of a rule."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from api.answers.answerer import Answerer
from api.answers.storage import answer_bytes
from api.db.reports import QualificationRow, ReportRow
from api.kit.typography import typeset
from api.pages.answer.messages import MESSAGES
from api.pages.answer.printable import printable_answer, printable_html
from api.pages.case.answers import read_answer
from api.retention import service
from engine.explanation.proof import dump
from engine.model.knowledge import Exactly
from tests.api.pages.case.test_case import analyst, other, post, sent
from tests.api.service.world import TEXT, World


def test_no_identifier_of_a_rule_reaches_a_screen(world: World) -> None:
    words = {
        ("priorite", None): "une règle de priorité le désigne",
        ("faits_etablis", None): "faits établis par qui l’envoie",
        ("indice_menace", None): "gardé pour un indice",
        ("danger_pour_la_vie", "danger_pour_la_vie"): "gardé d’office",
        ("regle_disparue", "regle_disparue"): "retirée depuis",
    }
    client, english = analyst(world), ""
    for n, ((noise, rank), said) in enumerate(words.items()):
        name = other(world, 100 + n)
        with world.database.write() as session:
            row = session.get(ReportRow, name)
            assert row is not None
            row.noise_score, row.noise_decision, row.noise_reason, row.priority_reason = 0.5, "keep", noise, rank
        case, queue = client.get(f"/signalements/{name}").text, client.get("/file?etat=all").text
        assert said in unescape(case)
        assert f">{noise}" not in case + queue
        assert "retirée depuis" in queue or rank != "regle_disparue"
        english += client.get(f"/signalements/{name}", headers={"accept-language": "en"}).text
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
    assert "n’est écartée que par des faits présumés" in page
    assert "Écarté sur des faits seulement présumés" in page
    post(client, report, "faits", fact="acces", act="confirm")
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "chaque infraction que les faits évoquent est écartée" in page
    assert "présumés" not in page


def test_a_fact_read_in_the_text_names_no_rule(world: World) -> None:
    source = "indice textuel (menaces.promesse_de_nuire)"
    report = sent(world, facts={"menace": {"value": True, "standing": "presumed", "source": source, "span": [0, 24]}})
    client = analyst(world)
    page = client.get(f"/signalements/{report}").text
    assert '<span class="tag">lexiques</span>' in page
    assert "promesse_de_nuire" not in page
    kept = client.get(f"/qualifications/{client.get(f'/v1/reports/{report}').json()['qualification']['id']}").text
    assert "lu dans le texte" in kept
    assert "promesse_de_nuire" not in kept


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
    kept = f"/qualifications/{client.get(f'/v1/reports/{report}').json()['qualification']['id']}"
    assert "présumé, lu dans le texte (lexiques)" in unescape(client.get(kept).text)
    assert "lu dans l'adresse" in page.replace("’", "'")
    assert "modèle (essai)" not in page
    read = {fact["fact"]: fact["reader"] for fact in client.get(f"/v1/reports/{report}").json()["facts"]}
    assert read == {"menace": "lexicons", "acces": "embedded", "age_victime": "model", "pays_auteur": None}
    english = unescape(client.get(f"{kept}?lang=en").text)
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
    row = page.partition('id="fait-menace"')[2].partition("</li>")[0]
    assert "selon le signalant" in row
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

    def seen() -> list[bytes]:
        """The pages, but for how often the case was opened, which its history counts."""
        return [re.sub(rb"Ouvert( \d+ fois)? ", b"Ouvert ", client.get(page).content) for page in pages]

    before = seen()

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page asked for the answer again")

    monkeypatch.setattr(Answerer, "answer", refuse)
    assert seen() == before


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
    data = dump(stored).encode()
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


def test_an_answer_is_read_once_and_anew_once_its_bytes_changed(world: World) -> None:
    row = _row(world, sent(world))
    first, again = (read_answer(world.services, row) for _ in range(2))
    assert first is not None
    assert again is not None
    assert again.document is first.document
    row.answer = zlib.compress(answer_bytes(row).replace(b"age_victime", b"age_auteur_"))
    assert read_answer(world.services, row) is None


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
    assert "Sans texte." in page
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
