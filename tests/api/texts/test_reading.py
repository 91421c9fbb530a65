"""What the text of a report gives before anybody reads it: presumed facts, the filter's verdict."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from api.kit.permissions import Role
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from classifiers.noise.filter import NoiseFilter
from tests.api.reports.test_reports import read
from tests.api.service.reading import NOISE, opened
from tests.api.service.world import World, small_law
from tests.shared import ROOT
from textfile.diagnostics import Diagnostic, Place, RulesetError

THREAT = "Tu verras : je vais te casser la gueule."


def facts(world: World, name: str) -> dict[str, dict[str, Any]]:
    whole, _ = read(world.signed_in(Role.ANALYST), name)
    return {fact["fact"]: fact for fact in whole["facts"]}


def test_what_a_text_shows_is_presumed_with_its_source_and_place(reading: World) -> None:
    told = reading.report(text=THREAT)
    assert told["qualification"]["main"] == "menace-mineur"  # the age is not known
    fact = facts(reading, told["id"])["menace"]
    start, end = fact["span"]
    assert (fact["value"], fact["standing"], fact["stated_by"]) == (True, "presumed", "system")
    assert fact["source"] == "indice textuel (menace-de-coups)"
    assert THREAT[start:end] == "casser la gueule"


def test_an_answer_names_what_read_the_text_even_once_facts_are_stated(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    told = reading.report(text=THREAT)
    digests = (opened().digest, open_reader(ROOT / "docs/examples/petite-loi").digest)
    first = analyst.get(f"/v1/qualifications/{told['qualification']['id']}").json()
    assert (first["model_digest"], first["lexicon_digest"]) == digests
    _, etag = read(analyst, told["id"])
    body = {"state": {"menace": True}}
    whole = analyst.post(f"/v1/reports/{told['id']}/facts", json=body, headers={"if-match": etag}).json()
    later = analyst.get(f"/v1/qualifications/{whole['qualification']['id']}").json()
    assert later["id"] != first["id"]
    assert (later["model_digest"], later["lexicon_digest"]) == digests


def test_an_answer_without_a_text_names_no_reader(reading: World) -> None:
    told = reading.report(facts={"menace": True})
    kept = reading.signed_in(Role.ANALYST).get(f"/v1/qualifications/{told['qualification']['id']}").json()
    assert (kept["model_digest"], kept["lexicon_digest"]) == (None, None)


def test_what_somebody_states_wins(reading: World) -> None:
    fact = facts(reading, reading.report(text=THREAT, facts={"menace": False})["id"])["menace"]
    assert (fact["value"], fact["standing"]) == (False, "confirmed")
    assert fact["stated_by"] != "system"


def test_a_presumed_fact_is_confirmed_by_a_person_and_the_answer_replays(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    told = reading.report(text=THREAT)
    _, etag = read(analyst, told["id"])
    body = {"state": {"menace": True}}
    whole = analyst.post(f"/v1/reports/{told['id']}/facts", json=body, headers={"if-match": etag}).json()
    assert [f["standing"] for f in whole["facts"] if f["withdrawn_at"] is None] == ["confirmed"]
    assert analyst.get(f"/v1/qualifications/{told['qualification']['id']}/replay").json()["same"]


def test_noise_is_set_aside_with_all_that_says_why(reading: World) -> None:
    told = reading.report(text=NOISE, reported_category="haine")
    assert told["state"] == "low_priority"
    noise = told["noise"]
    assert (noise["decision"], noise["reason"], noise["audit"], noise["review"]) == ("set_aside", "score", False, None)
    assert 0 < noise["score"] < 0.1
    assert noise["certificate"] == opened().promises[0].standing.certificate


def test_the_same_content_reported_twice_is_never_set_aside(reading: World) -> None:
    url = "https://page.exemple/1"
    first = reading.report(text=NOISE, url=url, reported_category="haine")
    second = reading.report(text="Recette de tarte aux pommes facile et rapide", url=url, reported_category="haine")
    assert (first["state"], second["state"]) == ("low_priority", "open")
    assert second["noise"]["reason"] == "deja_signale"
    whole, _ = read(reading.signed_in(Role.ANALYST), first["id"])
    assert (whole["state"], whole["noise"]["decision"], whole["noise"]["reason"]) == ("open", "keep", "deja_signale")
    third, _ = read(reading.signed_in(Role.ANALYST), reading.report(text=NOISE)["id"])
    assert (third["state"], third["same"]["report"]) == ("duplicate", first["id"])


def test_what_a_priority_rule_names_is_never_set_aside(reading: World) -> None:
    told = reading.report(text=NOISE, facts={"menace": True}, reported_category="haine")
    assert (told["state"], told["noise"]["reason"]) == ("open", "priorite")


def test_a_declared_share_of_what_is_set_aside_is_drawn(database_url: str, tmp_path: Path) -> None:
    shipped = opened()
    never = type(shipped.never)(shipped.never.parameters._replace(audit_share=1.0))
    all_drawn = NoiseFilter(shipped.reader, never, shipped.promises, b"essai")
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: all_drawn))
    told = world.report(text=NOISE, reported_category="haine")
    assert (told["state"], told["noise"]["audit"]) == ("low_priority", True)
    assert world.signed_in(Role.ANALYST).get("/v1/noise/review").json()["drawn"] == 1
    world.close()


def test_the_key_of_the_draw_is_secret_and_its_own(reading: World) -> None:
    settings = reading.settings
    other = settings.model_copy(update={"audit_key": settings.trace_key})
    assert len({settings.audit_secret, other.audit_secret, settings.trace_key.get_secret_value().encode()}) == 3


def test_a_question_reads_its_text_unless_told_not_to(reading: World) -> None:
    analyst = reading.signed_in(Role.ANALYST)
    read_it = analyst.post("/v1/qualifications", json={"text": THREAT}).json()
    not_read = analyst.post("/v1/qualifications", json={"text": THREAT, "read_text": False}).json()
    assert (read_it["main"], not_read["main"]) == ("menace-mineur", None)


def test_lexicons_that_cannot_be_read_are_told_and_reports_come_in(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Any:
        raise RulesetError([Diagnostic("L102", Place("lexicons/a.yaml", 3), "x")])

    world = World(database_url, tmp_path, texts=Texts(small_law().ruleset.facts, broken, None))
    with caplog.at_level(logging.ERROR):
        assert world.report(text=THREAT)["qualification"]["main"] is None
    assert "L102 lexicons/a.yaml:3:1" in caplog.text
    assert "gueule" not in caplog.text
    world.close()


def test_what_the_law_cannot_hold_is_left_out(database_url: str, tmp_path: Path) -> None:
    known = {n: f for n, f in small_law().ruleset.facts.items() if n != "menace"}
    world = World(
        database_url, tmp_path, texts=Texts(known, lambda: open_reader(ROOT / "docs/examples/petite-loi"), None)
    )
    assert facts(world, world.report(text=THREAT)["id"]) == {}
    world.close()
