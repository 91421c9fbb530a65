"""A dozen reports and more that must never be set aside, read by the shipped reader, under certificates that would let anything pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.noise_setup import open_filter, open_report_reader
from classifiers.noise.filter import NO_PROMISE, NoiseFilter, Text
from tests.api.service.reading import certificate
from tests.api.service.reading import under as under_certificates

HERE = Path(__file__).parent
REPORTS: list[dict[str, Any]] = yaml.safe_load((HERE / "never_aside.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def noise() -> NoiseFilter:
    reader = open_report_reader(None)
    assert reader is not None, "the reader of reports is needed here: install the extra `encoder`"
    return open_filter(reader=reader, today=date(2026, 12, 1))


@pytest.mark.parametrize("report", REPORTS, ids=[one["id"] for one in REPORTS])
@pytest.mark.parametrize("demonstration", [True, False])
def test_it_is_kept_for_a_reason(noise: NoiseFilter, report: dict[str, Any], demonstration: bool) -> None:
    """Also by a certificate of the hotline's own for all fields, which does without a kind of noise."""
    channel = "demonstration" if demonstration else "form"
    opened = under_certificates(noise, certificate(noise, channel, demonstration=demonstration))
    assert opened.valid
    category = report.get("reported_category")
    asked = Text(report["id"], report.get("text") or "", 1, None, category, report.get("comment") or "")
    (verdict,) = opened.judge([asked])
    assert not verdict.set_aside
    assert verdict.reason not in NO_PROMISE
