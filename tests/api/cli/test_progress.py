"""Long steps say what they do, to whoever watches."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import pytest

from api.cli.progress import Progress, tell_progress

NAMES = ("qualif.lexicons", "qualif.cache")


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in NAMES]
    yield
    for logger, level in before:
        logger.setLevel(level)
        for handler in [one for one in logger.handlers if isinstance(one, Progress)]:
            logger.removeHandler(handler)


def test_a_terminal_is_told_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    tell_progress()
    for _ in range(2):
        logging.getLogger("qualif.lexicons").info("compiling")
        logging.getLogger("qualif.cache").warning("refused")
    said = capsys.readouterr().err.splitlines()
    assert [line.split(" : ")[0] for line in said] == [
        "compilation des lexiques",
        "le dossier de cache n'est pas utilisé",
    ]


def test_another_program_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tell_progress()
    logging.getLogger("qualif.lexicons").info("compiling")
    assert capsys.readouterr().err == ""
