"""The service's reports as an archive: the question of the last answer, what it said, the decision that stands, and no words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api.backtest.archive import shards_of
from api.backtest.laws import LawPair, law_of_folder
from api.backtest.running import Backtest
from api.backtest.stored import stored_records
from api.backtest.summary import summary_of
from api.bulk.runners import SerialRunner
from api.kit.permissions import Role
from tests.api.backtest.small import SMALL, WORDS, edited
from tests.api.service.world import World


def lines_of(world: World) -> list[dict[str, Any]]:
    with world.database.read() as session:
        return [json.loads(line) for line in stored_records(session)]


def decide(world: World, report: str, **body: Any) -> None:
    analyst = world.signed_in(Role.ANALYST)
    version = analyst.get(f"/v1/reports/{report}").headers["etag"]
    response = analyst.post(f"/v1/reports/{report}/decision", json=body, headers={"if-match": version})
    assert response.status_code == 200, response.text


def backtest(world: World, tmp_path: Path, laws: LawPair) -> dict[str, Any]:
    path = tmp_path / "stored.jsonl"
    with world.database.read() as session, path.open("wb") as stream:
        stream.writelines(stored_records(session))
    wanted = Backtest(laws, list(shards_of(path)))
    return summary_of(wanted, wanted.run(SerialRunner(), None, lambda done, total: None))


def test_a_record_holds_the_last_question_and_no_words(world: World) -> None:
    told = world.report(
        text=WORDS, comment=WORDS, url="https://exemple.invalid/a", facts={"menace": True, "acces": "ouvert"}
    )
    (line,) = lines_of(world)
    assert line["id"] == told["id"]
    assert line["facts"]["menace"] is True
    assert line["answer"]["offences"]["menace"][2] is True
    assert "decision" not in line
    assert WORDS not in json.dumps(line)
    assert "exemple.invalid" not in json.dumps(line)


def test_the_decision_that_stands_is_the_one_compared(world: World, tmp_path: Path) -> None:
    facts = {"menace": True, "acces": "ouvert"}
    one = world.report(url="https://exemple.invalid/a", facts=facts)
    two = world.report(url="https://exemple.invalid/b", facts=facts)
    decide(world, one["id"], kind="accept")
    decide(world, two["id"], kind="correct", offence="moquerie", reason="c'était une moquerie")
    accepted, corrected = (line["decision"]["offence"] for line in lines_of(world))
    assert (accepted, corrected) == (lines_of(world)[0]["answer"]["main"], "moquerie")
    same = law_of_folder(SMALL)
    measures = backtest(world, tmp_path, LawPair(same, same))["measures"]
    assert measures["decided"] == 2
    assert {k: measures["old"]["all"][k] for k in ("right", "wrong", "missed")} == {"right": 1, "wrong": 1, "missed": 1}
    assert measures["old"] == measures["new"]


def test_what_the_law_changed_since_is_told_apart_from_the_edit(world: World, tmp_path: Path) -> None:
    world.report(url="https://exemple.invalid/a", facts={"menace": True, "victime_mineure": False, "acces": "ouvert"})
    small, new = law_of_folder(SMALL), law_of_folder(edited(tmp_path / "new"))
    edit = backtest(world, tmp_path, LawPair(small, new))
    assert edit["since"]["reports"] == {"unchanged": 1}
    assert edit["edit"]["offences"] == {"menace-mineur": {"gained": 1}}
    since = backtest(world, tmp_path, LawPair(new, new))
    assert since["since"]["offences"] == {"menace-mineur": {"gained": 1}}
    assert since["edit"]["reports"] == {"unchanged": 1}
    assert since["reports"] == {"read": 1, "refused": 0, "proved": 1, "answered_once": 1, "run": 0}


def test_an_answer_of_the_old_law_is_not_asked_again(world: World, tmp_path: Path) -> None:
    world.report(url="https://exemple.invalid/a", facts={"menace": True})
    same = law_of_folder(SMALL)
    assert backtest(world, tmp_path, LawPair(same, same))["reports"]["answered_once"] == 0
