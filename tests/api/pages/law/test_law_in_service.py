"""What law pages take from the service: latest decisions, coverage measured beforehand, the excerpt beside a decision, the PDF of an answer."""

from __future__ import annotations

import json
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli.main import app
from api.db.double_review import SecondReadingRow
from api.db.reports import QualificationRow
from api.kit.permissions import Role
from api.pages.answer.printable import printable_answer, printable_html
from api.pages.law.library import FolderLibrary
from api.pages.site import bare_app
from api.rules.coverage import FILE, file_of, read_coverage, write_coverage
from api.rules.second_readings import Rereading
from engine.language.loader import load_folder
from tests.api.pages.case.test_case import PAGE, analyst, other, post, sent, told
from tests.api.reports.double_review.test_double_review import rereading
from tests.api.service.world import NOON, World, small_law
from tests.shared import ROOT
from textfile.text import Language

NOT_DRAWN = Rereading(shares={}, other_fields=0.0, least=2)
"""Nothing is drawn to be read again: what is would not be shown, by chance."""
MEASURED = {
    "offence": "menace",
    "coverage": 0.5,
    "missing": ["v2020 · satire · établi"],
    "mutation": 0.25,
    "mutants": 8,
}


def decided(world: World, n: int) -> str:
    """A report decided as suggested."""
    report = other(world, n)
    assert post(analyst(world), report, "decision", kind="accept").status_code == 200
    return report


def test_a_kept_answer_on_a_text_before_what_is_encoded_says_so(sqlite_world: World) -> None:
    client, report = analyst(sqlite_world), sent(sqlite_world, date_of_facts="1980-06-01")
    answer = told(sqlite_world, client, report)["qualification"]["id"]
    page = client.get(f"/qualifications/{answer}?infraction=menace").text
    assert "avant ce qui est encodé" in page


def test_a_law_page_shows_the_latest_decisions_and_only_readers_may_follow_them(sqlite_world: World) -> None:
    world = rereading(sqlite_world, NOT_DRAWN)
    reports = [decided(world, n) for n in range(12)]
    page = analyst(world).get("/loi/menace").text
    assert [name for name in reports if f'href="/signalements/{name}"' in page] == reports[2:]
    assert page.index(reports[11]) < page.index(reports[2])
    assert page.count("suggestion retenue") == 10
    editor = world.signed_in(Role.POLICY_EDITOR)
    shown = editor.get("/loi/menace", headers=PAGE).text
    assert shown.count("suggestion retenue") == 10
    assert "/signalements/" not in shown
    assert "suggestion retenue" not in editor.get("/loi/menace-mineur", headers=PAGE).text


def test_a_decision_taken_back_or_to_be_read_again_is_not_shown(sqlite_world: World) -> None:
    world = rereading(sqlite_world, NOT_DRAWN)
    undone, blind, plain = (decided(world, n) for n in range(3))
    client = analyst(world)
    reviewer = world.signed_in(Role.REVIEWER)
    held = reviewer.get(f"/v1/reports/{undone}").headers["etag"]
    assert reviewer.delete(f"/v1/reports/{undone}/decision", headers={"if-match": held}).status_code == 200
    decision = told(world, client, blind)["decisions"][0]["id"]
    with world.database.write() as session:
        session.add(
            SecondReadingRow(
                id="sec_1", version=1, report=blind, decision=decision, field="autre", drawn_for="share", drawn_at=NOON
            )
        )
    page = client.get("/loi/menace").text
    assert [name for name in (undone, blind, plain) if name in page] == [plain]


