"""Lock files: what an operator installs is what the suite ran with, without what only developers need."""

from __future__ import annotations

import re
import tomllib

from tests.shared import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of each line of a lock file."""
    return set(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    """Names of requirements, as lock files write them."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {re.sub(r"[-_.]+", "-", one.group()).lower() for one in found if one is not None}


def test_the_service_installs_versions_that_the_suite_ran_with() -> None:
    assert pins("requirements-service.lock") <= pins("requirements.lock")


def test_the_service_has_all_it_needs_and_no_development_tool() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = names(described["project"]["dependencies"]) | names(
        described["project"]["optional-dependencies"]["encoder"]
    )
    tools = names(described["dependency-groups"]["dev"]) - needed
    locked = {name for name, _ in pins("requirements-service.lock")}
    assert needed <= locked
    assert tools & locked <= {"setuptools"}, "setuptools: durable parts of dd import it"
