"""What evidence says of an edit of what reads texts, and of a law that is to come."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.backtest.rereading import cue_facts_of, reads_otherwise
from api.backtest.stored import LastReport, last_reports, words_of_answers
from api.changes.evidence import evidence_of
from api.db.reports import QualificationRow, ReportRow
from api.kit.permissions import Role
from api.rules.tree import RulesTree
from tests.api.service.world import World
from tests.api.trial.drafts import LEXICON, OFFENCE, THREAT, drafting, edited, small_tree

TODAY = date(2026, 12, 15)
SLAP = "Je vais te gifler."
QUIET = "Je vais te voir demain."
DAY = "2024-01-02"
COMING = date(2027, 7, 1)


def with_a_word() -> RulesTree:
    """The small law whose lexicon knows one more word."""
    return edited(LEXICON, "[frapper, taper,", "[frapper, gifler, taper,")


def without_a_word() -> RulesTree:
    """The small law whose lexicon knows one word less."""
    return edited(LEXICON, "[frapper, taper,", "[taper,").with_files(
        {LEXICON: edited(LEXICON, "[frapper, taper,", "[taper,").text(LEXICON).replace(
            "      - Je vais te frapper.\n", "      - Je vais te taper.\n").encode()}
    )  # fmt: skip


def reports_of(world: World) -> list[LastReport]:
    with world.database.read() as session:
        return last_reports(session, 500, with_words=True)


def state_facts(world: World, report: str, **statement: Any) -> None:
    analyst, where = world.signed_in(Role.ANALYST), f"/v1/reports/{report}"
    etag = {"if-match": analyst.get(where).headers["etag"]}
    assert analyst.post(f"{where}/facts", json=statement, headers=etag).status_code == 200


def backtest(tree: RulesTree, reports: list[LastReport]) -> dict[str, Any]:
    found = evidence_of(small_tree(), tree, TODAY, reports)
    assert SLAP.encode() not in str(found.document).encode()
    summary: dict[str, Any] = found.document["backtest"]
    return summary


def test_a_word_more_in_a_lexicon_is_read_in_the_last_reports(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        slap = world.report(text=SLAP, facts={"acces": "ouvert"}, date_of_facts=DAY)["id"]
        world.report(text=QUIET, date_of_facts=DAY)
        summary = backtest(with_a_word(), reports_of(world))
    assert summary["reading"] == {"again": 2, "otherwise": 1, "unread": 0}
    assert summary["reports"]["proved"] == 1, "what reads alike stays on the proved path"
    assert summary["reports"]["run"] == 1
    assert summary["edit"]["reports"]["unchanged"] == 1
    assert "menace" in summary["edit"]["suggested"]
    assert {one["kind"] for one in summary["causes"]} == {"reading"}
    examples = [one for found in summary["examples"] for one in found["reports"]]
    assert {one["id"] for one in examples} == {slap}
    assert all(one["facts"] == {} for one in examples)


def test_a_word_less_takes_away_what_it_presumed_but_not_what_a_person_said(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        world.report(text=THREAT, facts={"acces": "ouvert"}, date_of_facts=DAY)
        world.report(text=THREAT, facts={"acces": "ouvert", "menace": True}, date_of_facts=DAY)
        summary = backtest(without_a_word(), reports_of(world))
    assert summary["reading"] == {"again": 2, "otherwise": 1, "unread": 0}
    assert summary["edit"]["reports"]["unchanged"] == 1


def test_a_presumption_set_aside_then_back_in_force_is_judged_like_any_other(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        name = world.report(text=THREAT, facts={"acces": "ouvert"}, date_of_facts=DAY)["id"]
        state_facts(world, name, state={"menace": False})
        state_facts(world, name, withdraw=["menace"])
        (back,) = reports_of(world)
        assert backtest(with_a_word(), [back])["reading"] == {"again": 1, "otherwise": 0, "unread": 0}
        assert backtest(without_a_word(), [back])["reading"] == {"again": 1, "otherwise": 1, "unread": 0}
        state_facts(world, name, withdraw=["menace"])
        (aside,) = reports_of(world)
        assert backtest(without_a_word(), [aside])["reading"] == {"again": 1, "otherwise": 0, "unread": 0}


def test_two_answers_on_one_report_are_each_read_with_what_stood_then(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        name = world.report(text=THREAT, facts={"acces": "ouvert"}, date_of_facts=DAY)["id"]
        state_facts(world, name, state={"menace": True})
        with world.database.read() as session:
            rows = list(session.scalars(select(QualificationRow).order_by(QualificationRow.id)))
            words = words_of_answers(session, rows)
        assert [words[row.id].cue_facts for row in rows] == [{"menace"}, frozenset()]


def test_words_that_are_gone_prove_nothing(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        name = world.report(text=SLAP, date_of_facts=DAY)["id"]
        with world.database.write() as session:
            row = session.get(ReportRow, name)
            assert row is not None
            row.text = None
        summary = backtest(with_a_word(), reports_of(world))
    assert summary["reading"] == {"again": 0, "otherwise": 0, "unread": 1}
    assert summary["reports"]["proved"] == 0
    assert summary["edit"]["reports"].get("unchanged", 0) == 0


def test_reports_without_their_words_prove_nothing_of_a_lexicon(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        world.report(text=SLAP, date_of_facts=DAY)
        bare = [LastReport(one.record) for one in reports_of(world)]
    assert backtest(with_a_word(), bare)["reports"]["proved"] == 0


def test_what_is_said_of_a_lexicon_is_no_absence_of_change(tmp_path: Path) -> None:
    words = evidence_of(small_tree(), with_a_word(), TODAY).document["words"]
    assert "rien ne change" not in words["class"]
    assert "le droit répond de même" in words["class"]


def test_an_edit_of_the_law_alone_reads_nothing_again(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        world.report(text=THREAT, date_of_facts=DAY)
        summary = backtest(edited(OFFENCE, "prison_months: 12", "prison_months: 24"), reports_of(world))
    assert summary["reading"] is None
    assert summary["filter_differs"] is False


def test_cues_are_told_from_what_others_presume() -> None:
    cue = {"value": True, "standing": "presumed", "source": "indice textuel (menace-de-coups)"}
    facts = {
        "menace": cue,
        "acces": "ouvert",
        "intention": {**cue, "source": "modèle"},
        "langue": {**cue, "standing": "confirmed"},
        "age_victime": {**cue, "source": "commentaire du signalant (age)"},
    }
    assert cue_facts_of(facts) == {"menace", "age_victime"}


@pytest.mark.parametrize("today", [TODAY, COMING], ids=["to come", "from today"])
def test_a_law_to_come_is_answered_on_its_first_day(tmp_path: Path, today: date) -> None:
    with drafting(tmp_path) as world:
        world.report(text=THREAT, facts={"acces": "message_direct", "menace": True}, date_of_facts=DAY)
        reports = reports_of(world)
    found = evidence_of(small_tree(), later(), today, reports)
    assert found.document["starts"] == COMING.isoformat()
    summary = found.document["backtest"]
    assert summary["day"] == COMING.isoformat()
    assert summary["since"] is None, "the answers that were given are of another day"
    assert summary["edit"]["reports"].get("unchanged", 0) == 0


def later() -> RulesTree:
    """The small law whose threat needs no publicity any more, from a day to come."""
    text = small_tree().text(OFFENCE)
    last = text[text.index("  - id: v2020") : text.index("\nrelations:")]
    after = last.replace("v2020", "v2027").replace("2020-01-01", COMING.isoformat()).replace(" publicite,", "")
    before = last.replace("    law:", f"    until: {date(2027, 6, 30).isoformat()}\n    law:")
    return small_tree().with_files({OFFENCE: text.replace(last, before + after).encode()})


def test_only_what_readers_open_may_read_otherwise() -> None:
    assert reads_otherwise(["README.md", LEXICON])
    assert reads_otherwise(["parameters/second_lecteur.yaml"])
    assert not reads_otherwise(["lexicons/README.md", "lexicons/menaces.json", OFFENCE])
