"""The measure of agreement between both readings, as the API and the page tell it."""

from __future__ import annotations

from api.kit.permissions import Role
from tests.api.pages.case.test_case import PAGE
from tests.api.reports.double_review.test_double_review import (
    ALL,
    decided,
    ended,
    person,
    rereading,
    tomorrow,
)
from tests.api.service.world import TEXT, World


def test_the_agreement_is_told_by_field_and_offence_and_by_nobody(twice: World) -> None:
    texts = [f"{TEXT} Message {n}, {n * 7919}, sans rapport : {'abcdefghij'[n] * 40}." for n in range(4)]
    for n, text in enumerate(texts):
        decided(twice, text=text, url=f"https://forum.exemple/{n}")
    tomorrow(twice)
    for kind in ("accept", "accept", "noise", "accept"):
        ended(person(twice), kind)
    reviewer = twice.signed_in(Role.REVIEWER)
    told = reviewer.get("/v1/agreement").json()
    assert (told["read_twice"], told["to_settle"], told["least"]) == (4, 1, 2)
    assert [f["of"] for f in told["fields"]] == ["autre"]
    share = told["fields"][0]["share"]
    assert (share["found"], share["of"]) == (3, 4)
    assert share["low"] < 0.75 < share["high"]
    assert told["fields"][0]["kappa"]["value"] == 0
    assert [f["of"] for f in told["offences"]] == ["menace"]
    assert "acc_" not in str(told)
    reviewer.headers.update(PAGE)
    page = reviewer.get("/accord").text
    assert "75,0" in page
    assert "Menace" in page


def test_too_few_readings_are_said_to_be_so(twice: World) -> None:
    world = rereading(twice, ALL.model_copy(update={"least": 30}))
    decided(world)
    tomorrow(world)
    ended(person(world), "accept")
    reviewer = person(world, Role.REVIEWER)
    assert "trop peu de secondes lectures" in reviewer.get("/accord").text
    assert reviewer.get("/v1/agreement").json()["fields"][0]["kappa"]["why"] == "too_few"