@pytest.mark.parametrize("same", [True, False], ids=["this law", "another law"])
def test_coverage_is_shown_and_said_to_be_of_earlier_rules_when_it_is(
    same: bool, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "couverture.json"
    ruleset = small_law().ruleset.digest if same else "0" * 64
    file.write_text(json.dumps([{**MEASURED, "ruleset": ruleset}]), encoding="utf-8")
    world = World(database_url, tmp_path, coverage_file=file)
    page = analyst(world).get("/loi/menace").text
    assert "v2020 · satire · établi" in page
    assert "Non mesurée" not in page
    assert ("version antérieure des règles, d’empreinte <code>000000000000</code>" in unescape(page)) is not same
    world.close()


def test_the_command_writes_what_the_service_reads(tmp_path: Path) -> None:
    rules = tmp_path / "regles"
    shutil.copytree(ROOT / "rulesets", rules)
    (rules / FILE).unlink(missing_ok=True)
    assert file_of(None, rules) is None
    CliRunner().invoke(app, ["rules", "coverage", "--rulesets", str(rules), "--only", "cp-211-2", "--write"])
    file = file_of(None, rules)
    assert file == rules / FILE
    (found,) = read_coverage(file).items()
    assert (found[0], found[1].ruleset) == ("cp-211-2", load_folder(rules).digest)
    page = TestClient(bare_app(FolderLibrary(rules))).get("/loi/cp-211-2").text
    assert "Situations montrées par un cas" in page


def test_measures_are_kept_offence_by_offence_and_a_strange_file_is_left_as_it_is(tmp_path: Path) -> None:
    file, first, second = (
        tmp_path / FILE,
        {**MEASURED, "ruleset": "a"},
        {**MEASURED, "ruleset": "b", "offence": "autre"},
    )
    write_coverage(file, [first, second])
    write_coverage(file, [{**first, "ruleset": "c"}])
    assert {name: m.ruleset for name, m in read_coverage(file).items()} == {"autre": "b", "menace": "c"}
    file.write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match="qualif rules coverage --write"):
        write_coverage(file, [first])
    assert file.read_text(encoding="utf-8") == "[1]"


@pytest.mark.parametrize("content", [None, "{}", "[{}]", "pas du JSON", '[{"offence": "x", "coverage": 2}]'])
def test_a_coverage_file_that_cannot_be_read_stops_the_start(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "couverture.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"QUALIF_COVERAGE_FILE.*couverture\.json"):
        read_coverage(file)


def test_the_elements_stand_beside_the_answer(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), analyst(sqlite_world)
    page = unescape(client.get(f"/signalements/{report}").text)
    answer = page[page.index('id="contenu"') :]
    for part in ("Menace rendue publique", "Petite loi, art. 10", "Rendue publique", "Volonté de faire peur"):
        assert part in answer.replace("\u00a0", " ")
    post(client, report, "decision", kind="correct", offence="menace-mineur", reason="la victime a douze ans")
    page = unescape(client.get(f"/signalements/{report}").text)
    assert "Menace envers un mineur" in page[page.index('id="contenu"') :]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_answer_is_printed_without_what_was_reported(language: Language, sqlite_world: World) -> None:
    facts: dict[str, Any] = {
        "menace": {
            "value": True,
            "standing": "presumed",
            "source": "vu sur https://ailleurs.exemple/x",
            "span": [0, 24],
        }
    }
    contact = {"email": "quelqu.un@courriel.exemple"}
    report = sent(sqlite_world, reference="ref-4821", facts=facts, contact=contact)
    client = analyst(sqlite_world)
    answer = told(sqlite_world, client, report)["qualification"]
    with sqlite_world.database.read() as session:
        row = session.get(QualificationRow, answer["id"])
        assert row is not None
        text = unescape(printable_html(printable_answer(sqlite_world.services, row, language), language))
        for part in (row.id, report, row.answer_digest, row.ruleset_digest, row.facts_digest):
            assert part in text
    assert ("Menace publique" if language == "fr" else "Public threat") in text
    for private in ("retrouver", "courriel", "forum", "ref-4821", "ailleurs", "://"):
        assert private not in text


def test_the_pdf_of_an_answer_is_accessible_and_the_same_each_time(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    name = told(sqlite_world, client, sent(sqlite_world))["qualification"]["id"]
    first, again = (client.get(f"/qualifications/{name}/pdf") for _ in range(2))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.headers["content-disposition"].endswith(f'"{name}.pdf"')
    assert first.content.startswith(b"%PDF-")
    assert b"pdfuaid" in first.content
    assert first.content == again.content


def test_a_printed_answer_is_journalled_and_asks_who_reads(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    name = told(sqlite_world, client, sent(sqlite_world))["qualification"]["id"]
    assert f'href="/qualifications/{name}/pdf"' in client.get(f"/qualifications/{name}").text
    client.get(f"/qualifications/{name}/pdf")
    admin = sqlite_world.signed_in(Role.ADMINISTRATOR)
    assert admin.get(f"/qualifications/{name}/pdf").status_code == 403
    entries = admin.get("/v1/audit?limit=200").json()["items"]
    assert [e["detail"]["form"] for e in entries if e["action"] == "qualification.exported"] == ["pdf"]
