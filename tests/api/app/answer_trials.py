"""Trials of the API against its own description: requests drawn from it, that fit it and that do not, on every operation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
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
from starlette.testclient import TestClient

from api.db.migrate import upgrade
from api.kit.permissions import Role
from tests.api.reports.test_reports import send
from tests.api.service import postgresql
from tests.api.service.reading import texts
from tests.api.service.world import World

_NAME = f"qualif_test_openapi_{os.getpid()}"
PERSON = [role for role in Role if role is not Role.INTEGRATOR]
"""The roles of whoever asks; somebody new for each request that may end a session."""
SIGNS_OUT = ("/v1/session", "/v1/me")
PATIENCE = 600.0
"""Seconds left to an answer: Schemathesis leaves ten, which a busy machine takes to open the rules."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]


@contextmanager
def world_to_try(folder: Path) -> Iterator[World]:
    """On PostgreSQL where there is one: it refuses more than SQLite does."""
    address, _ = postgresql.server()
    world = World(postgresql.create(_NAME) if address else f"sqlite:///{folder / 'q.sqlite3'}", folder, texts=texts())
    upgrade(world.database)
    try:
        yield world
    finally:
        world.close()
        if address:
            postgresql.drop(_NAME)


def operations_of(world: World) -> list[Any]:
    """What the description says can be asked."""
    described = schemathesis.openapi.from_asgi("/openapi.json", world.app)
    return [found.ok() for found in described.get_all_operations()]


def faults_of_answers(world: World, operations: list[Any], examples: int) -> list[str]:
    """What is wrong with the answers; of each operation, as many examples that fit its description as that do not."""
    known, signed_in = _known(world), world.signed_in(*PERSON)
    wrong = []
    for operation in operations:
        for mode in GenerationMode:
            try:
                _try(world, signed_in, operation, mode, known, examples)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # nothing can be wrong in a request without parameters
            except Exception as error:
                wrong.append(f"{operation.label}: {error}")
    assert signed_in.get("/v1/me").status_code == 200, "the session that all requests share is over"
    return wrong


def _try(
    world: World, signed_in: TestClient, operation: Any, mode: GenerationMode, known: dict[str, str], examples: int
) -> None:
    signs_out = operation.path.startswith(SIGNS_OUT)

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def answers(case: schemathesis.Case) -> None:
        person = world.signed_in(*PERSON) if signs_out else signed_in
        case.headers.pop("authorization", None)
        if len(str(case.body)) % 2:  # half on things that exist, as they are
            case.path_parameters.update({n: v for n, v in known.items() if n in case.path_parameters})
            if "{report}" in operation.path and operation.method != "get":
                case.headers["if-match"] = person.get(f"/v1/reports/{known['report']}").headers["etag"]
        case.call_and_validate(cookies=dict(person.cookies), checks=CHECKS, timeout=PATIENCE)

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
