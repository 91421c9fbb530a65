"""What every test may use: golden files, rewritten on demand."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import settings

UNITS = {"architecture", "data", "engine", "textfile"}
"""Folders of tests that want neither database, nor browser, nor readers: those of the marker `unit`."""

WAITING = {"browser", "campaign"}
"""Folders of tests that wait for another process more than they compute: one such file at a time leaves the cores to the others."""

settings.register_profile("suite", deadline=None)  # a slow machine is no fault of the code
settings.load_profile("suite")

gc.set_threshold(100_000, 50, 100)  # laws and readers live as long as the process: each collection looks at all of them

os.environ.setdefault("QUALIF_CACHE", str(Path(__file__).parent.parent / ".cache"))
"""Lexicons are compiled once for all tests, and for the commands that they run; the user's own cache is left alone."""
Golden = Callable[[Path, str], None]
"""Compares a text with a golden file, or rewrites the file under `--update-goldens`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that rewrites golden files; read the difference before committing it."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite the golden files instead of comparing")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Has the lexicons opened once a process, tests that open them as they are imported included."""
    from tests.opened import open_once  # imports the service: not before pytest has read its options

    open_once(pytest.MonkeyPatch())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test by its folder: `unit` is what `make test-fast` runs. Files of tests that wait are spread among the others."""
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    for tests in files:
        if _folder(tests[0]) in UNITS:
            for item in tests:
                item.add_marker(pytest.mark.unit)
    waiting = [tests for tests in files if _folder(tests[0]) in WAITING]
    others = [tests for tests in files if _folder(tests[0]) not in WAITING]
    order = sorted([*_spread(others), *_spread(waiting)], key=lambda ranked: ranked[0])
    items[:] = [item for _, tests in order for item in tests]


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def _spread(files: list[list[pytest.Item]]) -> list[tuple[float, list[pytest.Item]]]:
    """Each file with its place, from 0 to 1, among those of its kind."""
    return [(rank / len(files), tests) for rank, tests in enumerate(files)]


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Leaves all that is open out of the garbage collections at the end of a process: millions of objects, looked through three times."""
    gc.freeze()


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hides the event loop that a browser, once opened in this process, keeps as the running one of the main thread: a test that
    runs a loop of its own would be refused.
    """
    loop = asyncio._get_running_loop()
    if loop is None or request.path.is_relative_to(Path(__file__).parent / "browser"):
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Fails when the text is not what the golden file holds, or when there is no such file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {path.name}: run pytest --update-goldens, then read it"
        assert text == path.read_text(encoding="utf-8")

    return compare
