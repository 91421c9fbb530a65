"""The description of the API is true: whatever it allows gets an answer it announces, and never a failure of the server."""

from __future__ import annotations

from pathlib import Path

from fastapi.routing import APIRoute

from tests.api.app.answer_trials import faults_of_answers, operations_of, world_to_try
from tests.api.app.test_routes import routes_of
from tests.api.service.world import World

EXAMPLES = 1
"""Of each operation, as many that fit its description as that do not; `make fuzz` tries a hundred."""


def test_every_answer_is_announced(tmp_path: Path) -> None:
    with world_to_try(tmp_path) as world:
        operations = operations_of(world)
        assert len(operations) > 25
        assert faults_of_answers(world, operations, EXAMPLES) == []


def test_every_route_of_the_api_is_described_with_its_problems(sqlite_world: World) -> None:
    described = sqlite_world.anonymous().get("/openapi.json").json()["paths"]
    for route in routes_of(sqlite_world):
        if not route.path.startswith("/v1/"):
            continue
        for method in route.methods:
            answers = described[route.path][method.lower()]["responses"]
            assert {"422", "429", "500"} <= set(answers), route.path
            if method != "GET":
                assert "403" in answers, route.path
            for status, answer in answers.items():
                expected = "application/problem+json" if status >= "400" else None
                assert expected is None or list(answer["content"]) == [expected], (route.path, status)


def test_descriptions_are_sentences(sqlite_world: World) -> None:
    for route in routes_of(sqlite_world):
        assert isinstance(route, APIRoute)
        assert route.description, route.path


def test_nothing_of_the_description_is_outside(sqlite_world: World, tmp_path: Path) -> None:
    del tmp_path
    assert "http" not in str(sqlite_world.anonymous().get("/openapi.json").json().get("servers", ""))
