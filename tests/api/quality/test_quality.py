"""What decisions say of the rules, as data."""

from __future__ import annotations

from typing import Any

from api.kit.permissions import Role
from tests.api.quality.decided import DAY, decided
from tests.api.service.world import World, problem


def read_figures(world: World, query: str = DAY) -> dict[str, Any]:
    """The figures of a period."""
    answer = world.signed_in(Role.POLICY_EDITOR).get(f"/v1/statistics/quality?{query}")
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()
    return figures


def test_offences_suggested_retained_overridden_and_retained_without_being_suggested(world: World) -> None:
    decided().store(world.database)
    figures = read_figures(world)
    assert figures["decisions"] == 6
    threat, mockery = figures["offences"]
    assert (threat["offence"], threat["suggested"], threat["retained"]) == ("menace", 4, 2)
    assert [round(bound, 3) for bound in threat["share"]["interval"]] == [0.068, 0.932]
    assert threat["overridden"] == [
        {"kind": "correct", "offence": "moquerie", "count": 1},
        {"kind": "noise", "offence": None, "count": 1},
    ]
    assert (mockery["offence"], mockery["suggested"], mockery["share"]) == ("moquerie", 0, None)
    assert sorted(mockery["unsuggested"], key=str) == [
        {"suggested": "menace", "count": 1},
        {"suggested": None, "count": 1},
    ]


def test_a_clause_counts_the_reports_in_which_a_fact_it_reads_was_found_wrong(world: World) -> None:
    decided().store(world.database)
    clauses = {(c["offence"], c["part"], c["clause"]): c["share"] for c in read_figures(world)["clauses"]}
    share = clauses["menace", "elements", "menace"]
    assert (share["found"], share["of"]) == (2, 4)
    assert clauses["menace", "elements", "publicite"]["found"] == 0
    assert clauses["menace", "defences", "satire"]["of"] == 4
    assert not any(offence == "moquerie" for offence, _, _ in clauses)


def test_a_cue_counts_the_outcomes_of_what_it_made_presumed(reading: World) -> None:
    decided().store(reading.database)
    gone, cue = sorted(read_figures(reading)["cues"], key=lambda one: str(one["cue"]), reverse=True)
    assert {name: cue[name] for name in ("cue", "file", "confirmed", "corrected", "withdrawn", "unjudged")} == {
        "cue": "menace-de-coups",
        "file": "lexicons/menaces.yaml",
        "confirmed": 1,
        "corrected": 1,
        "withdrawn": 1,
        "unjudged": 1,
    }
    assert (cue["share"]["found"], cue["share"]["of"]) == (2, 3)
    assert (gone["cue"], gone["file"], gone["corrected"]) == ("parti", None, 1)


def test_nothing_is_counted_outside_the_period_and_a_bad_one_is_told(world: World) -> None:
    decided().store(world.database)
    assert read_figures(world, "from=2024-06-01&to=2024-06-02")["decisions"] == 0
    client = world.signed_in(Role.ANALYST)
    problem(client.get("/v1/statistics/quality?from=2024-06-02&to=2024-06-01"), "invalid-request")
    problem(world.machine().get(f"/v1/statistics/quality?{DAY}"), "not-allowed")
