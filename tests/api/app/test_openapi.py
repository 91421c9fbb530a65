"""The description of the API is true: whatever it allows gets an answer it announces, and never a failure of the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.db.migrate import upgrade
from api.kit.permissions import Role
from tests.api.app.test_routes import routes_of
from tests.api.reports.test_reports import send
from tests.api.service import postgresql
from tests.api.service.reading import texts
from tests.api.service.world import World

_NAME = f"qualif_test_openapi_{os.getpid()}"
EXAMPLES = 12
"""Of each operation, as many that fit its description as that do not."""
SIGNS_OUT = ("/v1/session", "/v1/me")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On PostgreSQL where there is one: it refuses more than SQLite does."""
    folder = tmp_path_factory.mktemp("openapi")
    address, _ = postgresql.server()
    world = World(postgresql.create(_NAME) if address else f"sqlite:///{folder / 'q.sqlite3'}", folder, texts=texts())
    upgrade(world.database)
    yield world
    world.close()
    if address:
        postgresql.drop(_NAME)


def test_every_answer_is_announced(fuzzed: World) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", fuzzed.app)
    known = _known(fuzzed)
    operations = [found.ok() for found in described.get_all_operations()]
    wrong = []
    for operation in operations:
        for mode in GenerationMode:
            try:
                _try(fuzzed, operation, mode, known)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # nothing can be wrong in a request without parameters
            except Exception as error:
                wrong.append(f"{operation.label}: {error}")
    assert len(operations) > 25
    assert not wrong, "\n\n".join(wrong)


def _try(world: World, operation: Any, mode: GenerationMode, known: dict[str, str]) -> None:
    roles = [role for role in Role if role is not Role.INTEGRATOR]
    signed_in = world.signed_in(*roles)
    signs_out = operation.path.startswith(SIGNS_OUT)

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def answers(case: schemathesis.Case) -> None:
        person = world.signed_in(*roles) if signs_out else signed_in
        case.headers.pop("authorization", None)
        if len(str(case.body)) % 2:  # half on things that exist, as they are
            case.path_parameters.update({n: v for n, v in known.items() if n in case.path_parameters})
            if "{report}" in operation.path and operation.method != "get":
                case.headers["if-match"] = person.get(f"/v1/reports/{known['report']}").headers["etag"]
        case.call_and_validate(cookies=dict(person.cookies), checks=CHECKS)

    answers()


def _known(world: World) -> dict[str, str]:
    told = send(world.machine(), contact={"email": "a@exemple.fr"})
    admin, machine = world.signed_in(Role.ADMINISTRATOR), world.account(Role.INTEGRATOR)
    key = admin.post(f"/v1/accounts/{machine}/keys", json={"label": "essai", "scopes": ["law:read"]}).json()["key"]
    return {
        "report": told["id"],
        "qualification": told["qualification"]["id"],
        "account": machine,
        "key": key["id"],
        "offence": "menace",
    }


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
