"""A law renames a fact and says so: what was stated in the old word is read in the new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.kit.permissions import Role
from tests.api.service.two_laws import FIRST, REPORT, second_law, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def renaming_law(folder: Path) -> Path:
    """The second law, where `portee` says that it was `acces`."""
    root = second_law(folder)
    facts = root / "facts/exemple.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("  - id: portee\n", "  - id: portee\n    was: [{fact: acces}]\n"), encoding="utf-8")
    return root


def test_a_kept_report_is_asked_again_in_the_words_of_today(database_url: str, tmp_path: Path) -> None:
    first = served(database_url, tmp_path, FIRST)
    report = first.machine().post("/v1/reports", json=REPORT).json()["id"]
    answer = first.signed_in(Role.ANALYST).get(f"/v1/reports/{report}").json()["qualification"]["id"]
    first.close()
    world = served(database_url, tmp_path, renaming_law(tmp_path))
    analyst = world.signed_in(Role.ANALYST)
    assert analyst.get(f"/v1/qualifications/{answer}/compare").json()["facts_left_aside"] == []
    etag = analyst.get(f"/v1/reports/{report}").headers["etag"]
    assert analyst.post(f"/v1/reports/{report}/answer", headers={"if-match": etag}).status_code == 200
    found = analyst.get(f"/v1/reports/{report}").json()["qualification"]["id"]
    told = analyst.get(f"/v1/qualifications/{found}").json()["answer"]["facts"]
    assert (told["portee"]["value"], told["portee"]["was"]) == ("ouvert", "acces : ouvert")
    world.close()


def test_words_that_have_no_counterpart_are_left_aside_and_named(database_url: str, tmp_path: Path) -> None:
    first = served(database_url, tmp_path, FIRST)
    report = first.machine().post("/v1/reports", json=REPORT).json()["id"]
    answer = first.signed_in(Role.ANALYST).get(f"/v1/reports/{report}").json()["qualification"]["id"]
    first.close()
    root = renaming_law(tmp_path)
    facts = root / "facts/exemple.yaml"
    lost = "[{fact: acces}, {fact: acces, value: ouvert, now: []}]"
    facts.write_text(facts.read_text(encoding="utf-8").replace("[{fact: acces}]", lost), encoding="utf-8")
    world = served(database_url, tmp_path, root)
    assert world.signed_in(Role.ANALYST).get(f"/v1/qualifications/{answer}/compare").json()["facts_left_aside"] == [
        "acces"
    ]
    refused = world.machine().post("/v1/reports", json=REPORT)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/facts/acces")
    world.close()


def test_a_client_that_speaks_in_the_old_words_is_understood(database_url: str, tmp_path: Path) -> None:
    world = served(database_url, tmp_path, renaming_law(tmp_path))
    created = world.machine().post("/v1/reports", json=REPORT)
    assert created.status_code == 202, created.text
    facts = world.signed_in(Role.ANALYST).get(f"/v1/reports/{created.json()['id']}").json()["facts"]
    named = {fact["fact"] if isinstance(fact, dict) and "fact" in fact else fact for fact in facts}
    assert {"portee", "menace"} <= named
    assert "acces" not in named
    world.close()
