"""Logs: a line for a person, or JSON for machines; neither tells what reporters wrote."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from api.kit.telemetry import ACCESS, LogForm, log_formatter
from tests.shared import ROOT

SECRET = "ce que dit un signalement"


def record(level: int, name: str, message: str, **extra: object) -> logging.LogRecord:
    """What a logger gives a formatter."""
    made = logging.LogRecord(name, level, __file__, 1, message, None, None)
    for key, value in extra.items():
        setattr(made, key, value)
    return made


@pytest.mark.parametrize(
    ("form", "quiet", "terminal", "plain"),
    [
        ("auto", False, False, False),
        ("auto", False, True, True),
        ("auto", True, False, True),
        ("json", True, True, False),
        ("text", False, False, True),
    ],
)
def test_the_form_follows_who_reads(form: LogForm, quiet: bool, terminal: bool, plain: bool) -> None:
    line = log_formatter(form, quiet=quiet, terminal=terminal).format(record(logging.INFO, "qualif", "prêt"))
    assert line.startswith("{") is not plain
    assert "\n" not in line


def test_a_request_is_one_plain_line() -> None:
    told = record(logging.INFO, ACCESS, "request", method="GET", route="/file", status=200, ms=12.3)
    line = log_formatter("text", quiet=False, terminal=False).format(told)
    assert line[9:] == "GET /file 200 in 12.3 ms"
    assert json.loads(log_formatter("json", quiet=False, terminal=False).format(told))["route"] == "/file"


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_named_and_its_message_left_out(form: LogForm) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        told = record(logging.ERROR, "qualif.problems", "unexpected", request="42")
        told.exc_info = sys.exc_info()
    line = log_formatter(form, quiet=False, terminal=False).format(told)
    assert "ValueError" in line
    assert "42" in line
    assert SECRET not in line


def test_calls_to_other_servers_leave_no_line_with_what_these_say() -> None:
    said = f"log = logging.getLogger('httpx2'); log.info('{SECRET}')"
    code = f"import logging; from api.kit.telemetry import start_logging; start_logging('text'); {said}; log.warning('prêt')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert SECRET not in done.stderr
    assert "prêt" in done.stderr
